package transport_test

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// recorder notes in which order the parts of a call are asked.
type recorder struct{ events []string }

func (r *recorder) note(s string) { r.events = append(r.events, s) }

func (r *recorder) Wait(context.Context, string) error { r.note("limiter"); return nil }
func (r *recorder) Throttled(string, time.Duration)    { r.note("throttled") }
func (r *recorder) Succeeded(string)                   { r.note("succeeded") }
func (r *recorder) Invalidate(signer.Credentials)      { r.note("invalidate") }
func (r *recorder) Retrieve(context.Context) (signer.Credentials, error) {
	r.note("credentials")
	return signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary}, nil
}

func (r *recorder) Sign(*http.Request, []byte, signer.Credentials, time.Time, string) error {
	r.note("sign")
	return nil
}

// noted is a body that notes when it is read and closed.
type noted struct {
	io.Reader
	r *recorder
}

func (n noted) Read(b []byte) (int, error) {
	k, err := n.Reader.Read(b)
	if err == io.EOF {
		n.r.note("read")
	}
	return k, err
}
func (n noted) Close() error { n.r.note("close"); return nil }

// The order of the layers is part of the design: every attempt spends a turn of
// the limiter and gets its own signature, made last; a body is read and decoded
// inside the loop, so that one cut off is repeated; the decision comes after.
func TestOrderOfTheLayers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{}
		answers := []*http.Response{answer(429, `{"code":"SDRS.1"}`), answer(200, `{}`)}
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			r.note("send")
			resp := answers[0]
			answers = answers[1:]
			resp.Body = noted{resp.Body, r}
			return resp, nil
		})
		c := client(base, func(c *transport.Config) {
			c.Signer, c.Source, c.Options.Limiter = r, r, r
			c.Options.Now = func() time.Time {
				if n := len(r.events); n > 0 && r.events[n-1] == "credentials" {
					r.note("clock")
				}
				return time.Now()
			}
			c.Options.Rand = func() float64 { r.note("decide"); return 0.5 }
		})
		call := get()
		call.Read = func(resp transport.Response) error { r.note("decode"); return read(resp) }
		if _, err := c.Do(t.Context(), call); err != nil {
			t.Fatal(err)
		}
		want := strings.Fields(`
			limiter credentials clock sign send read close decode throttled decide
			limiter credentials clock sign send read close decode succeeded`)
		if !slices.Equal(r.events, want) {
			t.Errorf("the order is\n%v, want\n%v", r.events, want)
		}
	})
}

func TestUnsignedAsksForNoKey(t *testing.T) {
	r := &recorder{}
	c := client(script("200 {}"), func(c *transport.Config) { c.Signer, c.Source = r, r })
	call := get()
	call.Unsigned = true
	if _, err := c.Do(t.Context(), call); err != nil || len(r.events) > 0 {
		t.Errorf("an unsigned call asked for %v and ended with %v; want nothing and no error", r.events, err)
	}
}

func TestCallIsNotChanged(t *testing.T) {
	c := client(script("503 {}", "200 {}"), func(c *transport.Config) { c.Options.MinDelay = time.Nanosecond })
	call := get()
	call.Header.Set("X", "y")
	call.Body = []byte("body")
	if _, err := c.Do(t.Context(), call); err != nil {
		t.Fatal(err)
	}
	if len(call.Header) != 2 || call.URL.String() != "http://service.test/v1/p/things?a=b" || string(call.Body) != "body" {
		t.Errorf("Do changed its call: header %v, address %v, body %q", call.Header, call.URL, call.Body)
	}
}

func TestEveryAttemptHasItsOwnNonceAndTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var nonces []string
		var times []time.Time
		base := roundTrip(func(r *http.Request) (*http.Response, error) {
			nonces = append(nonces, r.Header.Get("Test-Nonce"))
			times = append(times, signedAt(t, r))
			if body, _ := io.ReadAll(r.Body); string(body) != "x=1" {
				t.Errorf("attempt %d sends the body %q, want it whole", len(nonces), body)
			}
			return answer(503, `{}`), nil
		})
		call := write()
		call.Repeatable = true
		_, err := client(base).Do(t.Context(), call)
		failed(t, err, errors.Unavailable)
		slices.Sort(nonces)
		if len(slices.Compact(nonces)) != 4 {
			t.Errorf("4 attempts had the nonces %v; want 4 different ones", nonces)
		}
		for i := 1; i < len(times); i++ {
			if !times[i].After(times[i-1]) {
				t.Errorf("attempt %d is signed for %v, not after %v", i+1, times[i], times[i-1])
			}
		}
	})
}
