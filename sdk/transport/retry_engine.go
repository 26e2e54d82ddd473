package transport

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// loop hands the call to the retry engine. There is one engine a call: its callbacks
// close over the call's state, for Backoff is given neither context nor error. Its
// own limit is out of the way, for decide knows more than a number.
func (c *activeCall) loop(req *retryablehttp.Request) error {
	c.web.Transport, c.web.CheckRedirect = roundTripper{c}, noRedirect
	c.engine.HTTPClient = &c.web
	c.engine.RetryMax = 1 << 20
	c.engine.CheckRetry, c.engine.Backoff, c.engine.ErrorHandler = c.checkRetry, c.backoff, giveUp
	_, err := c.engine.Do(req)
	return err
}

// roundTripper makes a try of each request of the engine. It has no
// CloseIdleConnections on purpose: the engine calls that whenever a call fails,
// and it would throw away every other call's warm connections.
type roundTripper struct{ call *activeCall }

// RoundTrip makes one try, up to the answer's headers.
func (r roundTripper) RoundTrip(req *http.Request) (*http.Response, error) {
	c, t := r.call, newTry(r.call)
	if last := c.try; last != nil && last.err != nil {
		last.clean(last.err) // of secrets that the next try does not know
		t.before = last.err
	}
	c.try = t
	return t.roundTrip(req)
}

// receive is the engine's response handler.
func (c *activeCall) receive(resp *http.Response) error { return c.try.receive(resp) }

// request is the call as the engine wants it.
func (c *activeCall) request() (*retryablehttp.Request, error) {
	r := http.Request{
		Method: c.input.Method,
		URL:    c.input.URL,
		Host:   c.input.URL.Host,
		Header: noHeader,
		Proto:  "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	req, err := retryablehttp.FromRequest(r.WithContext(c.ctx))
	if err != nil {
		return nil, err
	}
	if len(c.input.Body) > 0 {
		if err := req.SetBody(c.input.Body); err != nil {
			return nil, err
		}
	}
	req.SetResponseHandler(c.receive)
	return req, nil
}

// noHeader keeps http.Client from copying the call's headers, for a redirect
// that is never followed: each attempt puts on its own.
var noHeader = http.Header{}

// checkRetry lets the response handler see every response, and decides on the
// typed error that an attempt has left.
func (c *activeCall) checkRetry(_ context.Context, _ *http.Response, err error) (bool, error) {
	if err == nil {
		return false, nil
	}
	c.retrying = c.decide()
	return c.retrying, nil
}

// backoff is the wait that decide has found.
func (c *activeCall) backoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration {
	return c.wait
}

// giveUp keeps the engine from wrapping the error and from reading a body on.
func giveUp(_ *http.Response, err error, _ int) (*http.Response, error) {
	return nil, err
}

// noRedirect makes a redirect an answer like any other: it is never followed,
// or the signature would go to another host.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
