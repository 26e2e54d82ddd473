package transport

import (
	"net/http"

	"github.com/taskfault/taskfault/errors"
)

// plain takes off a response what would make net/http act on it: the address of
// a redirect, which it would parse before it asks whether to follow, and a
// missing body.
func (t *try) plain(resp *http.Response) *http.Response {
	redirect := isRedirect(resp.StatusCode) && len(resp.Header["Location"]) > 0
	if !redirect && resp.Body != nil {
		return resp
	}
	out := *resp // a RoundTripper may give one response to many
	if redirect {
		t.location = resp.Header.Get("Location")
		out.Header = resp.Header.Clone()
		out.Header.Del("Location")
	}
	if out.Body == nil {
		out.Body = http.NoBody
	}
	return &out
}

// receive reads and decodes one answer. It is the engine's response handler.
func (t *try) receive(resp *http.Response) error {
	if isRedirect(resp.StatusCode) {
		closeBody(resp)
		t.fail(t.describe(redirected(t.location), resp))
		return t.err
	}
	if e := t.unasked(resp); e != nil {
		closeBody(resp)
		t.fail(t.describe(e, resp))
		return t.err
	}
	b, e := t.read(resp)
	if e != nil {
		t.fail(t.describe(e, resp))
		return t.err
	}
	defer b.Release()
	b.Bytes = t.cutBody(b.Bytes)
	answer := Response{Status: resp.StatusCode, Header: resp.Header, Body: b.Bytes}
	t.call.client.telemetry.bytes(t.call.ctx, t.call.input, len(answer.Body))
	if err := t.call.input.Read(answer); err != nil {
		t.fail(t.describe(err, resp))
		return t.err
	}
	t.call.requestID = t.short(t.call.client.dialect.requestID(resp.Header))
	t.settle(nil, resp.StatusCode)
	return nil
}

// unasked refuses an answer by its status alone: a proxy's, and a part of what was
// asked for whole.
func (t *try) unasked(resp *http.Response) error {
	switch {
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return loginWanted()
	case resp.StatusCode == http.StatusPartialContent && t.call.input.Header.Get("Range") == "":
		return &errors.Error{
			Kind: errors.Malformed, Retry: errors.RetryNo,
			Message: "the answer is only a part (206), and all was asked for: check what stands between here and the service",
		}
	}
	return nil
}
