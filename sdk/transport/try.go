package transport

import (
	"context"
	"net/http"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/body"
	"github.com/taskfault/taskfault/sdk/transport/internal/clock"
	"github.com/taskfault/taskfault/sdk/transport/internal/dial"
	"github.com/taskfault/taskfault/signer"
)

// try is one attempt of a call. Each has a value of its own, so that nothing of one
// is left in the next.
type try struct {
	call   *activeCall
	number int           // in its call, from 1
	waited time.Duration // before it
	before *errors.Error // what the try before it ended with
	err    *errors.Error // what it ended with itself, nil while it runs and if all went well

	ctx      context.Context // ends with the try
	stop     context.CancelCauseFunc
	resends  dial.Resends
	creds    signer.Credentials
	held     *held         // of creds, nil for none
	signed   *http.Request // as it is sent, nil before it is signed
	signedAt time.Time     // by the server's clock
	doubted  bool          // signed for a time that was corrected after a refusal
	leave    leaveKeys     // nil if the Keys wait for no verdict

	sent     bool // it is in the trail
	open     bool // and has not ended
	timer    *time.Timer
	begun    time.Time     // by the real clock, which no option turns
	patience time.Duration // until the answer must begin
	end      time.Time     // until the body must be read, by the real clock
	started  time.Time     // by the client's clock

	date     clock.Dated // of the answer
	location string      // where the answer would send us
	pace     body.Pace   // of its body
}

// newTry returns a try that has not begun.
func newTry(c *activeCall) *try { return &try{call: c, number: len(c.attempts) + 1, waited: c.wait} }

// roundTrip waits for a turn and sends the request.
func (t *try) roundTrip(req *http.Request) (*http.Response, error) {
	c := t.call
	if e := t.beforeTry(); e != nil {
		return nil, t.unsent(e)
	}
	if err := c.client.limiter.Wait(c.ctx, c.input.Class); err != nil {
		return nil, t.noTurn(err)
	}
	t.ctx, t.stop = context.WithCancelCause(c.ctx)
	t.ctx = t.resends.Watch(t.ctx)
	out := t.outgoing(req)
	if e := t.prepare(out); e != nil {
		t.stop(nil)
		return nil, t.unsent(e)
	}
	return t.send(out)
}

// prepare makes the request ready to be sent: credentials, Keys, signature.
// The clock is read last, since waiting for the Keys may have taught what the
// server's shows.
func (t *try) prepare(out *http.Request) *errors.Error {
	client := t.call.client
	out.Header["User-Agent"] = client.options.agent
	if t.call.input.Unsigned || client.source == nil {
		return nil
	}
	k, e := t.credentials()
	if e != nil {
		return e
	}
	if e := t.enter(k, out.URL.Host); e != nil {
		return e
	}
	serverClock := client.clock(out.URL.Host)
	t.signed, t.signedAt, t.doubted = out, serverClock.At(client.options.Now()), serverClock.Doubted.Load()
	if err := client.signer.Sign(out, t.call.input.Body, k.creds, t.signedAt, nonce()); err != nil {
		t.tellKeys(NoVerdict, nil)
		return &errors.Error{Kind: errors.InvalidInput, Retry: errors.RetryNo, Message: "the request cannot be signed: " + err.Error()}
	}
	if name := t.call.replacedHeader(out.Header); name != "" {
		t.tellKeys(NoVerdict, nil)
		return badHeader("CallOptions.Header has " + name + ", which the signature sets itself: leave it out")
	}
	return nil
}

// outgoing is the try's own request, with copies of the parts that signing
// may change.
func (t *try) outgoing(req *http.Request) *http.Request {
	out := req.WithContext(t.ctx)
	u := *t.call.input.URL
	out.URL = &u
	if out.Header = t.call.input.Header.Clone(); out.Header == nil {
		out.Header = make(http.Header, 4)
	}
	t.call.addHeader(out.Header)
	return out
}

// send puts the request on the wire under the try's own time limit.
func (t *try) send(out *http.Request) (*http.Response, error) {
	o := &t.call.client.options
	t.sent, t.open, t.begun, t.started = true, true, time.Now(), o.Now()
	t.patience, t.end = t.waits()+t.call.input.LongPoll, t.begun.Add(t.call.left()+t.call.input.LongPoll)
	t.timer = time.AfterFunc(t.patience, func() { t.stop(errTooSlow) })
	t.call.attempts = append(t.call.attempts, errors.Attempt{At: t.started.UTC(), Wait: t.waited})
	resp, err := o.RoundTripper.RoundTrip(out)
	if err == nil && resp == nil {
		err = errNoAnswer
	}
	if err != nil {
		if resp != nil && resp.Body != nil {
			_ = resp.Body.Close()
		}
		t.fail(t.networkError(err))
		return nil, t.err
	}
	t.date = t.call.client.clock(out.URL.Host).Learn(resp.Header, t.started, o.Now())
	return t.plain(resp), nil
}

// waits is how long the answer to a request is waited for.
func (t *try) waits() time.Duration {
	o := &t.call.client.options
	switch {
	case o.AttemptTimeout > 0:
		return min(o.AttemptTimeout, t.call.left())
	case t.call.input.Repeatable:
		return min(t.call.timeout()*2/3, t.call.left())
	}
	return t.call.left()
}

// fail ends the try with an error.
func (t *try) fail(e *errors.Error) {
	t.err = e
	t.readServerTime(e)
	t.blameClock(e)
	t.settle(e, e.Status)
}

// settle writes the try into the trail and tells those who learn from it.
func (t *try) settle(e *errors.Error, status int) {
	c, client := t.call, t.call.client
	t.close()
	c.unseen += t.resends.Count()
	a := &c.attempts[len(c.attempts)-1]
	a.Took, a.Status = client.options.Now().Sub(t.started), status
	if e != nil {
		a.Kind, a.Code, a.RequestID = e.Kind, e.Code, e.RequestID
	} else {
		a.RequestID = c.requestID
	}
	switch {
	case e == nil:
		client.limiter.Succeeded(c.input.Class)
		client.budget.Give(c.spent + 1)
	case e.Kind == errors.Throttled:
		client.limiter.Throttled(c.input.Class, e.RetryAfter)
	}
	t.tellKeys(t.verdict(e), e)
	client.telemetry.attempt(c, a)
	t.afterAnswer(*a)
}

// close ends what runs along with a try.
func (t *try) close() {
	t.open = false
	t.timer.Stop()
	t.stop(nil)
	t.call.took += max(time.Since(t.begun)-t.call.input.LongPoll, 0)
}
