package transport_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// mint gives out numbered tokens.
type mint struct {
	count atomic.Int64
	fail  atomic.Bool
}

func (m *mint) source() signer.Source {
	return credentials.NewCache(credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
		time.Sleep(100 * time.Millisecond)
		if m.fail.Load() {
			return signer.Credentials{}, &errors.Error{Service: "iam", Operation: "GetToken", Kind: errors.Unavailable, Message: "IAM is down", Attempts: make([]errors.Attempt, 4)}
		}
		return signer.Credentials{AuthToken: "token-" + strconv.FormatInt(m.count.Add(1), 10)}, nil
	}))
}

// gone answers 401 to every token but those from number on.
func gone(number *atomic.Int64, requests *atomic.Int64) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		requests.Add(1)
		time.Sleep(50 * time.Millisecond)
		n, _ := strconv.ParseInt(strings.TrimPrefix(r.Header.Get("Test-Token"), "token-"), 10, 64)
		if n < number.Load() {
			return answer(401, `{"code":"APIGW.0307","message":"the token is expired"}`), nil
		}
		return answer(200, "{}"), nil
	}
}

// A token that is revoked while a hundred callers use it is renewed once for all
// of them, and nobody notices.
func TestTokenRenewedOnceForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m mint
		var number, requests atomic.Int64
		c := client(gone(&number, &requests), func(c *transport.Config) { c.Source = m.source() })
		call := func(i int) {
			if meta, err := c.Do(t.Context(), get()); err != nil {
				t.Errorf("caller %d: %v", i, err)
			} else if len(meta.Attempts) > 2 {
				t.Errorf("caller %d needed %d attempts", i, len(meta.Attempts))
			}
		}
		together(100, call)
		number.Store(2) // token-1 is revoked
		together(100, call)
		if m.count.Load() != 2 || requests.Load() != 300 {
			t.Errorf("%d tokens were asked for with %d requests, want 2 with 300", m.count.Load(), requests.Load())
		}
	})
}

// A token is renewed once a call: a service that takes none is not asked for ever.
func TestTokenRenewedOnceACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m mint
		var number, requests atomic.Int64
		number.Store(1 << 30)
		c := client(gone(&number, &requests), func(c *transport.Config) { c.Source = m.source() })
		_, err := c.Do(t.Context(), get())
		e := failed(t, err, errors.Unauthenticated)
		if requests.Load() != 2 || m.count.Load() != 2 || len(e.Attempts) != 2 {
			t.Errorf("%d requests with %d tokens and a trail of %d, want 2 each", requests.Load(), m.count.Load(), len(e.Attempts))
		}
	})
}

// A key with a security token that is refused is asked for anew, and the latch on
// the old one does not hold up the new one.
func TestTemporaryKeyIsRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		source := credentials.NewCache(credentials.Func(func(context.Context) (signer.Credentials, error) {
			n++
			return signer.Credentials{AccessKeyID: "STS." + strconv.Itoa(n), AccessKeySecret: canary, SecurityToken: "token-" + strconv.Itoa(n)}, nil
		}))
		var requests, number atomic.Int64
		number.Store(2)
		c := client(gone(&number, &requests), func(c *transport.Config) { c.Source = source })
		together(20, func(i int) {
			if _, err := c.Do(t.Context(), get()); err != nil {
				t.Errorf("caller %d: %v", i, err)
			}
		})
		if n != 2 || requests.Load() != 21 {
			t.Errorf("%d keys with %d requests, want 2 with 21: one refused", n, requests.Load())
		}
	})
}

// A renewal that fails leaves the service's own refusal, and says why.
func TestRenewalFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var m mint
		var number, requests atomic.Int64
		c := client(gone(&number, &requests), func(c *transport.Config) { c.Source = m.source() })
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Fatal(err)
		}
		number.Store(2)
		m.fail.Store(true)
		_, err := c.Do(t.Context(), get())
		e := failed(t, err, errors.Unauthenticated)
		if e.Code != "APIGW.0307" || !strings.Contains(e.Message, "the token is expired; and no new credentials could be had: iam GetToken failed") {
			t.Errorf("the error is %v; want the refusal and IAM's failure", e)
		}
		_, err = c.Do(t.Context(), get())
		e = failed(t, err, errors.Unavailable)
		if e.Service != "iam" || e.Operation != "GetToken" || len(e.Attempts) != 4 {
			t.Errorf("the error is that of %s %s with %d attempts, want IAM's own with 4", e.Service, e.Operation, len(e.Attempts))
		}
	})
}

func TestSourceFails(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		kind errors.Kind
	}{
		{"with a plain error", errors.New("no such file"), errors.Unauthenticated},
		{"throttled", &errors.Error{Kind: errors.Throttled, Service: "iam", Operation: "GetToken", Retry: errors.RetryYes}, errors.Throttled},
		{"unavailable", &errors.Error{Kind: errors.Unavailable, Retry: errors.RetryYes}, errors.Unavailable},
		{"its key is nowhere", &errors.Error{Kind: errors.NotFound}, errors.NotFound},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked := 0
			base := script("200 {}")
			c := client(base, func(c *transport.Config) {
				c.Source = credentials.Func(func(context.Context) (signer.Credentials, error) {
					asked++
					return signer.Credentials{}, test.err
				})
			})
			_, err := c.Do(t.Context(), get())
			failed(t, err, test.kind)
			if asked != 1 || base.requests() != 0 {
				t.Errorf("the source was asked %d times and %d requests were sent, want once and none", asked, base.requests())
			}
		})
	}
}

// A key that cannot be right is named before anything is sent.
func TestImpossibleKeys(t *testing.T) {
	for _, c := range []signer.Credentials{
		{AccessKeyID: "AKID", AccessKeySecret: canary + "\n"},
		{AccessKeyID: "AK ID", AccessKeySecret: canary},
		{AccessKeyID: "AKID"},
		{AuthToken: canary + "\r\n"},
		{},
	} {
		base := script("200 {}")
		for range 2 {
			_, err := client(base, func(config *transport.Config) { config.Source = credentials.Static(c) }).Do(t.Context(), get())
			failed(t, err, errors.Unauthenticated)
		}
		if base.requests() != 0 {
			t.Errorf("%#v: %d requests were sent, want none", c, base.requests())
		}
	}
}

type brokenSigner struct{}

func (brokenSigner) Sign(*http.Request, []byte, signer.Credentials, time.Time, string) error {
	return errors.New("a header is not ASCII")
}

func TestSignerFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := script("200 {}")
		c := client(base, func(c *transport.Config) { c.Signer = brokenSigner{} })
		var all sync.WaitGroup
		for range 3 { // none of them holds back the next
			all.Go(func() {
				_, err := c.Do(t.Context(), get())
				failed(t, err, errors.InvalidInput)
			})
		}
		all.Wait()
		if base.requests() != 0 {
			t.Errorf("%d requests were sent, want none", base.requests())
		}
	})
}

// What is put behind a service's words does not hide a piece of a secret that
// these were cut in.
func TestRenewalFailsBehindLongWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		source := credentials.Func(func(context.Context) (signer.Credentials, error) {
			if asked++; asked > 1 {
				return signer.Credentials{}, errors.New("the renewal is down")
			}
			return signer.Credentials{AuthToken: canary}, nil
		})
		piece := canary[:len(canary)-3]
		c := client(script(`401 {"code":"APIGW.0307","message":"`+strings.Repeat("é", 900)+" "+piece+`"}`), func(c *transport.Config) { c.Source = source })
		_, err := c.Do(t.Context(), get())
		e := failed(t, err, errors.Unauthenticated)
		if !strings.Contains(e.Message, "the renewal is down") || strings.Contains(e.Message, piece) {
			t.Errorf("got %q", e.Message)
		}
	})
}
