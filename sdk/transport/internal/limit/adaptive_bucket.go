package limit

import (
	"context"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/sleep"
	"golang.org/x/time/rate"
)

// bucket is one class's limit as it is now. Callers line up, and only the first
// in line has reserved its turn: a rate that changes counts for all who still
// wait, and nobody's turn is booked at the rate of an hour ago.
type bucket struct {
	owner     string           // of the limit, as errors tell it
	situation errors.Situation // OwnLimit if the caller has set it
	limiter   *rate.Limiter
	line      chan struct{} // full while somebody is first in line
	waiting   atomic.Int64

	ceiling float64
	floor   float64
	slowed  atomic.Bool
	mu      sync.Mutex
	now     float64
	changed time.Time
}

// slowest is the lowest that an adaptive limit goes, in requests a second,
// unless a tenth of its ceiling is more: if it went on halving, a burst of
// refusals would be paid for by an hour of silence.
const slowest = 0.5

// Whose a limit is that nobody asked for.
const (
	published = "the request limit of the service"
	ours      = "this client's own request limit"
)

func newBucket(l Rate, owner string) *bucket {
	if !(l.PerSecond > 0) {
		l, owner = unpublished, ours
	}
	return &bucket{
		owner:   owner,
		limiter: rate.NewLimiter(rate.Limit(l.PerSecond), max(l.Burst, 1)),
		line:    make(chan struct{}, 1),
		ceiling: l.PerSecond, now: l.PerSecond,
		floor: max(min(slowest, l.PerSecond), l.PerSecond/10),
	}
}

// wait takes a place in the line. It reserves rather than waits, since rate's
// own Wait past a deadline returns an error that is no deadline's.
func (b *bucket) wait(ctx context.Context) error {
	if b.waiting.Load() == 0 && b.limiter.Allow() {
		return nil
	}
	ahead := b.waiting.Add(1) - 1
	defer b.waiting.Add(-1)
	// At the best rate there is: whoever has no turn even then need not wait.
	if err := b.tooLate(ctx, seconds(float64(ahead)/b.ceiling)); err != nil {
		return err
	}
	select {
	case b.line <- struct{}{}:
		defer func() { <-b.line }()
	case <-ctx.Done():
		return ctx.Err()
	}
	turn := b.limiter.Reserve()
	d := turn.Delay()
	if err := b.tooLate(ctx, d); err != nil {
		turn.Cancel()
		return err
	}
	if err := sleep.For(ctx, d); err != nil {
		turn.Cancel()
		return err
	}
	return nil
}

// tooLate is the error of a turn that comes after ctx's deadline.
func (b *bucket) tooLate(ctx context.Context, d time.Duration) error {
	end, ok := ctx.Deadline()
	if !ok || time.Until(end) >= d {
		return nil
	}
	owner, situation := b.owner, b.situation
	if b.slowed.Load() {
		owner, situation = "the request limit, lowered because the service throttled,", ""
	}
	return &errors.Error{
		Situation: situation,
		Kind:      errors.Timeout, Retry: errors.RetryYes, RetryAfter: min(wholly(d), longest), Err: context.DeadlineExceeded,
		Message: owner + " leaves no turn before the deadline",
	}
}

// seconds is n of them, as far as a Duration goes.
func seconds(n float64) time.Duration {
	if n *= float64(time.Second); n < math.MaxInt64 {
		return time.Duration(n)
	}
	return math.MaxInt64
}

// wholly rounds a long wait up to whole seconds, which is all that its reader
// wants to know.
func wholly(d time.Duration) time.Duration {
	if d < time.Second || d > longest {
		return d
	}
	return (d + time.Second - 1).Truncate(time.Second)
}

// slower halves the rate, once a second at most: a burst of refusals is one
// piece of news.
func (b *bucket) slower() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := time.Now(); now.Sub(b.changed) >= time.Second {
		b.changed = now
		b.set(max(b.now/2, b.floor))
	}
}

// faster brings a slowed rate back, by a twentieth of its ceiling with each
// success.
func (b *bucket) faster() {
	if !b.slowed.Load() {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.set(min(b.now+b.ceiling/20, b.ceiling))
}

func (b *bucket) set(perSecond float64) {
	b.now = perSecond
	b.slowed.Store(perSecond < b.ceiling)
	b.limiter.SetLimit(rate.Limit(perSecond))
}
