package emulator

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

// Transport calls h in process, without a port: put it where an
// [http.RoundTripper] goes. Scheme and host of a request's URL do not matter.
//
// The answer is streamed: RoundTrip returns with its header, and h goes on as the
// body is read. Neither side holds a whole body. As with a connection, h ends
// early when the body is closed or the request's context ends, so close every
// body. It works inside a testing/synctest bubble and is safe for concurrent use.
func Transport(h http.Handler) http.RoundTripper { return inProcess{h} }

type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := req.Context().Err(); err != nil {
		closeBody(req)
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(req.Context())
	in, err := received(ctx, req)
	if err != nil {
		cancel(err)
		closeBody(req)
		return nil, err
	}
	r, w := io.Pipe()
	out := &answer{header: http.Header{}, body: w, started: make(chan struct{}), head: req.Method == http.MethodHead}
	stop := context.AfterFunc(ctx, func() { w.CloseWithError(context.Cause(ctx)) })
	go func() {
		defer cancel(nil)
		defer closeBody(req)
		defer stop()
		err := io.ErrUnexpectedEOF // stays so if the handler panics, as with a cut connection
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler {
				panic(p)
			}
			out.end(err)
		}()
		t.handler.ServeHTTP(out, in)
		err = context.Cause(ctx) // a handler that left early has not answered well
	}()
	select {
	case <-out.started:
	case <-ctx.Done():
		select {
		case <-out.started: // also done once the handler has returned
		default:
			return nil, context.Cause(ctx)
		}
	}
	if out.failed != nil {
		return nil, out.failed
	}
	return &http.Response{
		Status:     strconv.Itoa(out.status) + " " + http.StatusText(out.status),
		StatusCode: out.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: out.sent, ContentLength: out.length, Request: req,
		Body: &body{PipeReader: r, cancel: cancel},
	}, nil
}

// received is req as a server sees it.
func received(ctx context.Context, req *http.Request) (*http.Request, error) {
	u, err := url.ParseRequestURI(req.URL.RequestURI())
	if err != nil {
		return nil, err
	}
	in := req.Clone(ctx)
	in.URL, in.RequestURI, in.RemoteAddr = u, req.URL.RequestURI(), "192.0.2.1:1234"
	in.Proto, in.ProtoMajor, in.ProtoMinor = "HTTP/1.1", 1, 1
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if in.Method == "" {
		in.Method = http.MethodGet
	}
	if in.Header == nil {
		in.Header = http.Header{}
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	return in, nil
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		_ = req.Body.Close()
	}
}

// body ends the handler when its reader leaves.
type body struct {
	*io.PipeReader
	cancel context.CancelCauseFunc
}

func (b *body) Close() error {
	b.cancel(io.ErrClosedPipe)
	return b.PipeReader.Close()
}

// answer is the handler's side of a response.
type answer struct {
	header, sent http.Header
	body         *io.PipeWriter
	once         sync.Once
	started      chan struct{} // closed when the fields below are final
	status       int
	length       int64 // as announced, -1 without
	head         bool
	failed       error
	written      int64
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if status < 200 { // an interim answer
		return
	}
	a.start(status, nil)
}

func (a *answer) start(status int, failed error) {
	a.once.Do(func() {
		a.status, a.failed, a.sent, a.length = status, failed, a.header.Clone(), -1
		if a.sent.Get("Date") == "" {
			a.sent.Set("Date", time.Now().UTC().Format(http.TimeFormat))
		}
		if n, err := strconv.ParseInt(a.sent.Get("Content-Length"), 10, 64); err == nil && n >= 0 {
			a.length = n
		}
		close(a.started)
	})
}

func (a *answer) Write(p []byte) (int, error) {
	a.start(http.StatusOK, nil)
	switch {
	case a.head:
		return len(p), nil
	case a.status == http.StatusNoContent || a.status == http.StatusNotModified:
		return 0, http.ErrBodyNotAllowed
	case a.length >= 0 && a.written+int64(len(p)) > a.length:
		return 0, http.ErrContentLength
	}
	n, err := a.body.Write(p)
	a.written += int64(n)
	return n, err
}

// Flush sends the header; what is written is never held back.
func (a *answer) Flush() { a.start(http.StatusOK, nil) }

// end finishes the answer: one that breaks off, or falls short of its announced
// length, ends its body with an error.
func (a *answer) end(err error) {
	a.start(http.StatusOK, err)
	if err == nil && !a.head && a.written < a.length {
		err = io.ErrUnexpectedEOF
	}
	a.body.CloseWithError(err)
}
