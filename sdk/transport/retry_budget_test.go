package transport_test

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// throttleOnce refuses each call once: by its URL's path.
func throttleOnce() roundTrip {
	var seen sync.Map
	return func(r *http.Request) (*http.Response, error) {
		if _, again := seen.LoadOrStore(r.URL.Path, true); !again {
			return answer(429, `{}`), nil
		}
		return answer(200, `{}`), nil
	}
}

func numbered(n int) *transport.Call {
	return callTo("http://service.test/" + string(rune('a'+n%26)) + string(rune('a'+n/26%26)) + string(rune('a'+n/676)))
}

// The budget never runs dry for good: 500 calls that are each throttled once all
// succeed, over a client's life and all at the same time, also at the pace of the
// limiter that slows down meanwhile.
func TestEveryCallThrottledOnce(t *testing.T) {
	for _, limits := range []map[string]transport.Limit{nil, {"": {PerSecond: 1e6, Burst: 1e6}}} {
		t.Run("one by one", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := client(throttleOnce(), func(c *transport.Config) { c.Limits = limits })
				for i := range 500 {
					if _, err := c.Do(t.Context(), numbered(i)); err != nil {
						t.Fatalf("call %d: %v", i, err)
					}
				}
			})
		})
		t.Run("at once", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := client(throttleOnce(), func(c *transport.Config) { c.Limits = limits })
				start := time.Now()
				var all sync.WaitGroup
				for i := range 500 {
					all.Go(func() {
						if _, err := c.Do(t.Context(), numbered(i)); err != nil {
							t.Errorf("call %d: %v", i, err)
						}
					})
				}
				all.Wait()
				if took := time.Since(start); took > 5*time.Minute {
					t.Errorf("it took %v: the limiter has slowed down too far", took)
				}
			})
		})
	}
}

// In an outage a client sends less and not more: what the budget held, then two
// repetitions a second, and it is back within one backoff of the outage's end.
func TestStormOf503(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const callers, storm = 100, 30 * time.Second
		start := time.Now()
		var requests, calls atomic.Int64
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			requests.Add(1)
			if time.Since(start) < storm {
				return answer(503, "<html>down</html>"), nil
			}
			return answer(200, `{}`), nil
		})
		c := client(base)
		var slowest atomic.Int64
		var all sync.WaitGroup
		for range callers {
			all.Go(func() {
				for time.Since(start) < storm {
					calls.Add(1)
					_, err := c.Do(t.Context(), get())
					if err == nil {
						break
					}
					failed(t, err, errors.Unavailable)
					time.Sleep(time.Second) // the caller's own loop
				}
				if _, err := c.Do(t.Context(), get()); err != nil {
					t.Errorf("after the storm: %v", err)
				}
				if late := int64(time.Since(start) - storm); late > slowest.Load() {
					slowest.Store(late)
				}
			})
		}
		all.Wait()
		repeated := requests.Load() - calls.Load() - callers
		if limit := int64(500/5 + 30*10/5 + callers); repeated > limit {
			t.Errorf("%d repetitions in %v of 503, want at most %d: a full budget and what time gave back", repeated, storm, limit)
		}
		if repeated < 100 {
			t.Errorf("%d repetitions in %v of 503: it did not even try", repeated, storm)
		}
		if late := time.Duration(slowest.Load()); late > 3*time.Second {
			t.Errorf("the last caller was back %v after the storm's end", late)
		}
	})
}

// Successes pay the budget back, so that what an outage took is soon there again.
func TestBudgetRefills(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := true
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			if down {
				return answer(503, "{}"), nil
			}
			return answer(200, "{}"), nil
		})
		c := client(base, func(c *transport.Config) { c.Options.MinDelay = 1 })
		attempts := func() int {
			meta, _ := c.Do(t.Context(), get())
			return len(meta.Attempts)
		}
		for range 200 {
			attempts()
		}
		if n := attempts(); n != 1 {
			t.Fatalf("after 200 failed calls a call makes %d attempts, want 1: the budget is spent", n)
		}
		down = false
		for range 20 {
			attempts()
		}
		down = true
		if n := attempts(); n != 4 {
			t.Errorf("after 20 successes a call makes %d attempts, want 4 again", n)
		}
		for range 200 {
			attempts()
		}
		time.Sleep(2 * time.Second)
		if n := attempts(); n != 4 {
			t.Errorf("after two seconds a call makes %d attempts, want 4 again", n)
		}
	})
}
