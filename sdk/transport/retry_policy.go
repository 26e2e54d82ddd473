package transport

import (
	"net"
	"net/http"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/limit"
	"github.com/taskfault/taskfault/sdk/transport/internal/redact"
	"github.com/taskfault/taskfault/signer"
)

// reason is why a call is made once more.
type reason string

// The reasons there are. The empty one means that it is not.
const (
	becauseBusy  reason = "busy"  // throttled, unavailable, failed inside, cut off: wait and repeat
	becauseState reason = "state" // the moment was wrong and passes
	becauseNonce reason = "nonce" // a new nonce is all it takes
	becauseToken reason = "token" // stale credentials were renewed
	becauseClock reason = "clock" // our clock was proven wrong
)

// why decides on the typed error and the call alone, never on an HTTP status or
// verb: 11 of CSBS's 13 codes with status 500 are wrong state or bad input.
func (c *activeCall) why(e *errors.Error) reason {
	call := c.input
	if c.client.dialect.SignatureFault(e) == NonceUsed {
		if call.Repeatable { // a copy of the request may have been taken
			return becauseNonce
		}
		return ""
	}
	switch e.Kind {
	case errors.Throttled:
		return becauseBusy // refused, so nothing was done: also a write may be repeated
	case errors.Unavailable, errors.Internal, errors.Timeout:
		if e.Retry != errors.RetryNo && (call.Repeatable || neverLeft(e)) {
			return becauseBusy
		}
	case errors.Malformed:
		if call.Repeatable && e.Retry == errors.RetryYes {
			return becauseBusy // JSON that ends in the middle was cut off
		}
	case errors.InvalidState:
		if call.AwaitState {
			return becauseState
		}
	case errors.Unauthenticated:
		return becauseToken
	case errors.ClockSkew:
		return becauseClock
	}
	return ""
}

// neverLeft reports whether no connection was made, so that nothing can have
// been done.
func neverLeft(e *errors.Error) bool {
	op, ok := errors.AsType[*net.OpError](e.Err)
	return ok && e.Status == 0 && (op.Op == "dial" || op.Op == "proxyconnect")
}

// decide says whether the attempt that has just failed is followed by another,
// and after which wait.
func (c *activeCall) decide() bool {
	c.wait = 0
	if c.try == nil || c.try.err == nil || c.ctx.Err() != nil {
		return false
	}
	e := c.try.err
	if !c.try.sent {
		// Held back by us: only another key changes that.
		return e.Kind == errors.Unauthenticated && c.renew(true)
	}
	more := len(c.attempts) < c.maxAttempts() && c.left() > 0
	switch c.why(e) {
	case becauseBusy, becauseState:
		return more && c.again(e)
	case becauseNonce:
		return more && once(&c.renonced)
	case becauseToken:
		if c.try.skewed() {
			return more && once(&c.rewound)
		}
		fromService := e.Status != 0 && e.Status != http.StatusProxyAuthRequired
		return fromService && c.renew(more)
	case becauseClock:
		return more && c.try.skewed() && once(&c.rewound)
	}
	return false
}

// again decides on a repetition that waits.
func (c *activeCall) again(e *errors.Error) bool {
	o := &c.client.options
	wait := delay(o, len(c.attempts))
	if e.RetryAfter > 0 {
		if e.RetryAfter > o.MaxWait {
			return false
		}
		// A little beyond what was asked, so that all who were refused
		// together do not come back together.
		wait = e.RetryAfter + time.Duration(o.Rand()*float64(o.MinDelay))
	}
	if end, ok := c.ctx.Deadline(); ok && time.Until(end) <= wait {
		return false
	}
	price := limit.Cost(e)
	if !c.client.budget.Take(price) {
		return false
	}
	c.spent += price
	c.wait = wait
	return true
}

// delay is the backoff before the attempt that follows the n-th: full jitter
// below a bound that doubles.
func delay(o *Options, n int) time.Duration {
	bound := min(o.MinDelay, o.MaxDelay)
	for ; n > 1 && bound < o.MaxDelay; n-- {
		bound = min(2*bound, o.MaxDelay)
	}
	return time.Duration(o.Rand() * float64(bound))
}

// renew drops the credentials that were refused, and if another attempt may
// follow, once a call, reports whether the source has others now. Keys that do
// not go stale are asked for too: somebody may have put a new one in place.
func (c *activeCall) renew(more bool) bool {
	if c.renewed || c.try.creds == (signer.Credentials{}) {
		return false
	}
	c.client.source.Invalidate(c.try.creds)
	if !more {
		return false
	}
	c.renewed = true
	fresh, err := c.client.source.Retrieve(c.sourceContext())
	if err != nil {
		c.try.err.Message = redact.Short(c.try.err.Message, redact.LongestMessage/2) + "; and no new credentials could be had: " + c.try.short(err.Error())
		return false
	}
	return fresh != c.try.creds
}

// once is true the first time.
func once(done *bool) bool {
	if *done {
		return false
	}
	*done = true
	return true
}
