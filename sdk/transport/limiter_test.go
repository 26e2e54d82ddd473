package transport_test

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

func published(perSecond float64, burst int) func(*transport.Config) {
	return func(c *transport.Config) {
		c.Limits = map[string]transport.Limit{"": {PerSecond: perSecond, Burst: burst}, "history": {PerSecond: 2 * perSecond, Burst: 2 * burst}}
	}
}

// elapsed is how long n calls take one after the other.
func elapsed(t *testing.T, c *transport.Client, n int, class string) time.Duration {
	t.Helper()
	start := time.Now()
	for range n {
		call := get()
		call.Class = class
		if _, err := c.Do(t.Context(), call); err != nil {
			t.Fatal(err)
		}
	}
	return time.Since(start)
}

func about(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if got < want-10*time.Millisecond || got > want+10*time.Millisecond {
		t.Errorf("%s took %v, want %v", what, got, want)
	}
}

func TestPublishedLimitsByClass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(script("200 {}"), published(2, 10))
		about(t, "14 calls at 10 and 2 a second", elapsed(t, c, 14, ""), 2*time.Second)
		about(t, "24 calls at 20 and 4 a second", elapsed(t, c, 24, "history"), time.Second)
		about(t, "2 calls of a class without a limit, behind 14 of the common one", elapsed(t, c, 2, "other"), 0)
		about(t, "3 more", elapsed(t, c, 3, "other"), 1500*time.Millisecond)
	})
}

func TestRateGoesBeforePublishedLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(script("200 {}"), published(2, 10), func(c *transport.Config) { c.Options.Rate = 5 })
		about(t, "10 calls at 5 a second", elapsed(t, c, 10, ""), time.Second)
		c = client(script("200 {}"), func(c *transport.Config) { c.Options.Rate = 0.5 })
		about(t, "3 calls at one in two seconds", elapsed(t, c, 3, ""), 4*time.Second)
	})
}

func TestUnpublishedLimitBeginsAtTwenty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, limits := range []map[string]transport.Limit{nil, {"": {}}} {
			c := client(script("200 {}"), func(c *transport.Config) { c.Limits = limits })
			about(t, "40 calls", elapsed(t, c, 40, ""), time.Second)
		}
	})
}

func TestLimitsAreSharedByAccount(t *testing.T) {
	key := credentials.Key("AKID", canary)
	other := credentials.NewCache(key)
	for _, test := range []struct {
		name   string
		second func(*transport.Config)
		shared bool
	}{
		{"the same source", func(*transport.Config) {}, true},
		{"another source", func(c *transport.Config) { c.Source = other }, false},
		{"another region", func(c *transport.Config) { c.Region = "eu-nl" }, false},
		{"another service", func(c *transport.Config) { c.Service = "csbs" }, false},
		{"another account", func(c *transport.Config) { c.Account = "project-2" }, false},
		{"a Shared of its own", func(c *transport.Config) { c.Options.Shared = nil }, false},
		{"a source that cannot be compared", func(c *transport.Config) { c.Source = uncomparable{[]string{"a"}} }, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				all := new(transport.Shared)
				with := func(c *transport.Config) { c.Source, c.Options.Shared = key, all }
				a := client(script("200 {}"), published(1, 1), with)
				b := client(script("200 {}"), published(1, 1), with, test.second)
				elapsed(t, a, 1, "")
				want := time.Duration(0)
				if test.shared {
					want = time.Second
				}
				about(t, "the other client's first call", elapsed(t, b, 1, ""), want)
			})
		})
	}
}

// uncomparable is a source that no map can hold.
type uncomparable struct{ names []string }

func (uncomparable) Retrieve(context.Context) (signer.Credentials, error) {
	return signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary}, nil
}
func (uncomparable) Invalidate(signer.Credentials) {}

// A service that throttles is asked half as often, and as often as before once it
// takes what it gets.
func TestLimiterSlowsDownAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		throttle := true
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			if throttle {
				return answer(429, "{}"), nil
			}
			return answer(200, "{}"), nil
		})
		c := client(base, published(10, 1), func(c *transport.Config) { c.Options.MaxAttempts = 1 })
		for range 3 {
			_, _ = c.Do(t.Context(), get()) // one halving a second at most
		}
		throttle = false
		first := elapsed(t, c, 1, "")
		if first < 90*time.Millisecond || first > 250*time.Millisecond {
			t.Errorf("after a burst of refusals a turn takes %v, want about twice the usual 100ms", first)
		}
		elapsed(t, c, 30, "")
		about(t, "10 calls after the recovery", elapsed(t, c, 10, ""), time.Second)
	})
}

func TestLimiterNeverGoesSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(script("429 {}"), published(20, 1), func(c *transport.Config) { c.Options.MaxAttempts = 1 })
		for range 100 {
			_, _ = c.Do(t.Context(), get())
		}
		start := time.Now()
		_, _ = c.Do(t.Context(), get())
		if took := time.Since(start); took > time.Second {
			t.Errorf("after 100 refusals a turn takes %v, want a tenth of the rate at least: 500ms", took)
		}
	})
}

// Whoever waits for a turn when the rate comes back is served at the new rate.
func TestWaitingCallersSeeTheNewRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			if n++; n < 30 {
				return answer(429, "{}"), nil
			}
			return answer(200, "{}"), nil
		})
		c := client(base, published(20, 1), func(c *transport.Config) { c.Options.MaxAttempts = 1 })
		start := time.Now()
		var all sync.WaitGroup
		for range 200 {
			all.Go(func() { _, _ = c.Do(t.Context(), get()) })
		}
		all.Wait()
		if took := time.Since(start); took > 40*time.Second {
			t.Errorf("200 callers took %v; at the rate of the first seconds they would have taken 100s", took)
		}
	})
}

func TestTurnAfterTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := script("200 {}")
		c := client(base, published(0.1, 1))
		elapsed(t, c, 1, "")
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Do(ctx, get())
		e := failed(t, err, errors.Timeout)
		if took := time.Since(start); took != 0 || e.RetryAfter != 10*time.Second || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a turn in 10s, a deadline in 2s: %v after %v with RetryAfter %v", err, took, e.RetryAfter)
		}
		if len(e.Attempts) != 0 || base.requests() != 1 {
			t.Errorf("the trail has %d attempts and %d requests were sent, want none and the first", len(e.Attempts), base.requests())
		}
		away, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, leave)
		_, err = c.Do(away, get())
		failed(t, err, errors.Canceled)
		about(t, "a turn that two others gave back", elapsed(t, c, 1, ""), 9*time.Second)
	})
}

// The error says whose limit it was, and a wait that a person can plan with.
func TestNoTurnSaysWhoseLimitItWas(t *testing.T) {
	asked := func(rate float64) func(*transport.Config) {
		return func(c *transport.Config) { c.Options.Rate = rate }
	}
	for _, test := range []struct {
		name string
		with func(*transport.Config)
		says string
		wait time.Duration
	}{
		{"published", published(0.1, 1), "the request limit of the service leaves", 10 * time.Second},
		{"asked for", asked(0.0001), "the limit of 0.0001 requests a second that was asked for (Rate) leaves", 10_000 * time.Second},
		{"asked for, beside a published one", func(c *transport.Config) { published(2, 10)(c); asked(0.25)(c) }, "0.25 requests a second that was asked for", 4 * time.Second},
		{"asked for, one in a year", asked(1.0 / 31_536_000), "that was asked for", 24 * time.Hour},
		{"asked for, hardly any", asked(1e-300), "that was asked for", 24 * time.Hour},
		{"asked for, the least there is", asked(math.SmallestNonzeroFloat64), "that was asked for", 24 * time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := client(script("200 {}"), test.with)
				elapsed(t, c, 1, "")
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				defer cancel()
				_, err := c.Do(ctx, get())
				e := failed(t, err, errors.Timeout)
				if !strings.Contains(e.Message, test.says) || e.RetryAfter != test.wait || len(e.Attempts) != 0 {
					t.Errorf("got %v with RetryAfter %v after %d attempts, want %q, %v and none", e, e.RetryAfter, len(e.Attempts), test.says, test.wait)
				}
				if own := test.name != "published"; (e.Situation == errors.OwnLimit) != own {
					t.Errorf("the situation is %q, and the caller has set the limit: %t", e.Situation, own)
				}
			})
		})
	}
}

func TestNoTurnBecauseOfThrottling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(script("429 {}"), func(c *transport.Config) { c.Options.MaxAttempts, c.Options.Rate = 1, 1 })
		_, _ = c.Do(t.Context(), get())
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Do(ctx, get())
		if e := failed(t, err, errors.Timeout); !strings.Contains(e.Message, "lowered because the service throttled") || e.Situation != "" {
			t.Errorf("got %v, want that the service has lowered the limit", e)
		}
	})
}

// A Rate that is no rate is none, and one beyond any clock is as good as no limit.
func TestRatesThatAreOdd(t *testing.T) {
	for _, test := range []struct {
		rate float64
		want time.Duration // of 40 calls
	}{
		{math.NaN(), time.Second}, {-1, time.Second}, {math.Inf(-1), time.Second}, {0, time.Second},
		{math.Inf(1), 0}, {1e300, 0}, {math.MaxFloat64, 0}, {1e9, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := client(script("200 {}"), func(c *transport.Config) { c.Limits, c.Options.Rate = nil, test.rate })
			about(t, fmt.Sprintf("40 calls at %v a second", test.rate), elapsed(t, c, 40, ""), test.want)
			start := time.Now()
			together(100, func(int) { elapsed(t, c, 1, "") })
			about(t, fmt.Sprintf("100 more at once at %v a second", test.rate), time.Since(start), 5*test.want)
		})
	}
}

// When there is no turn for a repetition, the error is that of the attempt.
func TestNoTurnForARepetition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(script("503 {}"), published(0.1, 1))
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		_, err := c.Do(ctx, get())
		if e := failed(t, err, errors.Unavailable); len(e.Attempts) != 1 || e.RetryAfter < 9*time.Second {
			t.Errorf("%d attempts, RetryAfter %v; want 1 and almost 10s", len(e.Attempts), e.RetryAfter)
		}
	})
}

func TestManyWaitingForATurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(script("200 {}"), published(1, 1))
		var all sync.WaitGroup
		var mu sync.Mutex
		late := 0
		for range 10 {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(t.Context(), 4500*time.Millisecond)
				defer cancel()
				if _, err := c.Do(ctx, get()); err != nil {
					failed(t, err, errors.Timeout)
					mu.Lock()
					late++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		if late != 5 {
			t.Errorf("%d of 10 callers had no turn within 4.5s at one a second, want 5", late)
		}
	})
}

// brokenLimiter is a user's own that fails.
type brokenLimiter struct{ err error }

func (b brokenLimiter) Wait(context.Context, string) error { return b.err }
func (brokenLimiter) Throttled(string, time.Duration)      {}
func (brokenLimiter) Succeeded(string)                     {}

func TestUsersLimiterFails(t *testing.T) {
	for _, test := range []struct {
		err  error
		kind errors.Kind
	}{
		{errors.New("the fleet's limiter is down"), errors.Unknown},
		{&errors.Error{Kind: errors.Throttled}, errors.Throttled},
		{&errors.Error{Kind: errors.Timeout, Retry: errors.RetryYes}, errors.Timeout},
		{context.DeadlineExceeded, errors.Timeout},
	} {
		base := script("200 {}")
		_, err := client(base, func(c *transport.Config) { c.Options.Limiter = brokenLimiter{test.err} }).Do(t.Context(), get())
		failed(t, err, test.kind)
		if base.requests() != 0 {
			t.Errorf("%v: %d requests were sent, want none", test.err, base.requests())
		}
	}
}
