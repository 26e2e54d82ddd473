package transport

import (
	"net/http"

	"github.com/aws/smithy-go"
	"github.com/taskfault/taskfault/errors"
)

// describe completes what a call's Read has returned: facts the answer's
// headers know, and what the service's table says about the code. It decides nothing.
// What the service said is cut to what anybody may see: from here on it is in
// the trail, the log and the error.
func (t *try) describe(err error, resp *http.Response) *errors.Error {
	e := typed(err, resp)
	if resp != nil && e.Status == 0 {
		e.Status = resp.StatusCode
	}
	t.call.client.codes.Error(e)
	if resp != nil && e.RequestID == "" {
		e.RequestID = t.call.client.dialect.requestID(resp.Header)
	}
	if resp != nil && e.RetryAfter == 0 && (e.Kind == errors.Throttled || e.Kind == errors.Unavailable) {
		e.RetryAfter = t.call.client.dialect.retryAfter(resp.Header, e, t.call.client.clock(t.call.input.URL.Host).At(t.call.client.options.Now()))
	}
	e.Code, e.RequestID = t.short(e.Code), t.short(e.RequestID)
	e.Message = t.redact(e.Message) // before anything is put behind it: a piece of a secret is looked for at the end
	return e
}

// typed is err in the one model, as a copy of our own.
func typed(err error, resp *http.Response) *errors.Error {
	if own, ok := errors.AsType[*errors.Error](err); ok {
		e := *own
		return &e
	}
	e := &errors.Error{Message: err.Error(), Err: &smithy.DeserializationError{Err: err}}
	if resp.StatusCode >= 200 && resp.StatusCode <= 299 {
		e.Kind, e.Retry = errors.Malformed, errors.RetryNo
	}
	return e
}
