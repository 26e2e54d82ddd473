package transport

import (
	"context"
	"sync/atomic"
)

// Tally counts the requests of every call that is made with a context from
// [WithTally], those included that net/http sends again by itself where a
// connection that was kept turns out to be dead. It is safe for concurrent use.
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

// count adds a call's requests to the context's Tally.
func count(ctx context.Context, requests int) {
	t, _ := ctx.Value(tallyKey{}).(*Tally)
	if t == nil || requests == 0 {
		return
	}
	t.requests.Add(int64(requests))
	t.retries.Add(int64(requests - 1))
}
