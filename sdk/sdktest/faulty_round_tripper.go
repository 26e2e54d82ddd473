package sdktest

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"
)

type faultyRoundTripper struct {
	faults *Faults
	base   http.RoundTripper
}

// RoundTrip does the request, or what its fault leaves of it.
func (f faultyRoundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	fault := f.faults.next()
	if fault == "" {
		return f.base.RoundTrip(r)
	}
	var o original
	if fault.arrives() {
		resp, err := f.base.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		if o, err = whole(resp); err != nil {
			return nil, err
		}
	} else if r.Body != nil {
		_ = r.Body.Close()
	}
	return fault.spoil(o).response(r)
}

// whole reads an answer to its end.
func whole(resp *http.Response) (original, error) {
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	return original{resp.StatusCode, resp.Header, body}, err
}

// response is the answer as a client sees it.
func (s spoilt) response(r *http.Request) (*http.Response, error) {
	if s.hang {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	if s.failure != nil {
		return nil, s.failure
	}
	return &http.Response{
		Status: strconv.Itoa(s.status) + " " + http.StatusText(s.status), StatusCode: s.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: s.header, ContentLength: s.length, Request: r,
		Body: &faultyBody{spoilt: s, ctx: r.Context()},
	}, nil
}

// faultyBody is a body at its pace and with its end.
type faultyBody struct {
	spoilt
	ctx context.Context
}

func (b *faultyBody) Read(p []byte) (int, error) {
	if err := b.ctx.Err(); err != nil {
		return 0, err
	}
	if len(b.body) == 0 {
		if b.cut {
			return 0, io.ErrUnexpectedEOF
		}
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	if b.pace > 0 {
		if !sleep(b.ctx, b.pace) {
			return 0, b.ctx.Err()
		}
		p = p[:1]
	}
	n := copy(p, b.body)
	b.body = b.body[n:]
	return n, nil
}

func (b *faultyBody) Close() error { return nil }

// sleep reports whether the time has passed before the context's end.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
