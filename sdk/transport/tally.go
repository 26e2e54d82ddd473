package transport

import (
	"context"
	"sync/atomic"
)

// Tally counts the requests of every call that is made with a context from
// [WithTally]. It is safe for concurrent use.
type Tally struct{ requests, retries atomic.Int64 }

// Take returns what was counted since the last Take.
func (t *Tally) Take() (requests, retries int) {
	return int(t.requests.Swap(0)), int(t.retries.Swap(0))
}

type tallyKey struct{}

// WithTally returns a context whose calls are counted in t; nil counts nowhere,
// which is how the calls of a credentials source stay out.
func WithTally(ctx context.Context, t *Tally) context.Context {
	return context.WithValue(ctx, tallyKey{}, t)
}

// count adds a call's attempts to the context's Tally.
func count(ctx context.Context, attempts int) {
	t, _ := ctx.Value(tallyKey{}).(*Tally)
	if t == nil || attempts == 0 {
		return
	}
	t.requests.Add(int64(attempts))
	t.retries.Add(int64(attempts - 1))
}
