package sdktest_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk/sdktest"
)

const text = `{"jobs":[1,2,3,4,5,6,7,8,9]}`

// service answers with text, and counts.
func service(count *int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*count++
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, text)
	})
}

// outcome is what a client sees.
type outcome struct {
	status   int
	body     string
	err      error // of the request
	broken   error // of the body
	header   http.Header
	took     time.Duration
	announce int64
}

func ask(t *testing.T, base http.RoundTripper, after time.Duration) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://service.test/", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	resp, err := base.RoundTrip(req)
	if err != nil {
		return outcome{err: err, took: time.Since(start)}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return outcome{status: resp.StatusCode, body: string(body), broken: err, header: resp.Header, took: time.Since(start), announce: resp.ContentLength}
}

// Each fault does what it says, as a RoundTripper in the client's process and as
// a handler behind a real server of package net/http.
func TestFaults(t *testing.T) {
	half := text[:len(text)/2]
	for _, test := range []struct {
		fault   sdktest.Fault
		arrived int
		check   func(outcome) bool
		served  func(outcome) bool // where a server can only do it in another way
	}{
		{sdktest.Refused, 0, func(o outcome) bool { return errors.Is(o.err, syscall.ECONNREFUSED) }, func(o outcome) bool { return o.err != nil }},
		{sdktest.Reset, 1, func(o outcome) bool { return errors.Is(o.err, syscall.ECONNRESET) }, func(o outcome) bool { return o.err != nil }},
		{sdktest.Cut, 1, func(o outcome) bool {
			return o.status == 200 && o.body == half && errors.Is(o.broken, io.ErrUnexpectedEOF)
		}, nil},
		{sdktest.ShortBody, 1, func(o outcome) bool {
			return o.body == text && errors.Is(o.broken, io.ErrUnexpectedEOF) && o.announce == int64(len(text)+10)
		}, nil},
		{sdktest.Truncated, 1, func(o outcome) bool { return o.body == half && o.broken == nil }, nil},
		{sdktest.Twice, 1, func(o outcome) bool { return o.body == text+text && o.broken == nil }, nil},
		{sdktest.Throttled, 0, func(o outcome) bool { return o.status == 429 && o.header.Get("Retry-After") == "1" }, nil},
		{sdktest.ThrottledNow, 0, func(o outcome) bool { return o.status == 429 && o.header.Get("Retry-After") == "" }, nil},
		{sdktest.Internal, 0, func(o outcome) bool { return o.status == 500 && strings.HasPrefix(o.body, "<html>") }, nil},
		{sdktest.BadGateway, 0, func(o outcome) bool { return o.status == 502 }, nil},
		{sdktest.Unavailable, 0, func(o outcome) bool { return o.status == 503 }, nil},
		{sdktest.GatewayLate, 0, func(o outcome) bool { return o.status == 504 }, nil},
		{sdktest.SlowBody, 1, func(o outcome) bool {
			return (o.body == text[:9] || o.body == text[:10]) && o.took == 10*time.Second && o.broken != nil
		}, nil},
		{sdktest.Hang, 0, func(o outcome) bool { return errors.Is(o.err, context.DeadlineExceeded) && o.took == 10*time.Second }, nil},
		{sdktest.Skewed, 1, func(o outcome) bool {
			date, err := http.ParseTime(o.header.Get("Date"))
			return o.body == text && err == nil && time.Until(date) > 2*time.Hour
		}, nil},
		{sdktest.Empty, 0, func(o outcome) bool { return o.status == 200 && o.body == "" }, nil},
		{sdktest.Null, 0, func(o outcome) bool { return o.status == 200 && o.body == "null" }, nil},
		{sdktest.LoginPage, 0, func(o outcome) bool { return o.status == 200 && strings.HasPrefix(o.body, "<html>") }, nil},
		{sdktest.Redirect, 0, func(o outcome) bool {
			return o.status == 302 && strings.HasPrefix(o.header.Get("Location"), "https://elsewhere.invalid/")
		}, nil},
		{sdktest.Bomb, 0, func(o outcome) bool {
			return o.header.Get("Content-Encoding") == "gzip" && len(o.body) > 400<<10 && len(o.body) < 600<<10
		}, nil},
	} {
		t.Run(string(test.fault), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				count := 0
				faults := &sdktest.Faults{First: 1, Kinds: []sdktest.Fault{test.fault}}
				base := faults.RoundTripper(emulator.Transport(service(&count)))
				if o := ask(t, base, 10*time.Second); !test.check(o) || count != test.arrived {
					t.Errorf("in process it is %+v with %d requests arrived; that is not what it says", o, count)
				}
				if o := ask(t, base, 10*time.Second); o.body != text || o.err != nil || o.broken != nil {
					t.Errorf("the next request ends with %+v; want it to go by", o)
				}
			})
		})
		t.Run(string(test.fault)+", served", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				count := 0
				faults := &sdktest.Faults{First: 1, Kinds: []sdktest.Fault{test.fault}}
				base := &http.Transport{DialContext: emulator.Dialer(faults.Handler(service(&count))), DisableCompression: true}
				defer base.CloseIdleConnections()
				check := test.check
				if test.served != nil {
					check = test.served
				}
				if o := ask(t, base, 10*time.Second); !check(o) || count != test.arrived {
					t.Errorf("behind a server it is %+v with %d requests arrived; that is not what it says", o, count)
				}
				if o := ask(t, base, 10*time.Second); o.body != text || o.err != nil || o.broken != nil {
					t.Errorf("the next request ends with %+v; want it to go by", o)
				}
			})
		})
	}
}

// The same seed spoils the same requests, and another seed others; the share is
// what was asked for.
func TestFaultsAreDeterministic(t *testing.T) {
	sequence := func(seed uint64, rate float64) (s []string, f *sdktest.Faults) {
		f = &sdktest.Faults{Seed: seed, Rate: rate, Kinds: []sdktest.Fault{sdktest.Throttled, sdktest.Internal, sdktest.Refused}}
		count := 0
		base := f.RoundTripper(emulator.Transport(service(&count)))
		for range 2000 {
			o := ask(t, base, time.Minute)
			s = append(s, fmt.Sprint(o.status))
		}
		return s, f
	}
	a, f := sequence(1, 0.1)
	b, _ := sequence(1, 0.1)
	c, _ := sequence(2, 0.1)
	if !slices.Equal(a, b) {
		t.Error("the same seed gave another sequence")
	}
	if slices.Equal(a, c) {
		t.Error("another seed gave the same sequence")
	}
	if n := f.Injected(); n < 140 || n > 260 || f.Requests() != 2000 {
		t.Errorf("%d of %d requests were spoilt at a rate of 0.1", n, f.Requests())
	}
	for _, k := range f.Kinds {
		if n := f.Injected(k); n < 30 {
			t.Errorf("%s was met %d times, want about a third", k, n)
		}
	}
	if s := f.String(); !strings.HasPrefix(s, "2000 requests, ") || !strings.Contains(s, "throttled") {
		t.Errorf("it says %q", s)
	}
}

func TestFaultsOffAndOn(t *testing.T) {
	for rate, want := range map[float64]int{0: 0, 1: 50} {
		count := 0
		f := &sdktest.Faults{Rate: rate, Kinds: []sdktest.Fault{sdktest.Refused}}
		base := f.RoundTripper(emulator.Transport(service(&count)))
		for range 50 {
			ask(t, base, time.Minute)
		}
		if f.Injected() != want || count != 50-want {
			t.Errorf("at a rate of %v, %d of 50 were spoilt and %d arrived; want %d", rate, f.Injected(), count, want)
		}
	}
}

// First goes through the kinds in their order, by default those that pass.
func TestFaultsInOrder(t *testing.T) {
	count := 0
	f := &sdktest.Faults{First: len(sdktest.Passing())}
	base := f.RoundTripper(emulator.Transport(service(&count)))
	for i, kind := range sdktest.Passing() {
		ask(t, base, time.Minute)
		if f.Injected(kind) != 1 || f.Injected() != i+1 {
			t.Errorf("request %d did not meet %s: %v", i+1, kind, f)
		}
	}
}

func TestFaultsFromManyGoroutines(t *testing.T) {
	f := &sdktest.Faults{Rate: 0.5, Kinds: []sdktest.Fault{sdktest.Internal}}
	server := httptest.NewServer(f.Handler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.Copy(w, bytes.NewReader([]byte(text))) })))
	defer server.Close()
	base := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", server.Listener.Addr().String())
	}}
	defer base.CloseIdleConnections()
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { ask(t, base, time.Minute) })
	}
	all.Wait()
	if f.Requests() != 50 || f.Injected() == 0 || f.Injected() == 50 {
		t.Errorf("%v at a rate of 0.5", f)
	}
}
