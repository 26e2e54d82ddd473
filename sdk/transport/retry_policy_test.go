package transport_test

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// How often a call is sent is decided by what the error means and by what the
// operation allows, never by status or verb alone.
func TestDecisions(t *testing.T) {
	cut := "!unexpected EOF"
	tests := []struct {
		name    string
		service string
		answers []string
		call    func() *transport.Call
		kind    errors.Kind // empty for success
		sent    int
	}{
		{name: "success", answers: []string{"200 {}"}, sent: 1},
		{name: "throttled once", answers: []string{"429 {}", "200 {}"}, sent: 2},
		{name: "throttled for ever", answers: []string{"429 {}"}, kind: errors.Throttled, sent: 4},
		{name: "a write that was throttled did nothing", answers: []string{"429 {}", "200 {}"}, call: write, sent: 2},
		{name: "throttled by a code with status 400", service: "dbs", answers: []string{`400 {"code":"Throttling.User"}`, "200 {}"}, sent: 2},
		{name: "throttled by FnF's code", service: "fnf", answers: []string{`429 {"code":"ResourceThrottled"}`, "200 {}"}, sent: 2},
		{name: "throttled by the gateway", answers: []string{`429 {"code":"APIGW.0308"}`, "200 {}"}, sent: 2},
		{name: "unavailable", answers: []string{"503 <html>", "502 <html>", "504 <html>", "200 {}"}, sent: 4},
		{name: "internal", answers: []string{"500 <html>", "200 {}"}, sent: 2},
		{name: "a write that may have been done", answers: []string{"503 {}"}, call: write, kind: errors.Unavailable, sent: 1},
		{name: "a write whose answer is lost", answers: []string{cut}, call: write, kind: errors.Unavailable, sent: 1},
		{name: "reset, then fine", answers: []string{cut, "200 {}"}, sent: 2},
		{name: "408", answers: []string{"408 {}", "200 {}"}, sent: 2},
		{name: "425", answers: []string{"425 {}", "200 {}"}, sent: 2},
		{name: "501", answers: []string{"501 {}"}, kind: errors.Unsupported, sent: 1},
		{name: "505", answers: []string{"505 {}"}, kind: errors.Unsupported, sent: 1},
		{name: "400", answers: []string{"400 {}"}, kind: errors.InvalidInput, sent: 1},
		{name: "403", answers: []string{"403 {}"}, kind: errors.PermissionDenied, sent: 1},
		{name: "404", answers: []string{"404 {}"}, kind: errors.NotFound, sent: 1},
		{name: "407 of a proxy", answers: []string{"407 {}"}, kind: errors.Unauthenticated, sent: 1},
		{name: "a key is refused", answers: []string{"401 {}"}, kind: errors.Unauthenticated, sent: 1},
		{name: "wrong state with status 500", service: "csbs", answers: []string{`500 {"code":"CSBS.6032"}`}, kind: errors.InvalidState, sent: 1},
		{name: "a status that contradicts the code's row", service: "vbs", answers: []string{`404 {"code":"common.0011"}`}, kind: errors.NotFound, sent: 1},
		{name: "throttled by a status with a code of another row", service: "sdrs", answers: []string{`429 {"code":"SDRS.0013"}`, "200 {}"}, call: write, sent: 2},
		{name: "nonce used", service: "dbs", answers: []string{`400 {"code":"SignatureNonceUsed"}`, "200 {}"}, sent: 2},
		{name: "nonce used twice", service: "dbs", answers: []string{`400 {"code":"SignatureNonceUsed"}`}, kind: errors.Conflict, sent: 2},
		{name: "nonce used by a copy of a write", service: "dbs", answers: []string{`400 {"code":"SignatureNonceUsed"}`}, call: write, kind: errors.Conflict, sent: 1},
		{name: "HTML for a success", answers: []string{"200 <html>"}, kind: errors.Malformed, sent: 1},
		{
			name: "a state that passes", service: "fnf", answers: []string{`400 {"code":"TaskInvalidState"}`, "200 {}"}, sent: 2,
			call: func() *transport.Call { c := write(); c.AwaitState = true; return c },
		},
		{name: "a state that does not", service: "fnf", answers: []string{`400 {"code":"TaskInvalidState"}`}, kind: errors.InvalidState, sent: 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				base := script(test.answers...)
				c := client(base, func(c *transport.Config) {
					if test.service != "" {
						c.Service = test.service
					}
				})
				call := get()
				if test.call != nil {
					call = test.call()
				}
				meta, err := c.Do(t.Context(), call)
				if test.kind == "" && err != nil {
					t.Errorf("err = %v, want none", err)
				}
				if test.kind != "" {
					failed(t, err, test.kind)
				}
				if base.requests() != test.sent || len(meta.Attempts) != test.sent {
					t.Errorf("%d requests were sent and %d are in the trail, want %d", base.requests(), len(meta.Attempts), test.sent)
				}
			})
		})
	}
}

// A connection that was refused has carried nothing, so even a write is sent
// again. One that broke may have.
func TestRefusedConnectionIsRepeatedAlsoForAWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			if n++; n < 3 {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
			}
			return answer(200, "{}"), nil
		})
		if _, err := client(base).Do(t.Context(), write()); err != nil || n != 3 {
			t.Errorf("err = %v after %d attempts, want none after 3", err, n)
		}
	})
}

func TestMaxAttemptsIsAllThatIsSent(t *testing.T) {
	for _, line := range []string{"503 {}", "401 {}", `400 {"code":"SignatureNonceUsed"}`, `400 {"code":"InvalidTimeStamp.Expired"}` + "\nDate: Sat, 01 Jan 2000 03:00:00 GMT"} {
		synctest.Test(t, func(t *testing.T) {
			base := script(line)
			c := client(base, func(c *transport.Config) { c.Service, c.Options.MaxAttempts = "dbs", 1 })
			if _, err := c.Do(t.Context(), get()); err == nil || base.requests() != 1 {
				t.Errorf("%q: err = %v after %d requests, want an error after 1", line, err, base.requests())
			}
		})
	}
}

// Backoff is full jitter below a bound that doubles, up to MaxDelay.
func TestBackoff(t *testing.T) {
	for _, test := range []struct {
		rand float64
		set  func(*transport.Options)
		want string
	}{
		{0.5, nil, "0s 100ms 200ms 400ms 800ms 1.6s 3.2s 6.4s 10s 10s"},
		{0, nil, "0s 0s 0s 0s 0s 0s 0s 0s 0s 0s"},
		{0.5, func(o *transport.Options) { o.MinDelay, o.MaxDelay = time.Second, 3*time.Second }, "0s 500ms 1s 1.5s 1.5s 1.5s 1.5s 1.5s 1.5s 1.5s"},
		{0.5, func(o *transport.Options) { o.MinDelay, o.MaxDelay = time.Minute, time.Second }, "0s 500ms 500ms 500ms 500ms 500ms 500ms 500ms 500ms 500ms"},
	} {
		synctest.Test(t, func(t *testing.T) {
			c := client(script("503 {}"), func(c *transport.Config) {
				c.Options.MaxAttempts, c.Options.Rand = 10, func() float64 { return test.rand }
				if test.set != nil {
					test.set(&c.Options)
				}
			})
			start := time.Now()
			_, err := c.Do(t.Context(), get())
			e := failed(t, err, errors.Unavailable)
			var waits []string
			var total time.Duration
			for _, a := range e.Attempts {
				waits = append(waits, a.Wait.String())
				total += a.Wait
			}
			if got := strings.Join(waits, " "); got != test.want {
				t.Errorf("with %v the waits are %s, want %s", test.rand, got, test.want)
			}
			if took := time.Since(start); took != total {
				t.Errorf("the call took %v, want the sum of its waits %v", took, total)
			}
		})
	}
}

// A deadline that comes before the next attempt ends the call at once, with what
// really went wrong.
func TestDeadlineShorterThanTheNextWait(t *testing.T) {
	for _, test := range []struct {
		line  string
		kind  errors.Kind
		after time.Duration
	}{
		{"503 {}", errors.Unavailable, 0},
		{"429 {}\nRetry-After: 5", errors.Throttled, 5 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			base := script(test.line)
			_, err := client(base).Do(ctx, get())
			e := failed(t, err, test.kind)
			if took := time.Since(start); took != 0 || e.RetryAfter != test.after || base.requests() != 1 {
				t.Errorf("%q: it took %v and %d requests with RetryAfter %v, want 0s, 1, %v", test.line, took, base.requests(), e.RetryAfter, test.after)
			}
		})
	}
}
