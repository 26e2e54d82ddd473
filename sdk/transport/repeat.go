package transport

import (
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
)

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
	price := cost(e)
	if !c.client.budget.take(price) {
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
	fresh, err := c.client.source.Retrieve(c.ctx)
	if err != nil {
		c.try.err.Message = short(c.try.err.Message, longestMessage/2) + "; and no new credentials could be had: " + c.try.short(err.Error())
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
