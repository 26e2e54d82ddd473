package transport

import (
	"net"
	"net/http"

	"github.com/taskfault/taskfault/errors"
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
	more := len(c.attempts) < c.client.options.MaxAttempts && c.left() > 0
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
