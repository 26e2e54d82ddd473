package transport

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/taskfault/taskfault/errors"
)

// run hands the call to the retry engine and brings out a typed error.
func (x *exchange) run() error {
	if err := x.ctx.Err(); err != nil {
		return x.finish(x.ended(err))
	}
	if x.call.URL == nil || x.call.URL.Host == "" {
		return x.finish(&errors.Error{Kind: errors.InvalidInput, Retry: errors.RetryNo, Message: "the call has no address: check the endpoint"})
	}
	req, err := x.request()
	if err != nil {
		return x.finish(&errors.Error{Kind: errors.InvalidInput, Retry: errors.RetryNo, Err: err})
	}
	// One engine a call: its callbacks close over the call's state, for Backoff
	// is given neither context nor error. Its own limit is out of the way, for
	// decide knows more than a number.
	x.web.Transport, x.web.CheckRedirect = attempt{x}, noRedirect
	x.engine.HTTPClient = &x.web
	x.engine.RetryMax = 1 << 20
	x.engine.CheckRetry, x.engine.Backoff, x.engine.ErrorHandler = x.checkRetry, x.backoff, giveUp
	_, err = x.engine.Do(req)
	switch {
	case err == nil:
		return nil
	case x.open:
		// net/http threw an answer away before the handler could see it.
		x.fail(x.describe(&errors.Error{Kind: errors.Malformed, Retry: errors.RetryNo, Err: bare(err)}, nil))
	case x.last == nil:
		// The engine itself failed, before or between attempts.
		x.last = x.ended(err)
	case x.retrying:
		// Cancelled while it slept: the engine returns the bare context error
		// past the ErrorHandler. The trail and the last real error are ours.
		x.last = x.interrupted(err, x.last)
	}
	return x.finish(x.last)
}

// request is the call as the engine wants it.
func (x *exchange) request() (*retryablehttp.Request, error) {
	r := http.Request{
		Method: x.call.Method,
		URL:    x.call.URL,
		Host:   x.call.URL.Host,
		Header: noHeader,
		Proto:  "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	req, err := retryablehttp.FromRequest(r.WithContext(x.ctx))
	if err != nil {
		return nil, err
	}
	if len(x.call.Body) > 0 {
		if err := req.SetBody(x.call.Body); err != nil {
			return nil, err
		}
	}
	req.SetResponseHandler(x.receive)
	return req, nil
}

// noHeader keeps http.Client from copying the call's headers, for a redirect
// that is never followed: each attempt puts on its own.
var noHeader = http.Header{}

// checkRetry lets the response handler see every response, and decides on the
// typed error that an attempt has left.
func (x *exchange) checkRetry(_ context.Context, _ *http.Response, err error) (bool, error) {
	if err == nil {
		return false, nil
	}
	x.retrying = x.decide()
	return x.retrying, nil
}

// backoff is the wait that decide has found.
func (x *exchange) backoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration {
	return x.wait
}

// giveUp keeps the engine from wrapping the error and from reading a body on.
func giveUp(_ *http.Response, err error, _ int) (*http.Response, error) {
	return nil, err
}

// noRedirect makes a redirect an answer like any other: it is never followed,
// or the signature would go to another host.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
