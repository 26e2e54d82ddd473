package transport_test

import (
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

func attempts(n int) func(*transport.Config) {
	return func(c *transport.Config) { c.Options.MaxAttempts = n }
}

// A signature that was refused for a clock that is proven wrong is the clock's
// fault, whether or not it may be made again, and the error says by how much.
func TestRefusalForAClock(t *testing.T) {
	const behind, ahead = "this machine's clock is 20m0s behind the service's: set it right", "this machine's clock is 20m0s ahead of the service's: set it right"
	for _, test := range []struct {
		name, service, answer string
		by                    time.Duration // of our clock
		mute                  bool
		token                 bool
		kind                  errors.Kind
		says                  string
	}{
		{name: "Huawei's, behind", service: "sdrs", answer: `401 {"code":"APIGW.0301","message":"verify aksk signature fail"}`, by: -20 * time.Minute,
			kind: errors.ClockSkew, says: "verify aksk signature fail; " + behind},
		{name: "Huawei's, ahead", service: "sdrs", answer: `401 {"code":"APIG.0301"}`, by: 20 * time.Minute, kind: errors.ClockSkew, says: ahead},
		{name: "Alibaba's time", service: "dbs", answer: `400 {"code":"InvalidTimeStamp.Expired","message":"expired"}`, by: -20 * time.Minute,
			kind: errors.ClockSkew, says: "expired; " + behind},
		{name: "Alibaba's signature", service: "dbs", answer: `400 {"code":"SignatureDoesNotMatch"}`, by: 20 * time.Minute, kind: errors.ClockSkew, says: ahead},
		{name: "a proxy's words", service: "sdrs", answer: "401 {}", by: -400 * 24 * time.Hour, kind: errors.ClockSkew, says: "9600h0m0s behind"},
		{name: "less than the services allow", service: "sdrs", answer: `401 {"code":"APIGW.0301"}`, by: -10 * time.Minute, kind: errors.Unauthenticated},
		{name: "less, and the service says that it is the time", service: "dbs", answer: `400 {"code":"InvalidTimeStamp.Expired"}`, by: -10 * time.Minute,
			kind: errors.ClockSkew, says: "10m0s behind"},
		{name: "the clock is right", service: "sdrs", answer: `401 {"code":"APIGW.0301"}`, kind: errors.Unauthenticated},
		{name: "the clock is right, and the service says it is not", service: "dbs", answer: `400 {"code":"InvalidTimeStamp.Expired"}`, kind: errors.ClockSkew},
		{name: "no Date", service: "sdrs", answer: `401 {"code":"APIGW.0301"}`, by: -20 * time.Minute, mute: true, kind: errors.Unauthenticated},
		{name: "a key that does not exist", service: "dbs", answer: `404 {"code":"InvalidAccessKeyId.NotFound"}`, by: -20 * time.Minute, kind: errors.Unauthenticated},
		{name: "a signature that is not whole", service: "dbs", answer: `400 {"code":"IncompleteSignature"}`, by: -20 * time.Minute, kind: errors.Unauthenticated},
		{name: "a token", service: "sdrs", answer: `401 {"code":"APIGW.0301"}`, by: -20 * time.Minute, token: true, kind: errors.Unauthenticated},
		{name: "a right", service: "sdrs", answer: `403 {"code":"APIGW.0302"}`, by: -20 * time.Minute, kind: errors.PermissionDenied},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				line := test.answer
				if !test.mute {
					line += "\nDate: " + time.Now().UTC().Format(http.TimeFormat)
				}
				base := script(line)
				c := client(base, inService(test.service), off(test.by), attempts(1), func(c *transport.Config) {
					if test.token {
						c.Source = credentials.Static(signer.Credentials{AuthToken: canary})
					}
				})
				_, err := c.Do(t.Context(), get())
				e := failed(t, err, test.kind)
				if e.Message != test.says && !(test.says != "" && strings.Contains(e.Message, test.says)) {
					t.Errorf("the message is %q, want %q", e.Message, test.says)
				}
				if base.requests() != 1 || e.Attempts[0].Kind != test.kind || e.Retry == errors.RetryYes {
					t.Errorf("%d requests, retry %s, and the trail %v", base.requests(), e.Retry, e.Attempts)
				}
			})
		})
	}
}

// With attempts left the clock is corrected, and a second refusal is the key's.
func TestRefusalForAClockAndAKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			return answer(401, `{"code":"APIGW.0301","message":"no"}`, "Date", time.Now().UTC().Format(http.TimeFormat)), nil
		})
		_, err := client(base, off(-20*time.Minute)).Do(t.Context(), get())
		e := failed(t, err, errors.Unauthenticated)
		if e.Message != "no" || len(e.Attempts) != 2 || e.Attempts[0].Kind != errors.ClockSkew || e.Attempts[1].Kind != errors.Unauthenticated {
			t.Errorf("got %s", e.Detail())
		}
	})
}

// A call that may not be repeated leaves what it learned to the next one. If that
// is refused too, it was not the clock, and the key is latched.
func TestRefusalForAClockIsNotLatchedOnce(t *testing.T) {
	for _, lies := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := &keyServer{t: t, code: "InvalidTimeStamp.Expired"}
			n := 0
			base := roundTrip(func(r *http.Request) (*http.Response, error) {
				n++
				if lies {
					return answer(400, `{"code":"InvalidTimeStamp.Expired"}`, "Date", time.Now().Add(time.Duration(n)*time.Hour).UTC().Format(http.TimeFormat)), nil
				}
				return s.RoundTrip(r)
			})
			c := client(base, inService("dbs"), off(-20*time.Minute), attempts(1))
			for i := range 5 {
				_, err := c.Do(t.Context(), get())
				if i == 0 || lies {
					failed(t, err, errors.ClockSkew)
				} else if err != nil {
					t.Errorf("call %d with the corrected clock: %v", i, err)
				}
			}
			if want := map[bool]int{false: 5, true: 2}[lies]; n != want || s.worst > 1 {
				t.Errorf("the server lies %v: %d requests, %d refused in a row; want %d and 1", lies, n, s.worst, want)
			}
		})
	}
}

// Where our clock was put right after its offset was learned, it is not blamed.
func TestRefusalForAClockThatIsRightNow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &keyServer{t: t}
		by := -20 * time.Minute
		c := client(s, attempts(1), func(c *transport.Config) {
			c.Options.Now = func() time.Time { return time.Now().Add(by) }
		})
		_, err := c.Do(t.Context(), get())
		failed(t, err, errors.ClockSkew)
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Fatal(err)
		}
		by = 0
		_, err = c.Do(t.Context(), get())
		if e := failed(t, err, errors.ClockSkew); !strings.Contains(e.Message, "20m0s ahead of the service's clock, as it was before: call again") {
			t.Errorf("the message is %q", e.Message)
		}
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Error(err)
		}
	})
}

// Calls that were under way when the clock's offset was learned were all signed
// before: they say nothing about the corrected clock, and latch nothing.
func TestRefusalsForAClockThatWereUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jumped := false
		base := roundTrip(func(r *http.Request) (*http.Response, error) {
			now := time.Now()
			if jumped {
				now = now.Add(20 * time.Minute)
			}
			time.Sleep(time.Second)
			if signedAt(t, r).Sub(now).Abs() > 15*time.Minute {
				return answer(400, `{"code":"InvalidTimeStamp.Expired"}`, "Date", now.UTC().Format(http.TimeFormat)), nil
			}
			return answer(200, "{}", "Date", now.UTC().Format(http.TimeFormat)), nil
		})
		c := client(base, inService("dbs"), attempts(1))
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Fatal(err)
		}
		jumped = true
		together(3, func(i int) {
			time.Sleep(time.Duration(i) * 100 * time.Millisecond)
			_, err := c.Do(t.Context(), get())
			failed(t, err, errors.ClockSkew)
		})
		if _, err := c.Do(t.Context(), get()); err != nil {
			t.Errorf("with the corrected clock: %v", err)
		}
	})
}

// The cure stays whole behind a service's longest words, and a secret cut at the
// end of these stays out.
func TestClockBehindLongWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		words := strings.Repeat("é", 990) + " " + canary
		base := script(`401 {"code":"APIGW.0301","message":"` + words[:len(words)-3] + `"}` + "\nDate: " + time.Now().UTC().Format(http.TimeFormat))
		c := client(base, inService("sdrs"), off(-20*time.Minute), attempts(1))
		_, err := c.Do(t.Context(), get())
		e := failed(t, err, errors.ClockSkew)
		if !strings.HasSuffix(e.Message, "set it right") || strings.Contains(e.Message, canary[:len(canary)-3]) {
			t.Errorf("got %q", e.Message)
		}
	})
}
