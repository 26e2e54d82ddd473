package credentials

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/taskfault/taskfault/signer"
)

// Cache keeps what a source gives and asks it again ahead of expiry, after
// [Cache.Invalidate], and never twice at once: callers who come meanwhile wait
// for the same renewal, each no longer than its own context. A renewal lives as
// long as anyone waits for it, also when the one who began it leaves. While a
// renewal fails, credentials that are still good are handed out.
//
// A Cache is safe for concurrent use. Create it with [NewCache].
type Cache struct {
	source signer.Source

	mu      sync.Mutex
	current signer.Credentials
	held    bool      // current is worth handing out until it expires
	renewAt time.Time // zero: never by itself
	flight  *flight
}

// flight is one renewal under way.
type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiters int
	creds   signer.Credentials
	err     error
}

const (
	earliest  = 30 * time.Minute // renewal ahead of expiry: a tenth of the life, in these bounds
	latest    = 30 * time.Second
	retryIn   = 10 * time.Second // after a failed renewal, while the old ones are good
	spreadOut = 0.2              // so that a fleet that started together does not renew together
)

// NewCache wraps source. A source that is a Cache already is returned as it is.
func NewCache(source signer.Source) *Cache {
	if c, ok := source.(*Cache); ok {
		return c
	}
	return &Cache{source: source}
}

// Retrieve returns the credentials held, or waits for a renewal.
func (c *Cache) Retrieve(ctx context.Context) (signer.Credentials, error) {
	c.mu.Lock()
	now := time.Now()
	if c.held && (c.renewAt.IsZero() || now.Before(c.renewAt)) {
		defer c.mu.Unlock()
		return c.current, nil
	}
	f := c.join(ctx)
	c.mu.Unlock()

	select {
	case <-f.done:
	case <-ctx.Done():
		c.leave(f)
		return signer.Credentials{}, ctx.Err()
	}
	return f.creds, f.err
}

// Invalidate drops the credentials held if they are the ones refused.
func (c *Cache) Invalidate(refused signer.Credentials) {
	c.mu.Lock()
	same := c.held && c.current == refused
	if same {
		c.held = false
	}
	c.mu.Unlock()
	if same {
		c.source.Invalidate(refused)
	}
}

// Format keeps package fmt from looking into the struct, where it would not ask
// the credentials how they want to be shown.
func (c *Cache) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "credentials.Cache") }

// join takes part in the renewal under way, or begins one. The lock is held.
func (c *Cache) join(ctx context.Context) *flight {
	if f := c.flight; f != nil {
		f.waiters++
		return f
	}
	// The renewal serves all who wait, so it must not end with the first one's
	// context; it ends when the last one has left.
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{done: make(chan struct{}), cancel: cancel, waiters: 1}
	c.flight = f
	go c.renew(own, f)
	return f
}

// leave takes a waiter away.
func (c *Cache) leave(f *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.waiters--; f.waiters == 0 {
		f.cancel()
		if c.flight == f {
			c.flight = nil // who comes now begins a renewal that is not cancelled
		}
	}
}

// renew asks the source, and lets the waiters go.
func (c *Cache) renew(ctx context.Context, f *flight) {
	defer f.cancel()
	fresh, err := c.source.Retrieve(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	defer close(f.done)
	now := time.Now()
	if c.flight == f {
		c.flight = nil
	} else if err != nil {
		f.err = err
		return // everybody has left
	}
	switch {
	case err == nil:
		c.current, c.held = fresh, true
		c.renewAt = renewal(fresh.Expires, now)
		f.creds = fresh
	case c.held && !c.current.Expired(now):
		c.renewAt = now.Add(retryIn)
		f.creds = c.current
	default:
		f.err = err
	}
}

// renewal is when credentials that end at expires are asked for anew.
func renewal(expires, now time.Time) time.Time {
	if expires.IsZero() {
		return time.Time{}
	}
	ahead := min(max(expires.Sub(now)/10, latest), earliest)
	ahead += time.Duration(rand.Float64() * spreadOut * float64(ahead))
	return expires.Add(-ahead)
}
