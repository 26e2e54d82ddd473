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
func (x *exchange) describe(err error, resp *http.Response) *errors.Error {
	e := typed(err, resp)
	if resp != nil && e.Status == 0 {
		e.Status = resp.StatusCode
	}
	x.client.codes.Error(e)
	if resp != nil && e.RequestID == "" {
		e.RequestID = x.client.dialect.requestID(resp.Header)
	}
	if resp != nil && e.RetryAfter == 0 && (e.Kind == errors.Throttled || e.Kind == errors.Unavailable) {
		e.RetryAfter = x.client.dialect.retryAfter(resp.Header, e, x.client.clock(x.call.URL.Host).at(x.client.options.Now()))
	}
	e.Code, e.RequestID = x.short(e.Code), x.short(e.RequestID)
	e.Message = x.redact(e.Message) // before anything is put behind it: a piece of a secret is looked for at the end
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

// finish puts on the error what the call knows and takes off it what nobody
// may see.
func (x *exchange) finish(e *errors.Error) *errors.Error {
	if own := e.Operation == ""; own {
		e.Service, e.Region, e.Operation = x.client.service, x.client.region, x.call.Operation
		e.Attempts = x.attempts
	} else if e.Attempts == nil {
		e.Attempts = x.attempts
	} // an error of the source's own call keeps its own names and trail
	if e.Kind == errors.PermissionDenied && e.Right == "" && e.Situation == "" && x.client.codes.NeedsRight(e.Code, e.Status) {
		e.Right = x.call.Right
	}
	x.clean(e)
	return e
}
