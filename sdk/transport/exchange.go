package transport

import (
	"context"
	"net/http"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
)

// exchange is the state of one call while it is being made. It belongs to one
// goroutine: the engine runs attempts one after another.
type exchange struct {
	client *Client
	call   *Call
	by     caller
	ctx    context.Context // &by
	engine retryablehttp.Client
	web    http.Client

	attempts  []errors.Attempt
	unseen    int           // requests that net/http has sent again by itself
	last      *errors.Error // what the last attempt ended with, nil if well
	before    *errors.Error // what the one before it ended with
	requestID string
	retrying  bool          // decide has said that another attempt follows
	wait      time.Duration // and after how long
	spent     float64       // of the client's budget
	took      time.Duration // by the requests so far

	// what may be done once a call
	renewed, rewound, renonced bool

	// this attempt
	sent     bool            // it is in the trail
	open     bool            // and has not ended
	within   context.Context // ends with the attempt
	stop     context.CancelCauseFunc
	timer    *time.Timer
	begun    time.Time     // by the real clock, which no option turns
	patience time.Duration // until the answer must begin
	end      time.Time     // until the body must be read, by the real clock
	started  time.Time     // by the client's clock
	signedAt time.Time     // by the server's
	creds    signer.Credentials
	held     *held         // of creds, nil for none
	signed   *http.Request // as it is sent, nil before it is signed
	doubted  bool          // for a time that was corrected after a refusal
	leave    leaveKeys     // nil if the Keys wait for no verdict
	date     dated         // of the answer
	location string        // where an answer would send us
	pace     pace
	resends  *resends
}

// attempt is the exchange seen as a RoundTripper. It has no
// CloseIdleConnections on purpose: the engine calls that whenever a call fails,
// and it would throw away every other call's warm connections.
type attempt struct{ x *exchange }

// RoundTrip makes one attempt, up to the answer's headers.
func (a attempt) RoundTrip(req *http.Request) (*http.Response, error) {
	x := a.x
	if x.last != nil {
		x.clean(x.last) // the attempt's own secrets are forgotten here
	}
	x.before, x.last = x.last, nil
	x.held = nil
	x.sent, x.creds, x.signed, x.location, x.date = false, signer.Credentials{}, nil, "", dated{}
	if err := x.client.limiter.Wait(x.ctx, x.call.Class); err != nil {
		return nil, x.noTurn(err)
	}
	x.within, x.stop = context.WithCancelCause(x.ctx)
	x.resends = new(resends)
	x.within = x.resends.watch(x.within)
	out := x.outgoing(req)
	if e := x.prepare(out); e != nil {
		x.stop(nil)
		return nil, x.unsent(e)
	}
	return x.send(out)
}

// prepare makes the request ready to be sent: credentials, Keys, signature.
// The clock is read last, since waiting for the Keys may have taught what the
// server's shows.
func (x *exchange) prepare(out *http.Request) *errors.Error {
	t := x.client
	out.Header["User-Agent"] = t.options.agent
	if x.call.Unsigned || t.source == nil {
		return nil
	}
	k, e := x.credentials()
	if e != nil {
		return e
	}
	if e := x.enter(k, out.URL.Host); e != nil {
		return e
	}
	clock := t.clock(out.URL.Host)
	x.signed, x.signedAt, x.doubted = out, clock.at(t.options.Now()), clock.doubted.Load()
	if err := t.signer.Sign(out, x.call.Body, k.creds, x.signedAt, nonce()); err != nil {
		x.tellKeys(NoVerdict, nil)
		return &errors.Error{Kind: errors.InvalidInput, Retry: errors.RetryNo, Message: "the request cannot be signed: " + err.Error()}
	}
	return nil
}

// send puts the request on the wire under the attempt's own time limit.
func (x *exchange) send(out *http.Request) (*http.Response, error) {
	o := &x.client.options
	x.sent, x.open, x.begun, x.started = true, true, time.Now(), o.Now()
	x.patience, x.end = x.waits()+x.call.LongPoll, x.begun.Add(x.left()+x.call.LongPoll)
	stop := x.stop // of this attempt, whichever runs when the time is up
	x.timer = time.AfterFunc(x.patience, func() { stop(errTooSlow) })
	x.attempts = append(x.attempts, errors.Attempt{At: x.started.UTC(), Wait: x.wait})
	resp, err := o.RoundTripper.RoundTrip(out)
	if err == nil && resp == nil {
		err = errNoAnswer
	}
	if err != nil {
		if resp != nil && resp.Body != nil {
			_ = resp.Body.Close()
		}
		x.fail(x.networkError(err))
		return nil, x.last
	}
	x.date = x.client.clock(out.URL.Host).learn(resp.Header, x.started, o.Now())
	return x.plain(resp), nil
}

// left is how long the call's requests may still take.
func (x *exchange) left() time.Duration { return x.client.options.CallTimeout - x.took }

// waits is how long the answer to a request is waited for.
func (x *exchange) waits() time.Duration {
	o := &x.client.options
	switch {
	case o.AttemptTimeout > 0:
		return min(o.AttemptTimeout, x.left())
	case x.call.Repeatable:
		return min(o.CallTimeout*2/3, x.left())
	}
	return x.left()
}

// plain takes off a response what would make net/http act on it: the address of
// a redirect, which it would parse before it asks whether to follow, and a
// missing body.
func (x *exchange) plain(resp *http.Response) *http.Response {
	redirect := isRedirect(resp.StatusCode) && len(resp.Header["Location"]) > 0
	if !redirect && resp.Body != nil {
		return resp
	}
	out := *resp // a RoundTripper may give one response to many
	if redirect {
		x.location = resp.Header.Get("Location")
		out.Header = resp.Header.Clone()
		out.Header.Del("Location")
	}
	if out.Body == nil {
		out.Body = http.NoBody
	}
	return &out
}

// receive reads and decodes one answer. It is the engine's response handler.
func (x *exchange) receive(resp *http.Response) error {
	if isRedirect(resp.StatusCode) {
		closeBody(resp)
		x.fail(x.describe(redirected(x.location), resp))
		return x.last
	}
	if e := x.unasked(resp); e != nil {
		closeBody(resp)
		x.fail(x.describe(e, resp))
		return x.last
	}
	body, e := x.read(resp)
	if e != nil {
		x.fail(x.describe(e, resp))
		return x.last
	}
	defer body.release()
	x.cutBody(body)
	answer := Response{Status: resp.StatusCode, Header: resp.Header, Body: body.bytes}
	x.client.watch.bytes(x.ctx, x.call, len(answer.Body))
	if err := x.call.Read(answer); err != nil {
		x.fail(x.describe(err, resp))
		return x.last
	}
	x.requestID = x.short(x.client.dialect.requestID(resp.Header))
	x.settle(nil, resp.StatusCode)
	return nil
}

// unasked refuses an answer by its status alone: a proxy's, and a part of what was
// asked for whole.
func (x *exchange) unasked(resp *http.Response) error {
	switch {
	case resp.StatusCode == http.StatusProxyAuthRequired:
		return loginWanted()
	case resp.StatusCode == http.StatusPartialContent && x.call.Header.Get("Range") == "":
		return &errors.Error{
			Kind: errors.Malformed, Retry: errors.RetryNo,
			Message: "the answer is only a part (206), and all was asked for: check what stands between here and the service",
		}
	}
	return nil
}

// fail ends the attempt with an error.
func (x *exchange) fail(e *errors.Error) {
	x.last = e
	x.readServerTime(e)
	x.blameClock(e)
	x.settle(e, e.Status)
}

// settle writes the attempt into the trail and tells those who learn from it.
func (x *exchange) settle(e *errors.Error, status int) {
	x.close()
	x.unseen += x.resends.count()
	now := x.client.options.Now()
	a := &x.attempts[len(x.attempts)-1]
	a.Took, a.Status = now.Sub(x.started), status
	if e != nil {
		a.Kind, a.Code, a.RequestID = e.Kind, e.Code, e.RequestID
	} else {
		a.RequestID = x.requestID
	}
	x.wait = 0
	switch {
	case e == nil:
		x.client.limiter.Succeeded(x.call.Class)
		x.client.budget.give(x.spent + 1)
	case e.Kind == errors.Throttled:
		x.client.limiter.Throttled(x.call.Class, e.RetryAfter)
	}
	x.tellKeys(x.verdict(e), e)
	x.client.watch.attempt(x.ctx, x, a)
}

// close ends what runs along with an attempt.
func (x *exchange) close() {
	x.open = false
	x.timer.Stop()
	x.stop(nil)
	x.took += max(time.Since(x.begun)-x.call.LongPoll, 0)
}

// letGo frees what a call still holds that ended out of turn: by a panic in a
// user's part, or cancelled before an attempt that was promised.
func (x *exchange) letGo() {
	if x.open {
		x.close()
	}
	x.tellKeys(NoVerdict, nil)
}

// outgoing is the attempt's own request, with copies of the parts that signing
// may change.
func (x *exchange) outgoing(req *http.Request) *http.Request {
	out := req.WithContext(x.within)
	u := *x.call.URL
	out.URL = &u
	if out.Header = x.call.Header.Clone(); out.Header == nil {
		out.Header = make(http.Header, 4)
	}
	return out
}
