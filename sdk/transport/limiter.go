package transport

import (
	"context"
	"strconv"
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

// unpublished is where an adaptive limit begins.
var unpublished = Limit{PerSecond: 20, Burst: 20}

// adaptive is the limiter of those who bring none: one bucket a class, slowed
// down when the service throttles and brought back by success.
type adaptive struct {
	class map[string]*bucket // the empty class is always there
}

// fastest is the highest rate that is worked with, in requests a second. Beyond
// it the time between two turns is shorter than a clock can tell, and infinity
// would make a bucket that is neither full nor empty.
const fastest = 1e9

// newAdaptive builds a limiter from what the service publishes, or from a rate
// that the user wants for every class. No number and one that is not above zero
// want none.
func newAdaptive(limits map[string]Limit, perSecond float64) *adaptive {
	if perSecond > 0 {
		perSecond = min(perSecond, fastest)
		whose := "the limit of " + strconv.FormatFloat(perSecond, 'g', -1, 64) + " requests a second that was asked for (Rate)"
		return &adaptive{map[string]*bucket{"": newBucket(Limit{PerSecond: perSecond, Burst: int(perSecond)}, whose)}}
	}
	a := &adaptive{map[string]*bucket{"": newBucket(unpublished, ours)}}
	for class, l := range limits {
		a.class[class] = newBucket(l, published)
	}
	return a
}

// bucket is the one of a class. Those without a limit of their own share one.
func (a *adaptive) bucket(class string) *bucket {
	if b, ok := a.class[class]; ok {
		return b
	}
	return a.class[""]
}

func (a *adaptive) Wait(ctx context.Context, class string) error { return a.bucket(class).wait(ctx) }

func (a *adaptive) Throttled(class string, _ time.Duration) { a.bucket(class).slower() }

func (a *adaptive) Succeeded(class string) { a.bucket(class).faster() }

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
