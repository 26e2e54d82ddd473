package transport_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// slowly answers each request after so long, or when the request is given up.
func slowly(takes time.Duration, answers *inTurn) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		select {
		case <-time.After(takes):
			return answers.RoundTrip(r)
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
}

// The requests of a call take so long in all, each from being sent to its end, and
// the last has what is left.
func TestRequestsOfACallTakeSoLongInAll(t *testing.T) {
	for _, test := range []struct {
		name    string
		takes   time.Duration
		answers []string
		set     func(*transport.Options)
		kind    errors.Kind
		sent    int
		ends    time.Duration // with the waits between
		says    string
	}{
		{"a server that hangs", time.Hour, []string{"200 {}"}, nil, errors.Timeout, 2, time.Minute + 100*time.Millisecond, "no answer came within 20s"},
		{"with a limit for each", time.Hour, []string{"200 {}"}, func(o *transport.Options) { o.AttemptTimeout = 25 * time.Second },
			errors.Timeout, 3, time.Minute + 300*time.Millisecond, "no answer came within 10s"},
		{"several that are slow", 25 * time.Second, []string{"503 {}"}, nil, errors.Timeout, 3, time.Minute + 300*time.Millisecond, "within 10s"},
		{"several that are not too slow", 19 * time.Second, []string{"503 {}", "503 {}", "200 {}"}, nil, "", 3, 57*time.Second + 300*time.Millisecond, ""},
		{"just all of it", 30 * time.Second, []string{"503 {}"}, nil, errors.Unavailable, 2, time.Minute + 100*time.Millisecond, ""},
		{"less than the default", time.Hour, []string{"200 {}"}, func(o *transport.Options) { o.CallTimeout = 6 * time.Second }, errors.Timeout, 2, 6*time.Second + 100*time.Millisecond, "within 2s"},
		{"more than the default", 70 * time.Second, []string{"503 {}", "200 {}"}, func(o *transport.Options) { o.CallTimeout = 3 * time.Minute },
			"", 2, 140*time.Second + 100*time.Millisecond, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begun := time.Now()
				meta, err := client(slowly(test.takes, script(test.answers...)), func(c *transport.Config) {
					if test.set != nil {
						test.set(&c.Options)
					}
				}).Do(t.Context(), get())
				if test.kind == "" && err != nil {
					t.Fatal(err)
				}
				if test.kind != "" {
					if e := failed(t, err, test.kind); !strings.Contains(e.Message, test.says) {
						t.Errorf("the message is %q, want %q in it", e.Message, test.says)
					}
				}
				if took := time.Since(begun); took != test.ends || len(meta.Attempts) != test.sent {
					t.Errorf("%d requests ended after %v, want %d after %v", len(meta.Attempts), took, test.sent, test.ends)
				}
			})
		})
	}
}

// patient lets a request out once in so long.
type patient time.Duration

func (p patient) Wait(ctx context.Context, _ string) error {
	select {
	case <-time.After(time.Duration(p)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
func (patient) Throttled(string, time.Duration) {}
func (patient) Succeeded(string)                {}

// What a call waits for before it sends, and what the service was asked to hold
// back, is not in its time.
func TestWaitingIsNotInTheTimeOfACall(t *testing.T) {
	const second = "\nRetry-After: 29"
	for _, test := range []struct {
		name    string
		takes   time.Duration
		answers []string
		set     func(*transport.Config, *transport.Call)
		ends    time.Duration
	}{
		{"for a Retry-After", time.Second, []string{"429 {}" + second, "429 {}" + second, "429 {}" + second, "200 {}"}, func(*transport.Config, *transport.Call) {}, 91300 * time.Millisecond},
		{"for the limiter", time.Second, []string{"503 {}", "200 {}"}, func(c *transport.Config, _ *transport.Call) { c.Options.Limiter = patient(2 * time.Minute) }, 4*time.Minute + 2100*time.Millisecond},
		{"for a key", time.Second, []string{"200 {}"}, func(c *transport.Config, _ *transport.Call) {
			own := c.Source
			c.Source = credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
				time.Sleep(2 * time.Minute)
				return own.Retrieve(ctx)
			})
		}, 2*time.Minute + time.Second},
		{"for what is held back", 50 * time.Second, []string{"503 {}", "503 {}", "200 {}"}, func(_ *transport.Config, call *transport.Call) { call.LongPoll = 45 * time.Second }, 150300 * time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				call := get()
				begun := time.Now()
				_, err := client(slowly(test.takes, script(test.answers...)), func(c *transport.Config) { test.set(c, call) }).Do(t.Context(), call)
				if took := time.Since(begun); err != nil || took != test.ends {
					t.Errorf("err = %v after %v, want none after %v", err, took, test.ends)
				}
			})
		})
	}
}
