package transport_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
)

func TestAttemptsOfOneCall(t *testing.T) {
	for _, n := range []int{1, 2, 7} {
		synctest.Test(t, func(t *testing.T) {
			base := script("503 {}")
			c := client(base)
			_, err := c.Do(transport.WithCallOptions(t.Context(), transport.CallOptions{MaxAttempts: n}), get())
			failed(t, err, errors.Unavailable)
			if base.requests() != n {
				t.Errorf("%d requests were sent, want %d", base.requests(), n)
			}
			_, err = c.Do(t.Context(), get())
			failed(t, err, errors.Unavailable)
			if base.requests() != n+4 {
				t.Errorf("the next call sent %d requests, want the client's own 4", base.requests()-n)
			}
		})
	}
}

func TestTimeoutOfOneCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		start := time.Now()
		_, err := client(base).Do(transport.WithCallOptions(t.Context(), transport.CallOptions{Timeout: 3 * time.Second}), write())
		failed(t, err, errors.Timeout)
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("the call took %v, want 3s", took)
		}
	})
}

// Extra headers are signed and sent with every request, and never change the call.
func TestHeaderOfOneCall(t *testing.T) {
	header := http.Header{"x-request-group": {"nightly"}}
	n := 0
	base := roundTrip(func(r *http.Request) (*http.Response, error) {
		n++
		r.Host = r.URL.Host
		_, err := huawei.Verify(r, nil, func(string) (string, bool) { return canary, true })
		if err != nil || r.Header.Get("X-Request-Group") != "nightly" {
			t.Errorf("request %d: %v with the headers %v", n, err, r.Header)
		}
		return answer(map[bool]int{true: 503, false: 200}[n == 1], "{}"), nil
	})
	c := client(base, func(c *transport.Config) { c.Signer, c.Options.MinDelay = huawei.SDKHMAC{}, time.Nanosecond })
	ctx := transport.WithCallOptions(t.Context(), transport.CallOptions{Header: header})
	header.Set("X-Request-Group", "changed later")
	call := get()
	if _, err := c.Do(ctx, call); err != nil || n != 2 || len(call.Header) != 1 {
		t.Errorf("%v after %d requests; the call has the headers %v", err, n, call.Header)
	}
}

// A header that is not the caller's to set is refused by its name, before anything
// is sent.
func TestHeadersThatACallMayNotSet(t *testing.T) {
	for name, says := range map[string]string{
		"authorization": "Authorization", "Host": "Host", "Content-Length": "Content-Length", "transfer-encoding": "Transfer-Encoding",
		"Accept": "Accept", "x-auth-token": "X-Auth-Token", "X-Sdk-Date": "X-Sdk-Date", "Range": "Range", "User-Agent": "User-Agent",
		"": "name", "a b": "name", "a:b": "name", "é": "name", "a\r\nb": "name", strings.Repeat("n", 300): "name",
		"X-Mine": "control character in X-Mine",
	} {
		value := canary
		if name == "X-Mine" {
			value += "\r\nX-Auth-Token: t"
		}
		base := script("200 {}")
		c := client(base, func(c *transport.Config) { c.Signer = huawei.SDKHMAC{} })
		_, err := c.Do(transport.WithCallOptions(t.Context(), transport.CallOptions{Header: http.Header{name: {value}}}), get())
		if e := failed(t, err, errors.InvalidInput); !strings.Contains(e.Message, says) || base.requests() != 0 {
			t.Errorf("%q: %v after %d requests, want an error with %q and none", name, err, base.requests(), says)
		}
	}
}

func TestHooksOfOneCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []string
		ctx := transport.WithCallOptions(t.Context(), transport.CallOptions{
			BeforeTry: func(i transport.TryInfo) error {
				seen = append(seen, fmt.Sprintf("before %d %s %s %s %s %v", i.Number, i.Service, i.Region, i.Operation, i.Host, i.Wait))
				return nil
			},
			AfterAnswer: func(i transport.TryInfo, a errors.Attempt) {
				seen = append(seen, fmt.Sprintf("after %d %d %s %s %v", i.Number, a.Status, a.Kind, a.RequestID, i.Wait == a.Wait))
			},
		})
		base := script("503 {}\nX-Request-Id: r-1", "!broken pipe", "200 {}\nX-Request-Id: r-3")
		if _, err := client(base).Do(ctx, get()); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"before 1 sdrs eu-de ListThings service.test 0s", "after 1 503 unavailable r-1 true",
			"before 2 sdrs eu-de ListThings service.test 100ms", "after 2 0 unavailable  true",
			"before 3 sdrs eu-de ListThings service.test 200ms", "after 3 200  r-3 true",
		}
		if !slices.Equal(seen, want) {
			t.Errorf("the hooks saw\n%s\nwant\n%s", strings.Join(seen, "\n"), strings.Join(want, "\n"))
		}
	})
}

// A hook that says no ends the call with its own error, and what was tried before
// stays in the trail.
func TestBeforeTryEndsTheCall(t *testing.T) {
	for _, test := range []struct {
		err  error
		kind errors.Kind
		says string
	}{
		{errors.New("no more money"), errors.Unknown, "ended by BeforeTry: no more money"},
		{context.Canceled, errors.Canceled, "ended by BeforeTry"},
		{&errors.Error{Kind: errors.QuotaExceeded, Message: "no more money"}, errors.QuotaExceeded, "no more money"},
		{&errors.Error{Kind: errors.Unauthenticated, Message: "no"}, errors.Unauthenticated, "no"},
	} {
		synctest.Test(t, func(t *testing.T) {
			base := script("503 {}")
			ctx := transport.WithCallOptions(t.Context(), transport.CallOptions{BeforeTry: func(i transport.TryInfo) error {
				if i.Number == 2 {
					return test.err
				}
				return nil
			}})
			_, err := client(base).Do(ctx, get())
			e := failed(t, err, test.kind)
			if base.requests() != 1 || len(e.Attempts) != 1 || !strings.Contains(e.Message, test.says) || e.Retry != errors.RetryNo {
				t.Errorf("%v after %d requests with the trail %v", e, base.requests(), e.Attempts)
			}
		})
	}
}

// asking is a source of credentials that notes which options its context has.
type asking struct {
	c *transport.Client // to ask with
}

func (a asking) Invalidate(signer.Credentials) {}
func (a asking) Retrieve(ctx context.Context) (signer.Credentials, error) {
	call := get()
	call.Unsigned = true
	_, err := a.c.Do(ctx, call)
	return signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary}, err
}

func TestCallsOfASourceGoByNoCallOptions(t *testing.T) {
	inner := roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("X-Mine") != "" {
			t.Error("the call for credentials has the header of the call that needs them")
		}
		return answer(200, "{}"), nil
	})
	hooks := 0
	ctx := transport.WithCallOptions(t.Context(), transport.CallOptions{
		Header:    http.Header{"X-Mine": {"1"}},
		BeforeTry: func(transport.TryInfo) error { hooks++; return nil },
	})
	c := client(script("200 {}"), func(c *transport.Config) { c.Source = asking{client(inner)} })
	if _, err := c.Do(ctx, get()); err != nil || hooks != 1 {
		t.Errorf("%v, and the hook was called %d times, want once", err, hooks)
	}
}
