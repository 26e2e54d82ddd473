package transport_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// The server's time is read from a refusal's words in whichever form names a zone.
func TestServerTimeInWords(t *testing.T) {
	want := time.Date(2023, 5, 27, 2, 6, 8, 0, time.UTC)
	for text, known := range map[string]bool{
		"Incorrect app authentication information: signature expired, signature time:20230527T000431Z,server time:20230527T020608Z": true,
		"signature expired, server time:20230527T020608Z,signature time:20230527T000431Z":                                           true,
		"signature expired, signature time 20230527T000431Z, server time 20230527T020608Z.":                                         true,
		"Signature Expired, Server Time = 2023-05-27T02:06:08Z (limit 15m)":                                                         true,
		"server time: 2023-05-27T10:06:08+08:00":                                                                                    true,
		"server time: 2023-05-27T10:06:08.000+0800":                                                                                 true,
		`server time "2023-05-27 02:06:08 UTC"`:                                                                                     true,
		"server time 2023-05-27 10:06:08 +0800":                                                                                     true,
		"server time 2023-05-27 02:06:08 +0000 UTC, too far":                                                                        true,
		"server time: Sat, 27 May 2023 02:06:08 GMT, too far":                                                                       true,
		"server time: 1685153168":                                                                                                   true,
		"server time:1685153168000,":                                                                                                true,
		"The difference between the request time 2023-05-27T00:04:31Z and the current time 2023-05-27T02:06:08Z is too large.":      true,

		"":                                               false,
		"server time":                                    false,
		"server time: soon":                              false,
		"server time: 2023-05-27 02:06:08":               false, // of which zone?
		"server time: 20230527T020608":                   false,
		"server time: 20239927T020608Z":                  false,
		"server time: 0001-01-01T00:00:00Z":              false,
		"server time: 16851531680":                       false,
		"server time: -685153168":                        false,
		"signature time:20230527T000431Z":                false,
		"the servertime is 20230527T020608Z, server tim": false,
	} {
		at, ok := transport.ServerTime(text)
		if ok != known || ok && !at.Equal(want) {
			t.Errorf("%q: got %v, %t, want %v, %t", text, at, ok, want, known)
		}
	}
}

// wordy refuses old signatures as Huawei's gateway does, and says what time it is.
// date makes the Date of its answers.
type wordy struct {
	t    *testing.T
	by   time.Duration // of its clock
	date func(now time.Time) string
	says func(signed, now time.Time) string
	all  int
	bad  int
}

func (s *wordy) RoundTrip(r *http.Request) (*http.Response, error) {
	s.all++
	at, now := signedAt(s.t, r), time.Now().Add(s.by).UTC()
	resp := answer(200, "{}")
	if at.Sub(now).Abs() > 15*time.Minute {
		s.bad++
		resp = answer(401, `{"code":"APIG.0303","message":"`+s.says(at, now)+`"}`)
	}
	if s.date != nil {
		resp.Header.Set("Date", s.date(now))
	}
	return resp, nil
}

// An expired signature is the clock's fault by the service's own words, and its
// time is taken from them: without a Date, and also beside that of a proxy.
func TestSignatureExpiredIsTheClocksFault(t *testing.T) {
	const compact = "20060102T150405Z"
	both := func(at, now time.Time) string {
		return "signature expired, signature time:" + at.Format(compact) + ",server time:" + now.Format(compact)
	}
	alone := func(time.Time, time.Time) string { return "signature expired" }
	proxys := func(time.Time) string { return time.Now().UTC().Format(http.TimeFormat) } // its clock is as ours
	for _, by := range []time.Duration{20 * time.Minute, -3 * time.Hour} {
		for _, test := range []struct {
			name string
			date func(time.Time) string
			says func(at, now time.Time) string
			bad  int // of five calls' requests
		}{
			{"no Date", nil, both, 1},
			{"a proxy's Date", proxys, both, 1},
			{"a Date that is none", func(time.Time) string { return "today" }, both, 1},
			{"its own Date", func(now time.Time) string { return now.Format(http.TimeFormat) }, both, 1},
			{"its own Date and no time in words", func(now time.Time) string { return now.Format(http.TimeFormat) }, alone, 1},
		} {
			t.Run(test.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := &wordy{t: t, by: by, date: test.date, says: test.says}
					c := client(s)
					for i := range 5 {
						if _, err := c.Do(t.Context(), get()); err != nil {
							t.Fatalf("call %d: %v", i, err)
						}
						time.Sleep(time.Minute)
					}
					if s.bad != test.bad || s.all != 5+test.bad {
						t.Errorf("5 calls took %d requests, %d of them refused, want %d and %d", s.all, s.bad, 5+test.bad, test.bad)
					}
				})
			})
		}
	}
	t.Run("nothing tells the time", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := &wordy{t: t, by: time.Hour, says: alone}
			_, err := client(s).Do(t.Context(), get())
			if e := failed(t, err, errors.ClockSkew); s.all != 1 || !strings.Contains(e.Explain("en").Remedy, "clock") {
				t.Errorf("%d requests and %v, want 1 and a word on the clock", s.all, e)
			}
		})
	})
	t.Run("a token has no time", func(t *testing.T) {
		_, err := client(script(`401 {"code":"APIGW.0307","message":"token expires, server time 20230527T020608Z"}`)).Do(t.Context(), get())
		failed(t, err, errors.Unauthenticated)
	})
}

// A clock that was told by words is told anew by them when ours is put right, and
// by a Date again where that agrees.
func TestServerTimeIsToldAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := func() time.Time { return time.Now().UTC() }
		s := &wordy{t: t, by: time.Hour, date: func(time.Time) string { return now().Format(http.TimeFormat) }}
		s.says = func(_, now time.Time) string { return "signature expired, server time " + now.Format(time.RFC3339) }
		c := client(s)
		do := func(wantBad int) {
			t.Helper()
			for range 3 {
				if _, err := c.Do(t.Context(), get()); err != nil {
					t.Fatal(err)
				}
			}
			if s.bad != wantBad {
				t.Errorf("%d requests were refused, want %d", s.bad, wantBad)
			}
		}
		do(1)
		s.by = 0 // the service's clock was put right, and agrees with the proxy's
		do(2)
		s.by, s.date = 30*time.Minute, func(now time.Time) string { return now.Format(http.TimeFormat) }
		do(3)
	})
}

func FuzzServerTime(f *testing.F) {
	f.Add("signature expired, signature time:20230527T000431Z,server time:20230527T020608Z")
	f.Add("the request time 2023-05-27T00:04:31Z and the current time 2023-05-27T02:06:08Z is too large.")
	f.Add("server time: Sat, 27 May 2023 02:06:08 GMT")
	f.Add("server time 99999999999999999999")
	f.Add("SERVER TIME \x00\xff 1685153168000")
	f.Fuzz(func(t *testing.T, text string) {
		if at, ok := transport.ServerTime(text); ok && (at.Year() < 1970 || at.Year() > 9999) {
			t.Errorf("%q: got %v", text, at)
		}
	})
}
