package transport

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// read takes in a whole body, no more than may be and no slower than may be,
// and closes it in any case.
func (t *try) read(resp *http.Response) (*body, *errors.Error) {
	defer closeBody(resp)
	o := &t.call.client.options
	if resp.ContentLength > o.MaxBody {
		return nil, tooLarge(o.MaxBody)
	}
	t.pace = pace{from: resp.Body, timer: t.timer, idle: o.IdleTimeout, end: t.end}
	b := newBody(resp.ContentLength)
	err := b.fill(t.decompressed(resp), o.MaxBody)
	if err == nil {
		return b, nil
	}
	b.release()
	if err == errTooLarge {
		return nil, tooLarge(o.MaxBody)
	}
	return nil, t.readError(err)
}

// closeBody closes a body and leaves none: the engine would drain what it finds,
// at the server's pace.
func closeBody(resp *http.Response) {
	_ = resp.Body.Close()
	resp.Body = http.NoBody
}

// decompressed is the body in plain. net/http has done that already, unless a
// user's RoundTripper leaves it out or the server compresses unasked.
func (t *try) decompressed(resp *http.Response) io.Reader {
	if !resp.Uncompressed && strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
		return &unzip{from: &t.pace}
	}
	return &t.pace
}

// unzip decompresses what comes, from the first Read on.
type unzip struct {
	from io.Reader
	zip  *gzip.Reader
}

func (u *unzip) Read(b []byte) (int, error) {
	if u.zip == nil {
		z, err := gzip.NewReader(u.from)
		if err != nil {
			return 0, err
		}
		u.zip = z
	}
	return u.zip.Read(b)
}

// readError says what a body that ended badly means.
func (t *try) readError(err error) *errors.Error {
	if t.call.ctx.Err() != nil {
		return ended(t.call.ctx.Err())
	}
	if context.Cause(t.ctx) == errTooSlow {
		o := &t.call.client.options
		return &errors.Error{
			Kind: errors.Timeout, Retry: errors.RetryYes, Err: errTooSlow,
			Message: "the body came too slowly: less than 1 KiB in " + o.IdleTimeout.String() + ", or not whole in the " + o.CallTimeout.String() + " for all requests of a call",
		}
	}
	if errors.Is(err, gzip.ErrHeader) {
		return &errors.Error{Kind: errors.Malformed, Retry: errors.RetryNo, Err: err, Message: "the body is not the gzip that its header says"}
	}
	if _, corrupt := errors.AsType[flate.CorruptInputError](err); corrupt || errors.Is(err, gzip.ErrChecksum) {
		return &errors.Error{Kind: errors.Malformed, Retry: errors.RetryYes, Err: err, Message: "the body was damaged on its way"}
	}
	return &errors.Error{Kind: errors.Unavailable, Retry: errors.RetryYes, Err: bare(err), Message: "the answer was cut off"}
}

var errTooLarge = errors.New("the body is too large")

// tooLarge is the error of a body beyond the bound. Asked again it is as large.
func tooLarge(bound int64) *errors.Error {
	return &errors.Error{
		Kind: errors.Malformed, Retry: errors.RetryNo, Err: errTooLarge,
		Message: "the body is larger than " + strconv.FormatInt(bound, 10) + " bytes",
	}
}

// pace reads a body and lets the attempt's timer run on only while the body
// keeps coming: a KiB at least in each idle time.
type pace struct {
	from  io.Reader
	timer *time.Timer
	idle  time.Duration
	end   time.Time // of the attempt
	got   int
	armed bool
}

// step is how much must come within the idle time.
const step = 1 << 10

func (p *pace) Read(b []byte) (int, error) {
	if !p.armed || p.got >= step {
		p.armed, p.got = true, 0
		p.timer.Reset(min(p.idle, max(time.Until(p.end), 0)))
	}
	n, err := p.from.Read(b)
	p.got += n
	return n, err
}
