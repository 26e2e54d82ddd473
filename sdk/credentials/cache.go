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
// long as anyone waits for it, also when the one who began it leaves.
//
// Credentials that are still good are handed out while they are renewed, while
// a renewal fails, and when it takes long: it holds up one caller at most, for
// a few seconds.
//
// A Cache is safe for concurrent use. Create it with [NewCache].
type Cache struct {
	source signer.Source

	mu      sync.Mutex
	current *signer.Credentials // worth handing out until they expire; fmt follows no pointer here
	renewAt time.Time           // zero: never by itself
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
	spreadOut = 0.2              // so that a fleet that started together does not renew together
	retryIn   = 10 * time.Second // after a failed renewal, while the old ones are good
	patience  = 5 * time.Second  // with a renewal, while the old ones are good
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
	due := c.current == nil || !c.renewAt.IsZero() && !now.Before(c.renewAt)
	good := c.current != nil && !c.current.Expired(now)
	if !due || good && c.flight != nil {
		defer c.mu.Unlock()
		return *c.current, nil
	}
	f := c.join(ctx)
	c.mu.Unlock()

	var enough <-chan time.Time
	if good {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		enough = timer.C
	}
	select {
	case <-f.done:
		return f.creds, f.err
	case <-ctx.Done():
		c.leave(f)
		return signer.Credentials{}, ctx.Err()
	case <-enough:
		c.leave(f)
		return c.postpone(ctx)
	}
}

// postpone gives up a renewal that takes too long for credentials that are good
// without it.
func (c *Cache) postpone(ctx context.Context) (signer.Credentials, error) {
	c.mu.Lock()
	if c.current != nil {
		defer c.mu.Unlock()
		if now := time.Now(); !c.renewAt.IsZero() && !now.Before(c.renewAt) {
			c.renewAt = now.Add(retryIn)
		}
		return *c.current, nil
	}
	c.mu.Unlock() // refused meanwhile, so there is nothing but to wait
	return c.Retrieve(ctx)
}

// Invalidate drops the credentials held if they are the ones refused.
func (c *Cache) Invalidate(refused signer.Credentials) {
	c.mu.Lock()
	same := c.current != nil && *c.current == refused
	if same {
		c.current = nil
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
	if c.flight != f {
		f.creds, f.err = fresh, err
		return // everybody has left; another renewal may be under way
	}
	c.flight = nil
	switch {
	case err == nil:
		c.current = &fresh
		c.renewAt = renewal(fresh.Expires, now)
		f.creds = fresh
	case c.current != nil && !c.current.Expired(now):
		c.renewAt = now.Add(retryIn)
		f.creds = *c.current
	default:
		f.err = err
	}
}

// renewal is when credentials that end at expires are asked for anew.
func renewal(expires, now time.Time) time.Time {
	if expires.IsZero() {
		return time.Time{}
	}
	life := expires.Sub(now)
	if life <= 0 {
		// Fresh ones that have ended: our clock is wrong, and the service judges
		// by its own. They are not asked for anew at every call.
		return now.Add(retryIn)
	}
	ahead := min(max(life/10, latest), earliest)
	ahead += time.Duration(rand.Float64() * spreadOut * float64(ahead))
	return expires.Add(-min(ahead, life/2))
}
