package transport_test

import (
	"context"
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
	"github.com/taskfault/taskfault/signer/alibaba"
	"github.com/taskfault/taskfault/signer/huawei"
)

func together(n int, f func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}

// A key's first call runs alone; the others run together once it is through.
func TestFirstCallRunsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first := make(chan struct{})
		var mu sync.Mutex
		running, most, n := 0, 0, 0
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			mu.Lock()
			n++
			mine := n
			running++
			most = max(most, running)
			mu.Unlock()
			if mine == 1 {
				time.Sleep(time.Second)
				mu.Lock()
				if running != 1 {
					t.Errorf("%d requests are on the wire beside the first", running-1)
				}
				mu.Unlock()
				close(first)
			} else {
				select {
				case <-first:
				default:
					t.Error("a request is sent before the first is through")
				}
				time.Sleep(time.Second)
			}
			mu.Lock()
			running--
			mu.Unlock()
			return answer(200, "{}"), nil
		})
		c := client(base)
		together(50, func(int) {
			if _, err := c.Do(t.Context(), get()); err != nil {
				t.Error(err)
			}
		})
		if most != 49 {
			t.Errorf("at most %d requests ran at once, want the other 49", most)
		}
	})
}

// Fifty callers with a wrong key send one request between them, whichever client
// they use, and all learn why.
func TestRefusedKeyIsLatchedForAll(t *testing.T) {
	for _, line := range []string{`401 {"code":"APIGW.0301","message":"Incorrect IAM authentication information"}`, `404 {"code":"InvalidAccessKeyId.NotFound"}`, `400 {"code":"SignatureDoesNotMatch"}`} {
		synctest.Test(t, func(t *testing.T) {
			base := script(line)
			keys := transport.NewKeys()
			service := "dbs"
			if strings.HasPrefix(line, "401") {
				service = "sdrs"
			}
			with := func(c *transport.Config) { c.Service, c.Options.Keys = service, keys }
			a, b := client(base, with), client(base, with)
			unsent := 0
			var mu sync.Mutex
			together(50, func(i int) {
				c := a
				if i%2 == 1 {
					c = b
				}
				_, err := c.Do(t.Context(), get())
				e := failed(t, err, errors.Unauthenticated)
				mu.Lock()
				defer mu.Unlock()
				if e.Status == 0 {
					unsent++
					if !strings.Contains(e.Message, "five minutes") || len(e.Attempts) != 0 {
						t.Errorf("a call that was not sent says %q and has %d attempts", e.Message, len(e.Attempts))
					}
				}
			})
			if base.requests() != 1 || unsent != 49 {
				t.Errorf("%s: %d requests were sent and %d calls held back, want 1 and 49", line, base.requests(), unsent)
			}
			time.Sleep(5*time.Minute - time.Second)
			_, _ = a.Do(t.Context(), get())
			if base.requests() != 1 {
				t.Errorf("a request was sent before the five minutes were over")
			}
			time.Sleep(2 * time.Second)
			_, _ = a.Do(t.Context(), get())
			if base.requests() != 2 {
				t.Errorf("%d requests after five minutes, want one more", base.requests())
			}
		})
	}
}

// swap is a source whose key somebody puts right.
type swap struct {
	mu    sync.Mutex
	creds signer.Credentials
	count int // of invalidations
}

func (s *swap) Retrieve(context.Context) (signer.Credentials, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.creds, nil
}

func (s *swap) Invalidate(signer.Credentials) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
}

func (s *swap) set(c signer.Credentials) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.creds = c
}

// The latch opens as soon as the key is another one, also when only the secret
// was corrected.
func TestLatchOpensWhenTheKeyChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := script("401 {}", "200 {}")
		source := &swap{creds: signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: "wrong"}}
		c := client(base, func(c *transport.Config) { c.Source = source })
		_, err := c.Do(t.Context(), get())
		failed(t, err, errors.Unauthenticated)
		_, err = c.Do(t.Context(), get())
		failed(t, err, errors.Unauthenticated)
		source.set(signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: "right"})
		if _, err := c.Do(t.Context(), get()); err != nil || base.requests() != 2 {
			t.Errorf("with the right secret: %v after %d requests, want none after 2", err, base.requests())
		}
		if source.count == 0 {
			t.Error("the source was never told that its key is refused")
		}
	})
}

// A cache in front of the source does not keep a key that was put right.
func TestLatchOpensBehindACache(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := script("401 {}", "200 {}")
		source := &swap{creds: signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: "wrong"}}
		c := client(base, func(c *transport.Config) { c.Source = credentials.NewCache(source) })
		_, err := c.Do(t.Context(), get())
		failed(t, err, errors.Unauthenticated)
		source.set(signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: "right"})
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Errorf("with the right secret: %v", err)
		}
	})
}

// What says nothing about the key neither proves nor latches it.
func TestNoVerdict(t *testing.T) {
	for _, line := range []string{"503 {}", "500 {}", "429 {}", "200 <html>", "302 {}", "!connection reset", "407 {}", `403 {"code":"SDRS.9999"}`} {
		synctest.Test(t, func(t *testing.T) {
			base := script(line, "200 {}")
			c := client(base, func(c *transport.Config) { c.Options.MaxAttempts = 1 })
			if _, err := c.Do(t.Context(), get()); err == nil {
				t.Fatalf("%s: no error", line)
			}
			if _, err := c.Do(t.Context(), get()); err != nil {
				t.Errorf("%s, then a good answer: %v", line, err)
			}
		})
	}
}

// Tokens are no signatures: nothing runs alone and nothing is latched.
func TestTokensAreNotHeldBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return answer(401, "{}"), nil
		})
		c := client(base, func(c *transport.Config) { c.Source = credentials.Static(signer.Credentials{AuthToken: canary}) })
		together(20, func(int) {
			_, err := c.Do(t.Context(), get())
			failed(t, err, errors.Unauthenticated)
		})
		if took := time.Since(start); took != time.Second {
			t.Errorf("20 calls with a token took %v, want 1s: all at once", took)
		}
	})
}

// Waiting for a key to be proven ends with the context, and who proves it and leaves
// makes room.
func TestWaitingForAKeyEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/first" {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return answer(200, "{}"), nil
		})
		c := client(base)
		lead, stop := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() {
			_, err := c.Do(lead, callTo("http://service.test/first"))
			failed(t, err, errors.Canceled)
		})
		synctest.Wait()
		all.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			_, err := c.Do(ctx, get())
			failed(t, err, errors.Timeout)
			if took := time.Since(start); took != time.Second {
				t.Errorf("it waited %v, want its own second", took)
			}
		})
		all.Go(func() {
			start := time.Now()
			if _, err := c.Do(t.Context(), get()); err != nil || time.Since(start) != 3*time.Second {
				t.Errorf("the next in line: %v after %v, want none after 3s", err, time.Since(start))
			}
		})
		time.Sleep(3 * time.Second)
		stop()
		all.Wait()
	})
}

// A panic in a user's part does not hold back everybody else.
func TestPanicLetsGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			if n++; n == 1 {
				panic("a bug of the user's")
			}
			return answer(200, "{}"), nil
		})
		c := client(base)
		func() {
			defer func() { _ = recover() }()
			_, _ = c.Do(t.Context(), get())
		}()
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Errorf("after a panic: %v", err)
		}
		call := get()
		call.Read = func(transport.Response) error { panic("another") }
		func() {
			defer func() { _ = recover() }()
			_, _ = c.Do(t.Context(), call)
		}()
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Errorf("after a panic in Read: %v", err)
		}
	})
}

// A clock that jumps costs the calls under way; those that come after them wait
// until one has put it right.
func TestClockJumpHoldsBackTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &keyServer{t: t}
		var mu sync.Mutex
		by := time.Duration(0)
		c := client(s, func(c *transport.Config) {
			c.Options.Now = func() time.Time {
				mu.Lock()
				defer mu.Unlock()
				return time.Now().Add(by)
			}
		})
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		by = time.Hour
		mu.Unlock()
		together(40, func(i int) {
			time.Sleep(time.Duration(i) * 4 * time.Millisecond)
			if _, err := c.Do(t.Context(), get()); err != nil {
				t.Errorf("caller %d: %v", i, err)
			}
		})
		if s.worst > 3 {
			t.Errorf("%d signatures were refused in a row; want no more than the 3 under way", s.worst)
		}
	})
}

// While one tries again with the server's clock, nobody else is sent: the clock
// may not have been what was wrong.
func TestNobodyIsSentBesideASecondTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		good, sent := true, 0
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			mu.Lock()
			sent++
			fine := good
			mu.Unlock()
			time.Sleep(10 * time.Millisecond)
			if fine {
				return answer(200, "{}"), nil
			}
			return answer(401, "{}", "Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)), nil
		})
		c := client(base)
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Fatal(err)
		}
		good, sent = false, 0
		together(40, func(i int) {
			time.Sleep(time.Duration(i) * time.Millisecond)
			_, err := c.Do(t.Context(), get())
			failed(t, err, errors.Unauthenticated)
		})
		if sent > 12 {
			t.Errorf("%d requests were sent; want the 10 or 11 under way and one second try", sent)
		}
	})
}

// otherCloud is a scheme of another package than the clouds' own.
type otherCloud struct{ alibaba.ACS3 }

// A key that one cloud has refused says nothing about the same ID in another.
func TestLatchIsOfOneCloud(t *testing.T) {
	keys := transport.NewKeys()
	base := script("401 {}", "401 {}")
	with := func(s signer.Signer) *transport.Client {
		return client(base, func(c *transport.Config) { c.Signer, c.Options.Keys = s, keys })
	}
	for _, tt := range []struct {
		name     string
		signer   signer.Signer
		requests int
	}{
		{"the first cloud", huawei.SDKHMAC{}, 1},
		{"another scheme of it", huawei.OTC{}, 1},
		{"another cloud", otherCloud{}, 2},
	} {
		_, err := with(tt.signer).Do(t.Context(), get())
		failed(t, err, errors.Unauthenticated)
		if base.requests() != tt.requests {
			t.Errorf("%s: %d requests in all, want %d", tt.name, base.requests(), tt.requests)
		}
	}
}

// A refusal that comes in when the key is latched already is the last: its call
// does not try again, even if the clock is proven wrong by then.
func TestLateRefusalIsNotTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		good, sent := true, 0
		base := roundTrip(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			sent++
			fine := good
			mu.Unlock()
			if r.URL.Path == "/slow" {
				time.Sleep(50 * time.Millisecond)
			}
			time.Sleep(10 * time.Millisecond)
			if fine {
				return answer(200, "{}"), nil
			}
			return answer(401, "{}", "Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)), nil
		})
		c := client(base)
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Fatal(err)
		}
		good, sent = false, 0
		together(2, func(i int) {
			_, err := c.Do(t.Context(), callTo([]string{"http://service.test/", "http://service.test/slow"}[i]))
			failed(t, err, errors.Unauthenticated)
		})
		if sent != 3 {
			t.Errorf("%d requests were sent; want two, and one again", sent)
		}
	})
}

// A service that hangs must not keep a key's others waiting, and yet no more
// signatures may be under way than can all be refused without locking the key.
func TestCallThatHangsIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys := transport.NewKeys()
		hanging := roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		with := func(c *transport.Config) { c.Options.Keys = keys }
		slow, well := client(hanging, with), client(script(`200 {}`), with)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		start := time.Now()
		var hung sync.WaitGroup
		hung.Go(func() {
			_, err := slow.Do(ctx, get())
			failed(t, err, errors.Timeout)
		})
		synctest.Wait()
		if _, err := well.Do(ctx, get()); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("the other service was read after %v, want 3s", took)
		}
		hung.Wait()
		if _, err := well.Do(t.Context(), get()); err != nil {
			t.Errorf("after the one that hung: %v", err)
		}
	})
}

func TestFewCallsAreLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		sent := 0
		wrong := make(chan struct{})
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			mu.Lock()
			sent++
			mu.Unlock()
			<-wrong
			return answer(401, `{"code":"APIGW.0301","message":"Incorrect IAM authentication information"}`), nil
		})
		c := client(base, func(c *transport.Config) { c.Service = "sdrs" })
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				_, err := c.Do(t.Context(), get())
				failed(t, err, errors.Unauthenticated)
			})
		}
		time.Sleep(20 * time.Second)
		synctest.Wait()
		if mu.Lock(); sent != 4 {
			t.Errorf("%d calls are under way with a key that nothing has proven, want 4", sent)
		}
		mu.Unlock()
		close(wrong)
		all.Wait()
		if sent != 4 {
			t.Errorf("%d calls were sent with a wrong key, want 4", sent)
		}
	})
}

// Who gives up waiting for a key is told what was waited for.
func TestGivenUpWaitingForAKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hold := make(chan struct{})
		c := client(roundTrip(func(*http.Request) (*http.Response, error) { <-hold; return answer(200, "{}"), nil }))
		var first sync.WaitGroup
		first.Go(func() { _, _ = c.Do(t.Context(), get()) })
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err := c.Do(ctx, get())
		if e := failed(t, err, errors.Timeout); !strings.Contains(e.Message, "first call with this key") || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		close(hold)
		first.Wait()
	})
}

// Those who wait soon learn what a call was told that had been left behind.
func TestAnswerOfACallLeftBehind(t *testing.T) {
	for _, line := range []struct {
		status int
		body   string
		sent   int
	}{{200, "{}", 50}, {401, `{"code":"APIGW.0301","message":"Incorrect IAM authentication information"}`, 4}} {
		synctest.Test(t, func(t *testing.T) {
			first, others := make(chan struct{}), make(chan struct{})
			var mu sync.Mutex
			sent := 0
			base := roundTrip(func(*http.Request) (*http.Response, error) {
				mu.Lock()
				sent++
				mine := sent
				mu.Unlock()
				switch {
				case mine == 1:
					<-first
				case mine <= 4:
					<-others
				}
				return answer(line.status, line.body), nil
			})
			c := client(base, func(c *transport.Config) { c.Service = "sdrs" })
			var all sync.WaitGroup
			for range 50 {
				all.Go(func() { _, _ = c.Do(t.Context(), get()) })
			}
			time.Sleep(20 * time.Second)
			close(first)
			time.Sleep(20 * time.Millisecond) // who waits looks again
			synctest.Wait()
			mu.Lock()
			if sent != line.sent {
				t.Errorf("status %d: %d calls were sent when the first had its answer, want %d", line.status, sent, line.sent)
			}
			mu.Unlock()
			close(others)
			all.Wait()
		})
	}
}
