package credentials_test

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

// mint is a source of numbered keys: each lives for life, takes takes, and ends
// with its context.
type mint struct {
	life, takes time.Duration
	down        atomic.Bool
	count       atomic.Int64
	running     atomic.Int64
	dropped     atomic.Int64
}

func (m *mint) Retrieve(ctx context.Context) (signer.Credentials, error) {
	m.running.Add(1)
	defer m.running.Add(-1)
	n := m.count.Add(1)
	select {
	case <-time.After(m.takes):
	case <-ctx.Done():
		return signer.Credentials{}, ctx.Err()
	}
	if m.down.Load() {
		return signer.Credentials{}, &errors.Error{Kind: errors.Unavailable, Message: "the source is down"}
	}
	c := signer.Credentials{AccessKeyID: "key-" + strconv.FormatInt(n, 10), AccessKeySecret: "secret"}
	if m.life != 0 {
		c.Expires = time.Now().Add(m.life)
	}
	return c, nil
}

func (m *mint) Invalidate(signer.Credentials) { m.dropped.Add(1) }

func retrieve(t *testing.T, s signer.Source) signer.Credentials {
	t.Helper()
	c, err := s.Retrieve(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func wants(t *testing.T, s signer.Source, want string) {
	t.Helper()
	if got := retrieve(t, s); got.AccessKeyID != want {
		t.Errorf("got %s, want %s", got.AccessKeyID, want)
	}
}

func TestCacheSingleFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{takes: time.Second}
		c := credentials.NewCache(m)
		start := time.Now()
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() { wants(t, c, "key-1") })
		}
		all.Wait()
		if m.count.Load() != 1 || time.Since(start) != time.Second {
			t.Errorf("100 callers asked %d times and took %v, want once and 1s", m.count.Load(), time.Since(start))
		}
		time.Sleep(1000 * time.Hour)
		wants(t, c, "key-1") // it has no end
	})
}

// A renewal goes on when the one who began it leaves, and ends when the last
// one has.
func TestCacheWaitersLeave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{takes: 10 * time.Second}
		c := credentials.NewCache(m)
		leave := func(after time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), after)
			defer cancel()
			start := time.Now()
			if _, err := c.Retrieve(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != after {
				t.Errorf("the waiter left with %v after %v, want its deadline after %v", err, time.Since(start), after)
			}
		}
		var all sync.WaitGroup
		all.Go(func() { leave(time.Second) })
		synctest.Wait()
		all.Go(func() { wants(t, c, "key-1") })
		all.Go(func() { leave(2 * time.Second) })
		all.Wait()

		c = credentials.NewCache(m)
		all.Go(func() { leave(time.Second) })
		all.Go(func() { leave(2 * time.Second) })
		time.Sleep(3 * time.Second)
		if n := m.running.Load(); n != 0 {
			t.Errorf("%d renewals run and nobody waits for them", n)
		}
		wants(t, c, "key-3") // and who comes later begins another
		all.Wait()
	})
}

// A newcomer does not join a renewal that was cancelled as the last one left.
func TestCacheNewcomerAfterEverybodyLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stubborn := make(chan struct{})
		var n atomic.Int64
		c := credentials.NewCache(credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
			if n.Add(1) == 1 {
				<-stubborn // it does not heed its context
				return signer.Credentials{AccessKeyID: "late", AccessKeySecret: "secret"}, nil
			}
			return signer.Credentials{AccessKeyID: "new", AccessKeySecret: "secret"}, nil
		}))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := c.Retrieve(ctx); err == nil {
			t.Error("the waiter did not leave")
		}
		wants(t, c, "new")
		close(stubborn)
		synctest.Wait()
		wants(t, c, "new")
	})
}

func TestCacheRenewsAheadOfExpiry(t *testing.T) {
	for _, test := range []struct {
		life           time.Duration
		before, behind time.Duration // of the expiry: still the old one, surely the new one
	}{
		{24 * time.Hour, 37 * time.Minute, 29 * time.Minute},
		{time.Hour, 8 * time.Minute, 5 * time.Minute},
		{2 * time.Minute, 40 * time.Second, 29 * time.Second},
		{20 * time.Second, 11 * time.Second, 9 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			m := &mint{life: test.life}
			c := credentials.NewCache(m)
			wants(t, c, "key-1")
			time.Sleep(test.life - test.before)
			wants(t, c, "key-1")
			time.Sleep(test.before - test.behind)
			wants(t, c, "key-2")
		})
	}
}

// While the source is down, what is still good goes on being handed out, and the
// source is not asked at every call.
func TestCacheSourceDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{life: time.Hour}
		c := credentials.NewCache(m)
		wants(t, c, "key-1")
		m.down.Store(true)
		time.Sleep(56 * time.Minute)
		for range 100 {
			wants(t, c, "key-1")
		}
		if n := m.count.Load(); n != 2 {
			t.Errorf("the source was asked %d times, want twice", n)
		}
		time.Sleep(11 * time.Second)
		wants(t, c, "key-1")
		if n := m.count.Load(); n != 3 {
			t.Errorf("the source was asked %d times, want once more after ten seconds", n)
		}
		time.Sleep(5 * time.Minute)
		if _, err := c.Retrieve(t.Context()); !errors.Is(err, errors.Unavailable) {
			t.Errorf("err = %v when the old one has ended, want the source's", err)
		}
		m.down.Store(false)
		wants(t, c, "key-5")
	})
}

// A renewal that hangs holds up one caller for a few seconds and the others not
// at all, as long as the old one is good.
func TestCacheSourceHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{life: time.Hour}
		c := credentials.NewCache(m)
		wants(t, c, "key-1")
		time.Sleep(56 * time.Minute)
		m.takes = time.Hour
		start := time.Now()
		var all sync.WaitGroup
		var waited atomic.Int64
		for range 100 {
			all.Go(func() {
				wants(t, c, "key-1")
				if time.Since(start) > 0 {
					waited.Add(1)
				}
			})
		}
		all.Wait()
		synctest.Wait()
		if took := time.Since(start); took != 5*time.Second || waited.Load() != 1 || m.running.Load() != 0 {
			t.Errorf("100 callers took %v, %d of them waited and %d renewals run; want 5s, 1 and none", took, waited.Load(), m.running.Load())
		}
		wants(t, c, "key-1")
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("the next caller waited too: %v", took)
		}
	})
}

// Keys that have ended before they came mean a wrong clock here. They are handed
// out, for the service to judge, and not asked for at every call.
func TestCacheWithAWrongClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{life: -time.Hour}
		c := credentials.NewCache(m)
		for range 100 {
			wants(t, c, "key-1")
		}
		time.Sleep(11 * time.Second)
		wants(t, c, "key-2")
	})
}

func TestCacheInvalidate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{takes: time.Second}
		c := credentials.NewCache(m)
		first := retrieve(t, c)
		c.Invalidate(signer.Credentials{AccessKeyID: "another"})
		wants(t, c, "key-1")
		var all sync.WaitGroup
		for range 100 { // refused together, with the same key
			all.Go(func() {
				c.Invalidate(first)
				wants(t, c, "key-2")
			})
		}
		all.Wait()
		c.Invalidate(first) // somebody who was slow
		wants(t, c, "key-2")
		if m.count.Load() != 2 || m.dropped.Load() != 1 {
			t.Errorf("the source was asked %d times and told %d times, want 2 and 1", m.count.Load(), m.dropped.Load())
		}
		m.down.Store(true)
		c.Invalidate(retrieve(t, c))
		if _, err := c.Retrieve(t.Context()); !errors.Is(err, errors.Unavailable) {
			t.Errorf("err = %v; a refused key must not be handed out because the source is down", err)
		}
	})
}

// Refused while its renewal hangs, the old one is not handed out any more.
func TestCacheInvalidateDuringARenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &mint{life: time.Hour}
		c := credentials.NewCache(m)
		old := retrieve(t, c)
		time.Sleep(56 * time.Minute)
		m.takes = time.Minute
		var all sync.WaitGroup
		all.Go(func() { wants(t, c, "key-3") })
		time.Sleep(time.Second)
		c.Invalidate(old)
		all.Wait()
	})
}

func TestCacheIsNotWrappedTwice(t *testing.T) {
	c := credentials.NewCache(&mint{})
	if credentials.NewCache(c) != c {
		t.Error("a cache was put around a cache")
	}
}
