package transport

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/body"
)

// read takes in a whole body, no more than may be and no slower than may be,
// and closes it in any case.
func (t *try) read(resp *http.Response) (*body.Buffer, *errors.Error) {
	defer closeBody(resp)
	o := &t.call.client.options
	if resp.ContentLength > o.MaxBody {
		return nil, tooLarge(o.MaxBody)
	}
	t.pace = body.Pace{From: resp.Body, Timer: t.timer, Idle: o.IdleTimeout, End: t.end}
	b := body.NewBuffer(resp.ContentLength)
	err := b.Fill(t.decompressed(resp), o.MaxBody)
	if err == nil {
		return b, nil
	}
	b.Release()
	if err == body.ErrTooLarge {
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
		return body.Unzip(&t.pace)
	}
	return &t.pace
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
			Message: "the body came too slowly: less than 1 KiB in " + o.IdleTimeout.String() + ", or not whole in the " + t.call.timeout().String() + " for all requests of a call",
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

// tooLarge is the error of a body beyond the bound. Asked again it is as large.
func tooLarge(bound int64) *errors.Error {
	return &errors.Error{
		Kind: errors.Malformed, Retry: errors.RetryNo, Err: body.ErrTooLarge,
		Message: "the body is larger than " + strconv.FormatInt(bound, 10) + " bytes",
	}
}
