// Package limit decides when a request may be sent, and how many may be repeated.
package limit

import (
	"context"
	"strconv"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// Rate is a bucket of Burst requests, refilled at PerSecond.
type Rate struct {
	PerSecond float64
	Burst     int
}

// longest is the longest wait that an error tells.
const longest = 24 * time.Hour

// unpublished is where an adaptive limit begins.
var unpublished = Rate{PerSecond: 20, Burst: 20}

// Limiter is the limiter of those who bring none: one bucket a class, slowed
// down when the service throttles and brought back by success.
type Limiter struct {
	class map[string]*bucket // the empty class is always there
}

// fastest is the highest rate that is worked with, in requests a second. Beyond
// it the time between two turns is shorter than a clock can tell, and infinity
// would make a bucket that is neither full nor empty.
const fastest = 1e9

// NewLimiter returns a limiter made from what the service publishes, or from a rate
// that the user wants for every class. No number and one that is not above zero
// want none.
func NewLimiter(limits map[string]Rate, perSecond float64) *Limiter {
	if perSecond > 0 {
		perSecond = min(perSecond, fastest)
		whose := "the limit of " + strconv.FormatFloat(perSecond, 'g', -1, 64) + " requests a second that was asked for (Rate)"
		b := newBucket(Rate{PerSecond: perSecond, Burst: int(perSecond)}, whose)
		b.situation = errors.OwnLimit
		return &Limiter{map[string]*bucket{"": b}}
	}
	l := &Limiter{map[string]*bucket{"": newBucket(unpublished, ours)}}
	for class, rate := range limits {
		l.class[class] = newBucket(rate, published)
	}
	return l
}

// bucket is the one of a class. Those without a limit of their own share one.
func (l *Limiter) bucket(class string) *bucket {
	if b, ok := l.class[class]; ok {
		return b
	}
	return l.class[""]
}

// Wait returns when a request of the class may be sent, see transport.Limiter.
func (l *Limiter) Wait(ctx context.Context, class string) error { return l.bucket(class).wait(ctx) }

// Throttled slows the class down.
func (l *Limiter) Throttled(class string, _ time.Duration) { l.bucket(class).slower() }

// Succeeded brings the class back to its limit.
func (l *Limiter) Succeeded(class string) { l.bucket(class).faster() }
