package faults_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// signatureForms are the ways in which a service's requests may be signed.
func signatureForms(s service) map[string]configure {
	if !s.huawei() {
		return map[string]configure{
			"v1": func(c *clientConfig) { c.Auth = "v1" },
			"v3": func(c *clientConfig) { c.Auth = "v3" },
		}
	}
	return map[string]configure{
		"aksk":     func(c *clientConfig) { c.Auth = "aksk" },
		"aksk-otc": func(c *clientConfig) { c.Auth = "aksk-otc" },
		"v11":      func(c *clientConfig) { c.Auth = "v11" },
	}
}

// A clock that is off costs one request, once, whichever way and however it is
// signed, and so does its being put right while a program runs.
func TestClockSkew(t *testing.T) {
	for _, off := range []time.Duration{20 * time.Minute, -20 * time.Minute, 400 * 24 * time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				for name, signature := range signatureForms(s) {
					var server atomic.Int64
					server.Store(int64(off))
					config := emulatorConfig(3)
					config.Now = func() time.Time { return time.Now().Add(time.Duration(server.Load())) }
					w := openWatched(t, s, emulator.Transport(s.emulate(config)), emulatorKeys, signature)
					for _, step := range []struct {
						name     string
						off      time.Duration
						requests int
					}{{"first", off, 2}, {"second", off, 1}, {"put right", 0, 2}, {"after", 0, 1}} {
						server.Store(int64(step.off))
						before := w.base.requests()
						if _, err := w.list(t.Context()); err != nil {
							t.Fatalf("%s, %s: %v", name, step.name, err)
						}
						if sent := w.base.requests() - before; sent != step.requests {
							t.Errorf("%s, %s: %d requests, want %d", name, step.name, sent, step.requests)
						}
					}
					if name == "v11" || off > time.Hour { // the scans of the others tell enough
						continue
					}
					if out := w.scan(t.Context(), sdk.Query{}); len(out.tasks) != 3 || !out.receipt.Complete {
						t.Errorf("%s: %d failed tasks, complete=%v; want 3 and true: %v", name, len(out.tasks), out.receipt.Complete, out.errs)
					}
				}
			})
		})
	}
}

// Where a call may make one request only, a clock that is off is still named, with
// how far it is, and the next call is signed for the right time.
func TestClockSkewWithOneAttempt(t *testing.T) {
	for off, says := range map[time.Duration]string{
		20 * time.Minute:  "clock is 20m0s behind the service's: set it right",
		-20 * time.Minute: "clock is 20m0s ahead of the service's: set it right",
	} {
		t.Run(off.String(), func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				for name, signature := range signatureForms(s) {
					for _, scans := range []bool{false, true} {
						config := emulatorConfig(3)
						config.Now = func() time.Time { return time.Now().Add(off) }
						w := openWatched(t, s, emulator.Transport(s.emulate(config)), emulatorKeys, signature, func(c *clientConfig) {
							c.Transport.MaxAttempts = 1
						})
						if scans {
							w.broken(w.scan(t.Context(), sdk.Query{}), errors.ClockSkew)
							continue
						}
						_, err := w.list(t.Context())
						if e := w.failed(err, errors.ClockSkew); !strings.HasSuffix(e.Message, says) || e.Code == "" || e.Retry != errors.RetryNo || w.base.requests() != 1 {
							t.Errorf("%s: %d requests, retry %s and %v; want one, no, and to be told %q", name, w.base.requests(), e.Retry, err, says)
						}
						if _, err := w.list(t.Context()); err != nil || w.base.requests() != 2 {
							t.Errorf("%s: the next call: %v after %d requests", name, err, w.base.requests())
						}
					}
				}
			})
		})
	}
}

// A wrong secret and a wrong clock: when the clock is corrected, the key is what is
// left to blame, and it is not tried a third time.
func TestClockSkewAndWrongSecret(t *testing.T) {
	eachService(t, "", func(t *testing.T, s service) {
		for name, signature := range signatureForms(s) {
			for _, attempts := range []int{1, 4} {
				config := emulatorConfig(3)
				config.AccessKeySecret = "another"
				config.Now = func() time.Time { return time.Now().Add(20 * time.Minute) }
				w := openWatched(t, s, emulator.Transport(s.emulate(config)), emulatorKeys, signature, func(c *clientConfig) {
					c.Transport.MaxAttempts = attempts
				})
				var kinds []errors.Kind
				for range 4 {
					_, err := w.list(t.Context())
					w.failed(err, errors.KindOf(err))
					kinds = append(kinds, errors.KindOf(err))
				}
				if kinds[1] != errors.Unauthenticated || kinds[3] != errors.Unauthenticated || w.base.requests() > 2 {
					t.Errorf("%s, %d attempts: %v after %d requests, want it to end with the key after 2", name, attempts, kinds, w.base.requests())
				}
			}
		}
	})
}

// A service whose answers tell no time, neither by a Date nor in words, proves
// nothing: no request is repeated, and those of a right clock go through.
func TestAnswersWithoutDate(t *testing.T) {
	for _, date := range []string{"", "yesterday", "2000-01-01T00:00:00Z", "Sat, 32 Jan 2000 00:00:00 GMT"} {
		t.Run(date, func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				for _, off := range []time.Duration{0, 20 * time.Minute} {
					config := emulatorConfig(3)
					config.Now = func() time.Time { return time.Now().Add(off) }
					inner := emulator.Transport(s.emulate(config))
					w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
						resp, err := inner.RoundTrip(r)
						if err == nil {
							if resp.Header.Del("Date"); date != "" {
								resp.Header.Set("Date", date)
							}
						}
						return resp, err
					}), emulatorKeys)
					_, err := w.list(t.Context())
					if off == 0 && err != nil {
						t.Errorf("with a right clock: %v", err)
					}
					sent, inWords := 1, s.name == "fnf" // which tells both times
					switch kind := errors.KindOf(err); {
					case off == 0:
					case inWords:
						if sent = 2; err != nil {
							t.Errorf("with a wrong clock, and told the time in words: %v", err)
						}
					case kind != errors.ClockSkew && kind != errors.Unauthenticated:
						t.Errorf("with a wrong clock: %v", err)
					default:
						w.failed(err, kind)
					}
					if w.base.requests() != sent {
						t.Errorf("%d requests, want %d", w.base.requests(), sent)
					}
				}
			})
		})
	}
}

// expiringKeys gives out a new key every time it is asked, and serves a service
// that takes a key for ten minutes after it was given out.
type expiringKeys struct {
	service  service
	tells    bool // when a key's time is over
	handlers []http.RoundTripper

	mu      sync.Mutex
	given   []time.Time // by key
	refused int
}

const keyLife = 10 * time.Minute

func newExpiringKeys(s service, keys, failures int) *expiringKeys {
	v := &expiringKeys{service: s}
	for i := range keys {
		c := emulatorConfig(failures)
		c.AccessKeyID = vaultKey(i)
		v.handlers = append(v.handlers, emulator.Transport(s.emulate(c)))
	}
	return v
}

func vaultKey(i int) string { return fmt.Sprintf("VAULT%02dKEY", i) }

func (v *expiringKeys) Retrieve(context.Context) (signer.Credentials, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	c := signer.Credentials{AccessKeyID: vaultKey(len(v.given)), AccessKeySecret: canarySecret}
	v.given = append(v.given, time.Now())
	if v.tells {
		c.Expires = time.Now().Add(keyLife)
	}
	return c, nil
}

func (v *expiringKeys) Invalidate(signer.Credentials) {}

// RoundTrip takes 14 s until a request is there, and as long for its answer.
func (v *expiringKeys) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(14 * time.Second)
	v.mu.Lock()
	i := len(v.given) - 1
	for ; i > 0 && !strings.Contains(r.Header.Get("Authorization")+r.URL.RawQuery, vaultKey(i)); i-- {
	}
	over := time.Since(v.given[i]) >= keyLife
	if over {
		v.refused++
	}
	v.mu.Unlock()
	if over {
		return v.service.expired.response(r)
	}
	if i >= len(v.handlers) {
		return nil, fmt.Errorf("key %d is one too many", i)
	}
	resp, err := v.handlers[i].RoundTrip(r)
	time.Sleep(14 * time.Second)
	return resp, err
}

// Keys that end in the middle of a scan end no scan: those that tell when are
// renewed ahead of it, the others when they are refused.
func TestKeysThatExpire(t *testing.T) {
	for _, tells := range []bool{true, false} {
		t.Run(fmt.Sprintf("told when: %v", tells), func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				v := newExpiringKeys(s, 30, 4)
				v.tells = tells
				w := openWatched(t, s, v, func(c *clientConfig) { c.Credentials = credentials.NewCache(v) })
				for len(v.given) < 3 { // some scans are short
					out := w.scan(t.Context(), sdk.Query{PageSize: 1})
					if len(out.tasks) != 4 || !out.receipt.Complete {
						t.Fatalf("%d failed tasks, complete=%v; want 4 and true: %v", len(out.tasks), out.receipt.Complete, out.errs)
					}
				}
				if len(v.given) < 2 || tells && v.refused > 0 || !tells && v.refused != len(v.given)-1 {
					t.Errorf("%d keys were given out and %d requests refused", len(v.given), v.refused)
				}
				t.Logf("%d requests with %d keys, %d refused", w.base.requests(), len(v.given), v.refused)
			})
		})
	}
}

// countedIAM is the emulator's IAM, counted. It may be down.
type countedIAM struct {
	base http.RoundTripper
	down atomic.Bool
	sent atomic.Int64
}

func (i *countedIAM) RoundTrip(r *http.Request) (*http.Response, error) {
	i.sent.Add(1)
	if i.down.Load() {
		return html(503).response(r)
	}
	return i.base.RoundTrip(r)
}

// withTokens opens a client over base with tokens that IAM gives for a password.
func withTokens(t *testing.T, s service, c emulator.Config, base http.RoundTripper) (*watchedClient, *countedIAM) {
	t.Helper()
	c.AccessKeyID, c.AccessKeySecret = "faults-user", canaryPassword
	iam := &countedIAM{base: emulator.Transport(emulator.IAM(c))}
	if base == nil {
		base = emulator.Transport(s.emulate(c))
	}
	source, err := huawei.NewToken(huawei.TokenConfig{
		Endpoint: "https://iam.test", User: "faults-user", Password: canaryPassword, Domain: "faults", ProjectID: projectID,
		Transport: transport.Options{RoundTripper: iam},
	})
	must(t, err)
	w := openWatched(t, s, base, func(c *clientConfig) { c.Auth, c.Credentials = "token", source })
	w.quiet("the source", fmt.Sprintf("%v %+v %#v", source, source, source))
	return w, iam
}

// A token that is revoked under 100 callers is renewed once, and no scan loses
// anything.
func TestRevokedToken(t *testing.T) {
	eachService(t, "huawei", func(t *testing.T, s service) {
		const callers, failures = 100, 3
		config := emulatorConfig(failures)
		config.AccessKeyID, config.AccessKeySecret = "faults-user", canaryPassword
		inner := emulator.Transport(s.emulate(config))
		var first atomic.Pointer[string]
		var refused atomic.Int64
		w, iam := withTokens(t, s, config, roundTripper(func(r *http.Request) (*http.Response, error) {
			token := r.Header.Get("X-Auth-Token")
			first.CompareAndSwap(nil, &token)
			if time.Since(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)) > 2*time.Second && token == *first.Load() {
				refused.Add(1)
				return s.expired.response(r)
			}
			time.Sleep(200 * time.Millisecond)
			return inner.RoundTrip(r)
		}))
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() {
				if i%4 > 0 { // most callers ask for one page
					if _, err := w.list(context.Background()); err != nil {
						t.Error(err)
					}
					return
				}
				out := w.scan(context.Background(), sdk.Query{})
				if len(out.tasks) != failures || !out.receipt.Complete {
					t.Errorf("%d failed tasks, complete=%v; want %d and true: %v", len(out.tasks), out.receipt.Complete, failures, out.errs)
				}
			})
		}
		all.Wait()
		if refused.Load() == 0 || iam.sent.Load() != 2 {
			t.Errorf("%d requests were refused and %d tokens asked for, want some and 2", refused.Load(), iam.sent.Load())
		}
	})
}

// IAM may be down when a token is due to be renewed, as long as the old one is
// good; when that ends, the error is IAM's.
func TestFailedRenewals(t *testing.T) {
	eachService(t, "huawei", func(t *testing.T, s service) {
		w, iam := withTokens(t, s, emulatorConfig(3), nil)
		if out := w.scan(t.Context(), sdk.Query{}); !out.receipt.Complete {
			t.Fatalf("not complete: %v", out.errs)
		}
		iam.down.Store(true)
		time.Sleep(24*time.Hour - 5*time.Minute) // it ends in five minutes
		start := time.Now()
		if out := w.scan(t.Context(), sdk.Query{}); len(out.tasks) != 3 || !out.receipt.Complete {
			t.Errorf("%d failed tasks, complete=%v; want 3 and true: %v", len(out.tasks), out.receipt.Complete, out.errs)
		}
		w.within(time.Since(start), 0, 10*time.Second)
		if iam.sent.Load() < 2 {
			t.Error("IAM was not even asked")
		}
		time.Sleep(10 * time.Minute)
		before := w.base.requests()
		_, err := w.list(t.Context())
		w.failed(err, errors.Unavailable)
		if w.base.requests() != before {
			t.Error("a request was sent with a token that has ended")
		}
		iam.down.Store(false)
		if _, err := w.list(t.Context()); err != nil {
			t.Errorf("IAM is up again: %v", err)
		}
	})
}

// A key that cannot be is named before the first call.
func TestKeysWithALineEnd(t *testing.T) {
	for name, c := range map[string]signer.Credentials{
		"access key ID":     {AccessKeyID: "FAULTSKEY\n", AccessKeySecret: canarySecret},
		"access key secret": {AccessKeyID: "FAULTSKEY", AccessKeySecret: canarySecret + "\n"},
		"security token":    {AccessKeyID: "FAULTSKEY", AccessKeySecret: canarySecret, SecurityToken: canarySTS + "\r\n"},
		"auth token":        {AuthToken: canaryAuth + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				if name == "auth token" && !s.huawei() {
					t.Skip("the service has no such tokens")
				}
				w := openWatched(t, s, script(s.fine()), func(o *clientConfig) {
					if o.Credentials = credentials.Static(c); c.AuthToken != "" {
						o.Auth = "token"
					}
				})
				_, err := w.list(t.Context())
				if e := w.failed(err, errors.Unauthenticated); !strings.Contains(e.Message, name) {
					t.Errorf("the message %q does not name the %s", e.Message, name)
				}
				w.broken(w.scan(t.Context(), sdk.Query{}), errors.Unauthenticated)
				if w.base.requests() != 0 {
					t.Errorf("%d requests, want none", w.base.requests())
				}
			})
		})
	}
}
