package transport_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// moon is the dialect of a cloud that this module does not know.
func moon() transport.Dialect {
	return transport.Dialect{
		Cloud:     "moon",
		RequestID: []string{"moon-trace", "moon-request"},
		RetryAfter: func(h http.Header, e *errors.Error) time.Duration {
			d, _ := time.ParseDuration(h.Get("Moon-Wait") + strings.TrimPrefix(e.Message, "come back in "))
			return d
		},
		SignatureFault: func(e *errors.Error) transport.SignatureFault {
			return transport.SignatureFault(strings.TrimPrefix(e.Code, "Bad."))
		},
		SecretHeaders:    []string{"moon-proof"},
		SecretParameters: []string{"proof"},
		LockedFor:        time.Hour,
	}
}

func ofMoon(c *transport.Config) { c.Service, c.Dialect = "rocket", moon() }

func TestRequestIDInADialect(t *testing.T) {
	for _, test := range []struct {
		dialect func(*transport.Config)
		answer  string
		want    string
	}{
		{ofMoon, "200 {}\nMoon-Request: r-1", "r-1"},
		{ofMoon, "200 {}\nMoon-Request: r-1\nMoon-Trace: r-2", "r-2"},
		{ofMoon, "200 {}\nX-Request-Id: r-1", ""},
		{func(c *transport.Config) { c.Dialect.Cloud = "any" }, "200 {}\nX-Request-Id: r-1", "r-1"},
	} {
		if meta, err := client(script(test.answer), test.dialect).Do(t.Context(), get()); err != nil || meta.RequestID != test.want {
			t.Errorf("%q: the request is %q, %v, want %q", test.answer, meta.RequestID, err, test.want)
		}
	}
}

// What a service asks to wait in its own way counts where Retry-After asks for
// nothing, and never for more than a day.
func TestWaitInADialect(t *testing.T) {
	for _, test := range []struct {
		answer string
		want   time.Duration
	}{
		{"429 {}\nMoon-Wait: 45s", 45 * time.Second},
		{`503 {"code":"Full","message":"come back in 50s"}`, 50 * time.Second},
		{"429 {}\nMoon-Wait: 45s\nRetry-After: 60", time.Minute},
		{"429 {}\nMoon-Wait: 45s\nRetry-After: 0", 45 * time.Second},
		{"429 {}\nMoon-Wait: -45s", 0},
		{"429 {}\nMoon-Wait: 1000000h", 24 * time.Hour},
		{"404 {}\nMoon-Wait: 45s", 0},
	} {
		_, err := client(script(test.answer), ofMoon, attempts(1)).Do(t.Context(), get())
		if e, ok := err.(*errors.Error); !ok || e.RetryAfter != test.want {
			t.Errorf("%q: %v, want RetryAfter %v", test.answer, err, test.want)
		}
	}
}

func TestSignatureFaultInADialect(t *testing.T) {
	for _, test := range []struct {
		answer string
		want   transport.Verdict
	}{
		{`401 {"code":"Bad.key"}`, refused},
		{`401 {"code":"Bad.signature"}`, refused},
		{`401 {"code":"Bad.time"}`, refused},
		{`401 {"code":"Bad.nonce"}`, noVerdict},
		{`401 {"code":"Bad."}`, noVerdict}, // about something else, in spite of the status
	} {
		keys := &notes{}
		_, err := client(script(test.answer), ofMoon, attempts(1), withKeys(keys)).Do(t.Context(), get())
		if err == nil || len(keys.verdicts) != 1 || keys.verdicts[0] != test.want || keys.entered[0].Cloud != "moon" {
			t.Errorf("%s: the verdicts are %q at %v, want %q", test.answer, keys.verdicts, keys.entered, test.want)
		}
	}
}

// A nonce that was used is made anew, whatever the cloud's word for it.
func TestNonceUsedInADialect(t *testing.T) {
	base := script(`400 {"code":"Bad.nonce"}`, "200 {}")
	if _, err := client(base, ofMoon).Do(t.Context(), get()); err != nil || base.requests() != 2 {
		t.Errorf("%v after %d requests, want none after 2", err, base.requests())
	}
}

// moonSigner puts what proves the sender where its dialect says.
type moonSigner struct{}

func (moonSigner) Sign(r *http.Request, _ []byte, _ signer.Credentials, _ time.Time, _ string) error {
	r.Header.Set("Moon-Proof", "proof-in-a-header")
	r.URL.RawQuery += "&proof=proof-in-the-query"
	return nil
}

func TestSecretsInADialect(t *testing.T) {
	echo := `400 {"code":"Bad","message":"you sent proof-in-a-header and proof-in-the-query"}`
	_, err := client(script(echo), ofMoon, func(c *transport.Config) { c.Signer = moonSigner{} }).Do(t.Context(), get())
	if e := failed(t, err, errors.InvalidInput); strings.Contains(e.Error(), "proof-in") || !strings.Contains(e.Error(), "you sent") {
		t.Errorf("the error shows what proves the sender: %v", e)
	}
}

// A key is held back for as long as its cloud locks it.
func TestLockInADialect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := script(`401 {"code":"Bad.key"}`)
		c := client(base, ofMoon)
		ask := func() *errors.Error {
			_, err := c.Do(t.Context(), get())
			return failed(t, err, errors.Unauthenticated)
		}
		ask()
		time.Sleep(59 * time.Minute)
		if e := ask(); base.requests() != 1 || !strings.Contains(e.Message, "or wait 1h0m0s") {
			t.Errorf("%d requests within the hour of the lock, and %v", base.requests(), e)
		}
		time.Sleep(2 * time.Minute)
		if ask(); base.requests() != 2 {
			t.Errorf("%d requests when the lock is over, want 2", base.requests())
		}
	})
}
