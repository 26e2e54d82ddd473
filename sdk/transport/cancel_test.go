package transport_test

import (
	"context"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Wherever a call waits, it ends with its context, and leaves nothing running:
// the bubble fails the test if a goroutine is left.
func TestCancelledAnywhere(t *testing.T) {
	hang := func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	for _, test := range []struct {
		name string
		base func(t *testing.T) http.RoundTripper
		set  func(*transport.Config)
		pre  func(t *testing.T, c *transport.Client)
	}{
		{name: "waiting for an answer", base: func(*testing.T) http.RoundTripper { return roundTrip(hang) }},
		{name: "waiting to repeat", base: func(*testing.T) http.RoundTripper { return script("503 {}\nRetry-After: 20") }},
		{
			name: "waiting for a turn", base: func(*testing.T) http.RoundTripper { return script("200 {}") },
			set: published(0.01, 1), pre: func(t *testing.T, c *transport.Client) { elapsed(t, c, 1, "") },
		},
		{
			name: "waiting for credentials", base: func(*testing.T) http.RoundTripper { return script("200 {}") },
			set: func(c *transport.Config) {
				c.Source = credentials.NewCache(credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
					<-ctx.Done()
					return signer.Credentials{}, ctx.Err()
				}))
			},
		},
		{
			name: "waiting for a connection", base: func(t *testing.T) http.RoundTripper {
				base := transport.NewBaseOver(func(ctx context.Context, _, _ string) (net.Conn, error) {
					<-ctx.Done()
					return nil, ctx.Err()
				})
				base.Proxy = nil
				return base
			},
		},
		{
			name: "reading a body", base: func(t *testing.T) http.RoundTripper {
				p := &pipes{serve: func(_ int, c net.Conn) {
					if _, ok := take(c); ok {
						say(c, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{")
						_, _ = c.Read(make([]byte, 1))
					}
				}}
				return p.transport(t)
			},
		},
	} {
		for _, deadline := range []bool{false, true} {
			name, kind := test.name+", cancelled", errors.Canceled
			if deadline {
				name, kind = test.name+", out of time", errors.Timeout
			}
			t.Run(name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					c := client(test.base(t), func(c *transport.Config) {
						if test.set != nil {
							test.set(c)
						}
					})
					if test.pre != nil {
						test.pre(t, c)
					}
					ctx, cancel := context.WithCancel(t.Context())
					if deadline {
						ctx, cancel = context.WithTimeout(t.Context(), 3*time.Second)
					} else {
						time.AfterFunc(3*time.Second, cancel)
					}
					defer cancel()
					start := time.Now()
					_, err := c.Do(ctx, get())
					took := time.Since(start)
					if deadline && took == 0 {
						return // it knew that there is not enough time
					}
					e := failed(t, err, kind)
					want := context.Canceled
					if deadline {
						want = context.DeadlineExceeded
					}
					if !errors.Is(err, want) || e.Operation != "ListThings" {
						t.Errorf("the error %v is not %v of the operation", err, want)
					}
					if took < 3*time.Second || took > 3*time.Second+50*time.Millisecond {
						t.Errorf("it came back after %v, want 3s and at most 50ms", took)
					}
				})
			})
		}
	}
}

func TestCancelledBefore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	base := script("200 {}")
	_, err := client(base).Do(ctx, get())
	if e := failed(t, err, errors.Canceled); len(e.Attempts) != 0 || base.requests() != 0 {
		t.Errorf("%d attempts and %d requests, want none", len(e.Attempts), base.requests())
	}
}

// Cancelled between two attempts while waiting for something of ours, the error
// still says what the last attempt ended with.
func TestCancelledBeforeTheSecondAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(script(`503 {"code":"SDRS.1"}`), published(0.05, 1))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err := c.Do(ctx, get())
		if e := failed(t, err, errors.Canceled); len(e.Attempts) != 1 || e.Message != "given up while waiting to repeat it; the last attempt: unavailable SDRS.1" {
			t.Errorf("the error is %v, want one that names the last attempt", e)
		}
	})
}
