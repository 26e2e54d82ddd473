package transport

import (
	"context"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// Limiter decides when a request may be sent. An implementation is safe for
// concurrent use. class is the operation's class of limits, often empty.
type Limiter interface {
	// Wait returns when one request of the class may be sent. It ends with
	// ctx, and at once with an error of kind [errors.Timeout] if the turn
	// would come after ctx's deadline.
	Wait(ctx context.Context, class string) error
	// Throttled tells that the service refused a request of the class for
	// coming too fast, and how long it asked to wait, 0 if it did not say.
	Throttled(class string, wait time.Duration)
	// Succeeded tells that the service took a request of the class.
	Succeeded(class string)
}

// Limit is what a service publishes about its own: a bucket of Burst requests,
// refilled at PerSecond.
type Limit struct {
	PerSecond float64
	Burst     int
}

// noTurn ends an attempt that the limiter did not let through. If it is not the
// caller who gave up, the last real error tells more than that.
func (t *try) noTurn(err error) *errors.Error {
	e := ended(err)
	if t.before != nil && t.call.ctx.Err() == nil {
		t.before.RetryAfter = max(t.before.RetryAfter, e.RetryAfter)
		e = t.before
	}
	return t.unsent(e)
}

// unsent ends an attempt of which nothing was sent.
func (t *try) unsent(e *errors.Error) *errors.Error {
	if err := t.call.ctx.Err(); err != nil && t.before != nil {
		e = interrupted(err, t.before)
	}
	t.err = e
	return e
}
