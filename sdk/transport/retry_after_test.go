package transport_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	date := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	const day = 24 * time.Hour
	for _, test := range []struct {
		name   string
		header []string
		want   time.Duration
	}{
		{"none", nil, 0},
		{"seconds", []string{"Retry-After", "7"}, 7 * time.Second},
		{"space around", []string{"Retry-After", " 7 "}, 7 * time.Second},
		{"a fraction", []string{"Retry-After", "1.5"}, 1500 * time.Millisecond},
		{"date", []string{"Retry-After", date(9 * time.Second)}, 9 * time.Second},
		{"date in the past", []string{"Retry-After", date(-time.Hour)}, 0},
		{"date of the next century", []string{"Retry-After", date(100 * 365 * day)}, day},
		{"negative", []string{"Retry-After", "-5"}, 0},
		{"zero", []string{"Retry-After", "0"}, 0},
		{"10^18", []string{"Retry-After", "1000000000000000000"}, day},
		{"more than a float64", []string{"Retry-After", "9" + string(make400())}, day},
		{"NaN", []string{"Retry-After", "NaN"}, 0},
		{"Inf", []string{"Retry-After", "Inf"}, 0},
		{"hexadecimal", []string{"Retry-After", "0x10p4"}, 0},
		{"garbage", []string{"Retry-After", "soon"}, 0},
		{"a dot", []string{"Retry-After", "."}, 0},
		{"empty", []string{"Retry-After", ""}, 0},
		{"twice", []string{"Retry-After", "5", "Retry-After", "3"}, 5 * time.Second},
		{"twice, once garbage", []string{"Retry-After", "x", "Retry-After", "5"}, 5 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := transport.RetryAfter(answer(429, "", test.header...).Header, now); got != test.want {
				t.Errorf("%q = %v, want %v", test.header, got, test.want)
			}
		})
	}
}

func make400() []byte {
	b := make([]byte, 400)
	for i := range b {
		b[i] = '9'
	}
	return b
}

func FuzzRetryAfter(f *testing.F) {
	for _, v := range []string{"7", "-1", "1e18", "NaN", "Wed, 01 May 2024 12:00:09 GMT"} {
		f.Add(v)
	}
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, v string) {
		if d := transport.RetryAfter(http.Header{"Retry-After": {v}}, now); d < 0 || d > 24*time.Hour {
			t.Errorf("%q = %v, want something between no wait and a day", v, d)
		}
	})
}

// What a service asks for is waited, up to MaxWait; what is longer is handed to
// the caller at once.
func TestRetryAfterIsHonoured(t *testing.T) {
	for _, test := range []struct {
		name   string
		header string
		max    time.Duration
		waits  time.Duration // 0: gives up at once
		says   time.Duration
	}{
		{"seconds", "Retry-After: 7", 0, 7 * time.Second, 0},
		{"30 s", "Retry-After: 30", 0, 30 * time.Second, 0},
		{"31 s", "Retry-After: 31", 0, 0, 31 * time.Second},
		{"31 s, allowed", "Retry-After: 31", time.Minute, 31 * time.Second, 0},
		{"10^18", "Retry-After: 1000000000000000000", 0, 0, 24 * time.Hour},
		{"date", "Date: Sat, 01 Jan 2000 00:00:00 GMT\nRetry-After: Sat, 01 Jan 2000 00:00:04 GMT", 0, 4 * time.Second, 0},
		{"date in the server's own time", "Date: Sat, 01 Jan 2000 03:00:00 GMT\nRetry-After: Sat, 01 Jan 2000 03:00:04 GMT", 0, 3500 * time.Millisecond, 0},
		{"garbage means backoff", "Retry-After: soon", 0, 1, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				base := script("429 {}\n"+test.header, "200 {}")
				c := client(base, func(c *transport.Config) { c.Options.MaxWait = test.max })
				start := time.Now()
				_, err := c.Do(t.Context(), get())
				took := time.Since(start)
				if test.waits == 0 {
					if e := failed(t, err, errors.Throttled); took != 0 || e.RetryAfter != test.says {
						t.Errorf("it took %v with RetryAfter %v, want 0s and %v", took, e.RetryAfter, test.says)
					}
					return
				}
				if err != nil || took < test.waits || took > test.waits+200*time.Millisecond {
					t.Errorf("it took %v and ended with %v, want %v and a little", took, err, test.waits)
				}
			})
		})
	}
}
