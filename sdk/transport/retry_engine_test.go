package transport_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// What go-retryablehttp and net/http do by themselves and must not do here.

// idleCloser is a base that counts how often its idle connections are closed.
type idleCloser struct {
	http.RoundTripper
	count int
}

func (c *idleCloser) CloseIdleConnections() { c.count++ }

func TestWarmConnectionsAreKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := &idleCloser{RoundTripper: script("503 {}")}
		c := client(base)
		_, err := c.Do(t.Context(), get())
		failed(t, err, errors.Unavailable)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		_, err = c.Do(ctx, get())
		failed(t, err, errors.Canceled)
		if base.count != 0 {
			t.Errorf("the engine closed the shared idle connections %d times", base.count)
		}
	})
}

// endless is a body that never comes and notes that it was closed.
type endless struct {
	mu     sync.Mutex
	closed int
	within context.Context
}

func (e *endless) Read([]byte) (int, error) {
	<-e.within.Done()
	return 0, e.within.Err()
}

func (e *endless) Close() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed++
	return nil
}

// Every body is closed, and the engine is left none to drain at the server's pace.
func TestBodiesAreClosedAndNotDrained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all []*endless
		base := roundTrip(func(r *http.Request) (*http.Response, error) {
			b := &endless{within: r.Context()}
			all = append(all, b)
			resp := answer(503, "")
			resp.Body, resp.ContentLength = b, -1
			return resp, nil
		})
		_, err := client(base).Do(t.Context(), get())
		failed(t, err, errors.Timeout)
		for i, b := range all {
			if b.closed == 0 {
				t.Errorf("the body of attempt %d was not closed", i+1)
			}
		}
	})
}

func TestBodyOfARedirectIsClosedUnread(t *testing.T) {
	b := &endless{within: context.Background()}
	base := roundTrip(func(*http.Request) (*http.Response, error) {
		resp := answer(302, "", "Location", "/x")
		resp.Body, resp.ContentLength = b, -1
		return resp, nil
	})
	_, err := client(base).Do(t.Context(), get())
	failed(t, err, errors.Malformed)
	if b.closed != 1 {
		t.Errorf("the body was closed %d times, want once", b.closed)
	}
}

// The engine's bare context error never comes out: trail and last error stay.
func TestCancelledWhileItSleeps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(script(`503 {"code":"SDRS.1","message":"try later"}`+"\nRetry-After: 10"), nil...)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := c.Do(ctx, get())
		e := failed(t, err, errors.Canceled)
		if took := time.Since(start); took != time.Second {
			t.Errorf("it came back after %v, want 1s", took)
		}
		if len(e.Attempts) != 1 || e.Attempts[0].Status != 503 || !strings.Contains(e.Message, "try later") || !errors.Is(err, context.Canceled) {
			t.Errorf("the error is %v with %v; want Canceled with the last attempt", e.Detail(), e.Attempts)
		}
		if e.Operation != "ListThings" || e.Service != "sdrs" {
			t.Errorf("the error is that of %s %s", e.Service, e.Operation)
		}
	})
}

// Errors of our own layers come through http.Client without its frame, which
// shows the whole query.
func TestErrorsOfOurLayersAreBare(t *testing.T) {
	c := client(script("200 {}"), func(c *transport.Config) { c.Signer = brokenSigner{} })
	_, err := c.Do(t.Context(), callTo("http://service.test/?Signature="+canary))
	e := failed(t, err, errors.InvalidInput)
	if strings.Contains(e.Error(), "service.test") {
		t.Errorf("the error shows the address: %v", e)
	}
}

// Neither the engine nor anything of ours writes to stderr or to the log.
func TestNothingOnStderr(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	old := os.Stderr
	os.Stderr = w
	_, err = client(script("503 {}"), func(c *transport.Config) { c.Options.MinDelay = 1 }).Do(t.Context(), get())
	os.Stderr = old
	_ = w.Close()
	failed(t, err, errors.Unavailable)
	if text, _ := io.ReadAll(r); len(text) > 0 {
		t.Errorf("stderr has %q", text)
	}
}

// A RoundTripper of a user's may give less than net/http's own: no Request, no
// Body, no Header, an answer beside an error, neither.
func TestSloppyRoundTrippers(t *testing.T) {
	both := answer(500, "{}")
	closed := &endless{within: context.Background()}
	both.Body = closed
	for _, test := range []struct {
		name string
		resp *http.Response
		err  error
		kind errors.Kind
	}{
		{"no body", &http.Response{StatusCode: 200}, nil, errors.Malformed},
		{"a length and no body", &http.Response{StatusCode: 200, ContentLength: 5}, nil, errors.Malformed},
		{"status 0", &http.Response{}, nil, errors.Unknown},
		{"status 999", &http.Response{StatusCode: 999}, nil, errors.Unknown},
		{"both", both, errors.New("it broke"), errors.Unavailable},
		{"neither", nil, nil, errors.Unavailable},
	} {
		t.Run(test.name, func(t *testing.T) {
			base := roundTrip(func(*http.Request) (*http.Response, error) { return test.resp, test.err })
			_, err := client(base, func(c *transport.Config) { c.Options.MaxAttempts = 1 }).Do(t.Context(), get())
			failed(t, err, test.kind)
		})
	}
	if closed.closed != 1 {
		t.Error("the body of an answer beside an error was not closed")
	}
}

// An answer that a RoundTripper gives to many is not changed.
func TestSharedAnswerIsNotChanged(t *testing.T) {
	header := http.Header{"Location": {"https://other.test/"}}
	base := roundTrip(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 302, Header: header, Body: http.NoBody}, nil
	})
	c := client(base)
	together(10, func(int) {
		_, err := c.Do(t.Context(), get())
		failed(t, err, errors.Malformed)
	})
	if header.Get("Location") == "" {
		t.Error("the shared header was changed")
	}
}

func TestCallsThatCannotBe(t *testing.T) {
	base := script("200 {}")
	c := client(base)
	noURL := get()
	noURL.URL = nil
	noHost := get()
	noHost.URL.Host = ""
	for _, call := range []*transport.Call{noURL, noHost} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		_, err := c.Do(ctx, call)
		if err == nil {
			t.Error("a call without an address succeeded")
		}
		failed(t, err, errors.KindOf(err))
		cancel()
	}
	_, err := client(nil).Do(t.Context(), callTo("ftp://service.test/"))
	if e := failed(t, err, errors.InvalidInput); len(e.Attempts) > 1 {
		t.Errorf("ftp was tried %d times", len(e.Attempts))
	}
	bad := get()
	bad.Header.Set("X", "a\nb")
	_, err = client(nil).Do(t.Context(), bad)
	failed(t, err, errors.InvalidInput)
}
