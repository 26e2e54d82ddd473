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

// keyServer judges signatures like a service that locks a key after five wrong
// ones in a row: by the time a request is signed for.
type keyServer struct {
	t     *testing.T
	now   func() time.Time
	code  string // of a refusal for its time; status 401 if there is none
	mute  bool   // tell no Date
	mu    sync.Mutex
	row   int // refused in a row
	worst int
	all   int
	bad   int
}

func (s *keyServer) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(10 * time.Millisecond) // so that calls overlap
	at := signedAt(s.t, r)
	now := time.Now()
	if s.now != nil {
		now = s.now()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all++
	resp := answer(200, "{}")
	if at.Sub(now).Abs() > 15*time.Minute {
		s.bad++
		s.row++
		s.worst = max(s.worst, s.row)
		resp = answer(401, `{}`)
		if s.code != "" {
			resp = answer(400, `{"code":"`+s.code+`"}`)
		}
	} else {
		s.row = 0
	}
	if !s.mute {
		resp.Header.Set("Date", now.UTC().Format(http.TimeFormat))
	}
	return resp, nil
}

func off(by time.Duration) func(*transport.Config) {
	return func(c *transport.Config) { c.Options.Now = func() time.Time { return time.Now().Add(by) } }
}

func inService(name string) func(*transport.Config) {
	return func(c *transport.Config) { c.Service = name }
}

// A clock that is wrong costs one request, once, whichever way the service says so.
func TestClockOffset(t *testing.T) {
	for _, by := range []time.Duration{-20 * time.Minute, 20 * time.Minute, -30 * 24 * time.Hour} {
		for _, code := range []string{"", "InvalidTimeStamp.Expired", "SignatureDoesNotMatch"} {
			synctest.Test(t, func(t *testing.T) {
				s := &keyServer{t: t, code: code}
				c := client(s, inService("dbs"), off(by))
				for i := range 10 {
					if _, err := c.Do(t.Context(), get()); err != nil {
						t.Fatalf("%v off, refused by %q: call %d: %v", by, code, i, err)
					}
				}
				if s.all != 11 || s.bad != 1 {
					t.Errorf("%v off, refused by %q: 10 calls took %d requests, %d of them refused; want 11 and 1", by, code, s.all, s.bad)
				}
			})
		}
	}
}

// A hundred callers with a wrong clock see one refused signature between them,
// also over several clients, hosts and services.
func TestClockOffsetIsLearnedOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &keyServer{t: t}
		all, keys := new(transport.Shared), transport.NewKeys()
		with := func(c *transport.Config) { c.Options.Shared, c.Options.Keys = all, keys }
		clients := []*transport.Client{
			client(s, off(-20*time.Minute), with),
			client(s, off(-20*time.Minute), with, inService("csbs")),
			client(s, off(-20*time.Minute), with),
		}
		hosts := []string{"http://one.test/", "http://two.test/", "http://three.test/"}
		var wait sync.WaitGroup
		for i := range 100 {
			wait.Go(func() {
				if _, err := clients[i%3].Do(t.Context(), callTo(hosts[i%3])); err != nil {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		wait.Wait()
		if s.all != 101 || s.bad != 1 {
			t.Errorf("100 callers took %d requests, %d of them refused; want 101 and 1", s.all, s.bad)
		}
	})
}

// A clock that is put right while the program runs is found out in the same way.
func TestClockCorrectedWhileRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &keyServer{t: t}
		var by atomic.Int64
		by.Store(int64(-20 * time.Minute))
		c := client(s, func(c *transport.Config) {
			c.Options.Now = func() time.Time { return time.Now().Add(time.Duration(by.Load())) }
		})
		for range 3 {
			if _, err := c.Do(t.Context(), get()); err != nil {
				t.Fatal(err)
			}
		}
		by.Store(0)
		for range 3 {
			if _, err := c.Do(t.Context(), get()); err != nil {
				t.Fatal(err)
			}
		}
		if s.bad != 2 || s.worst != 1 {
			t.Errorf("%d requests were refused, %d in a row; want 2 and 1", s.bad, s.worst)
		}
	})
}

// Without a Date nothing is proven: the key is not tried again, by anybody.
func TestClockWithoutDate(t *testing.T) {
	for _, set := range []func(*http.Response){
		func(r *http.Response) { r.Header.Del("Date") },
		func(r *http.Response) { r.Header.Set("Date", "yesterday") },
		func(r *http.Response) { r.Header.Set("Age", "1200") },
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &keyServer{t: t, code: "InvalidTimeStamp.Expired"}
			base := roundTrip(func(r *http.Request) (*http.Response, error) {
				resp, err := s.RoundTrip(r)
				set(resp)
				return resp, err
			})
			c := client(base, inService("dbs"), off(-20*time.Minute))
			_, err := c.Do(t.Context(), get())
			failed(t, err, errors.ClockSkew)
			_, err = c.Do(t.Context(), get())
			e := failed(t, err, errors.ClockSkew)
			if s.all != 1 || e.Status != 0 {
				t.Errorf("two calls took %d requests, the second has status %d; want 1 and none", s.all, e.Status)
			}
		})
	}
}

// A server whose Date is nonsense cannot make a client try more than once.
func TestClockThatLies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		base := roundTrip(func(r *http.Request) (*http.Response, error) {
			n++
			return answer(400, `{"code":"InvalidTimeStamp.Expired"}`, "Date", time.Now().Add(time.Duration(n)*time.Hour).UTC().Format(http.TimeFormat)), nil
		})
		_, err := client(base, inService("dbs")).Do(t.Context(), get())
		failed(t, err, errors.ClockSkew)
		if n != 2 {
			t.Errorf("%d requests were sent, want 2", n)
		}
		c := client(base, inService("dbs"))
		for range 3 {
			_, err = c.Do(t.Context(), get())
			failed(t, err, errors.ClockSkew)
		}
		if n != 4 {
			t.Errorf("%d requests were sent by three calls more, want 2: then the key is latched", n-2)
		}
	})
}

// What a slow answer can feign is no offset.
func TestSlowAnswerIsNoOffset(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var times []time.Duration
		base := roundTrip(func(r *http.Request) (*http.Response, error) {
			times = append(times, time.Until(signedAt(t, r)))
			date := time.Now().UTC().Format(http.TimeFormat)
			time.Sleep(40 * time.Second)
			return answer(200, "{}", "Date", date), nil
		})
		c := client(base)
		for range 2 {
			if _, err := c.Do(t.Context(), get()); err != nil {
				t.Fatal(err)
			}
		}
		if times[0] != 0 || times[1] != 0 {
			t.Errorf("requests are signed %v off, want not at all", times)
		}
	})
}
