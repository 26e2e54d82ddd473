package faults_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

const (
	htmlPage = "<!DOCTYPE html><html><body><h1>It does not work</h1></body></html>"
	// oneBackoff, twoBackoffs and threeBackoffs are the most that so many waits
	// of the default backoff take.
	oneBackoff    = 200 * time.Millisecond
	twoBackoffs   = 600 * time.Millisecond
	threeBackoffs = 1400 * time.Millisecond
)

// html is an answer of a proxy or a load balancer.
func html(status int, header ...string) said {
	return said{status: status, body: htmlPage, header: append([]string{"Content-Type", "text/html"}, header...)}
}

// Every way of saying "not now": how often it is asked again and after which
// wait, whatever the service.
func TestStatuses(t *testing.T) {
	busy := func(header ...string) []said { return []said{html(429, header...)} }
	once := func(a ...said) []said { return a } // and then a good answer
	const second = time.Second
	for _, row := range []struct {
		name        string
		only        string // services, empty for all
		answers     []said
		lasting     bool        // the last answer stays; else a good one follows
		kind        errors.Kind // empty for success
		requests    int
		least, most time.Duration
		asked       time.Duration // to wait, as the error tells it
	}{
		{name: "429, Retry-After 2", answers: busy("Retry-After", "2"), requests: 2, least: 2 * second, most: 2*second + oneBackoff},
		{name: "429, Retry-After 1.5", answers: busy("Retry-After", "1.5"), requests: 2, least: 1500 * time.Millisecond, most: 1500*time.Millisecond + oneBackoff},
		{name: "429, a date in 3 s", answers: busy("Retry-After", "Sat, 01 Jan 2000 00:00:03 GMT"), requests: 2, least: 3 * second, most: 3*second + oneBackoff},
		{name: "429, a date in 3 s, in the old form", answers: busy("Retry-After", "Saturday, 01-Jan-00 00:00:03 GMT"), requests: 2, least: 3 * second, most: 3*second + oneBackoff},
		{name: "429, a past date", answers: busy("Retry-After", "Fri, 31 Dec 1999 23:00:00 GMT"), requests: 2, most: oneBackoff},
		{name: "429, garbage", answers: busy("Retry-After", "soon"), requests: 2, most: oneBackoff},
		{name: "429, negative", answers: busy("Retry-After", "-7"), requests: 2, most: oneBackoff},
		{name: "429, NaN", answers: busy("Retry-After", "NaN"), requests: 2, most: oneBackoff},
		{name: "429, Inf", answers: busy("Retry-After", "+Inf"), requests: 2, most: oneBackoff},
		{name: "429, empty", answers: busy("Retry-After", ""), requests: 2, most: oneBackoff},
		{name: "429, 10^18", answers: busy("Retry-After", "1000000000000000000"), kind: errors.Throttled, requests: 1, asked: 24 * time.Hour},
		{name: "429, just too long", answers: busy("Retry-After", "31"), kind: errors.Throttled, requests: 1, asked: 31 * second},
		{name: "429, just not too long", answers: busy("Retry-After", "30"), requests: 2, least: 30 * second, most: 30*second + oneBackoff},
		{name: "429, Retry-After twice", answers: busy("Retry-After", "1", "Retry-After", "3"), requests: 2, least: 3 * second, most: 3*second + oneBackoff},
		{name: "429 twice", answers: once(html(429, "Retry-After", "1"), html(429, "Retry-After", "2")), requests: 3, least: 3 * second, most: 3*second + 2*oneBackoff},
		{name: "429 without Retry-After", answers: busy(), requests: 2, most: oneBackoff},
		{name: "429 for good", answers: busy(), lasting: true, kind: errors.Throttled, requests: 4, most: 10 * second},
		{name: "x-ratelimit-user, which is one cloud's", only: "alibaba", answers: busy("x-ratelimit-user", "Limit:30,Remain:0,TimeLeft:1234"), requests: 2, least: 1234 * time.Millisecond, most: 1234*time.Millisecond + oneBackoff},
		{name: "500 with HTML", answers: once(html(500)), requests: 2, most: oneBackoff},
		{name: "502 with HTML", answers: once(html(502)), requests: 2, most: oneBackoff},
		{name: "503 with HTML", answers: once(html(503)), requests: 2, most: oneBackoff},
		{name: "504 with HTML", answers: once(html(504)), requests: 2, most: oneBackoff},
		{name: "503, Retry-After 2", answers: once(html(503, "Retry-After", "2")), requests: 2, least: 2 * second, most: 2*second + oneBackoff},
		{name: "500, 502, 504", answers: once(html(500), html(502), html(504)), requests: 4, most: threeBackoffs},
		{name: "500 for good", answers: once(html(500)), lasting: true, kind: errors.Internal, requests: 4, most: threeBackoffs},
		{name: "502 for good", answers: once(html(502)), lasting: true, kind: errors.Unavailable, requests: 4, most: threeBackoffs},
		{name: "503 for good", answers: once(html(503)), lasting: true, kind: errors.Unavailable, requests: 4, most: threeBackoffs},
		{name: "504 for good", answers: once(html(504)), lasting: true, kind: errors.Unavailable, requests: 4, most: threeBackoffs},
		{name: "503 without a body", answers: once(said{status: 503}), lasting: true, kind: errors.Unavailable, requests: 4, most: threeBackoffs},
		{name: "408", answers: once(html(408)), requests: 2, most: oneBackoff},
		{name: "408 for good", answers: once(html(408)), lasting: true, kind: errors.Timeout, requests: 4, most: threeBackoffs},
		{name: "425", answers: once(html(425)), requests: 2, most: oneBackoff},
		{name: "501", answers: once(html(501)), kind: errors.Unsupported, requests: 1},
		{name: "505", answers: once(html(505)), kind: errors.Unsupported, requests: 1},
		{name: "405", answers: once(html(405)), kind: errors.Unsupported, requests: 1},
		{name: "406", answers: once(html(406)), kind: errors.InvalidInput, requests: 1},
		{name: "409", answers: once(html(409)), kind: errors.Conflict, requests: 1},
		{name: "410", answers: once(html(410)), kind: errors.Gone, requests: 1},
		{name: "404 with HTML", answers: once(html(404)), kind: errors.NotFound, requests: 1},
		{name: "400 with HTML", answers: once(html(400)), kind: errors.InvalidInput, requests: 1},
		{name: "403 with HTML", answers: once(html(403)), kind: errors.PermissionDenied, requests: 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, row.only, func(t *testing.T, s service) {
				answers := row.answers
				if !row.lasting {
					answers = append(append([]said(nil), answers...), s.fine())
				}
				w := openWatched(t, s, script(answers...))
				start := time.Now()
				out, err := w.list(t.Context())
				w.within(time.Since(start), row.least, row.most)
				if n := w.base.requests(); n != row.requests {
					t.Errorf("%d requests, want %d", n, row.requests)
				}
				if row.kind == "" {
					if err != nil || len(out.ids) != 1 {
						t.Errorf("got %v and %v, want one row", out, err)
					}
					return
				}
				e := w.failed(err, row.kind)
				if e.RetryAfter != row.asked || len(e.Attempts) != row.requests || e.Service != s.name || e.Operation != s.operation {
					t.Errorf("%s %s, retry after %v, %d attempts; want %s %s, %v and %d", e.Service, e.Operation, e.RetryAfter, len(e.Attempts), s.name, s.operation, row.asked, row.requests)
				}
				if e.Status != row.answers[len(row.answers)-1].status {
					t.Errorf("status %d, want the one that was received", e.Status)
				}
				w = openWatched(t, s, script(row.answers[len(row.answers)-1])) // and nothing else
				w.broken(w.scan(t.Context(), sdk.Query{}), row.kind)
			})
		})
	}
}

// Each service says in its own words that it is asked too fast.
func TestThrottling(t *testing.T) {
	eachService(t, "", func(t *testing.T, s service) {
		w := openWatched(t, s, script(s.throttled, s.fine()))
		least, most := time.Duration(0), oneBackoff
		if s.huawei() { // whose text tells the window
			least, most = 2*time.Second, 2*time.Second+oneBackoff
		}
		start := time.Now()
		if _, err := w.list(t.Context()); err != nil || w.base.requests() != 2 {
			t.Errorf("got %v after %d requests, want success after 2", err, w.base.requests())
		}
		w.within(time.Since(start), least, most)
	})
}

// A window that the gateway's text tells is waited out, unless it is too long to
// wait for.
func TestThrottlingWindows(t *testing.T) {
	for _, row := range []struct {
		text string
		code string
		wait time.Duration // 0 for a backoff
	}{
		{"policy user over ratelimit,limit:20,time:1 minute", "APIGW.0308", time.Minute},
		{"policy user over ratelimit,limit:20,time:10 second", "APIGW.0308", 10 * time.Second},
		{"policy ip over ratelimit,limit:5,time:1 hour", "APIG.0308", time.Hour},
		{"over ratelimit,limit:20,time:99999999999999 day", "APIG.0308", 0},
		{"over ratelimit,limit:20,time:minute", "APIGW.0308", 0},
		{"the throttling threshold has been reached", "APIGW.0308", 0},
	} {
		t.Run(row.text, func(t *testing.T) {
			eachService(t, "huawei", func(t *testing.T, s service) {
				w := openWatched(t, s, script(said{status: 429, body: fmt.Sprintf(s.refusal, row.code, row.text)}, s.fine()))
				start := time.Now()
				_, err := w.list(t.Context())
				if row.wait > 30*time.Second {
					if e := w.failed(err, errors.Throttled); e.RetryAfter != row.wait || w.base.requests() != 1 || time.Since(start) > 0 {
						t.Errorf("%v after %d requests and %v, want to be told %v at once", e, w.base.requests(), time.Since(start), row.wait)
					}
					return
				}
				w.within(time.Since(start), row.wait, row.wait+oneBackoff)
				if err != nil || w.base.requests() != 2 {
					t.Errorf("got %v after %d requests, want success after 2", err, w.base.requests())
				}
			})
		})
	}
}

// The budget never runs dry for good: 500 calls, each throttled once, all
// succeed.
func TestEveryCallThrottledOnce(t *testing.T) {
	eachService(t, "", func(t *testing.T, s service) {
		const calls = 500
		n := 0
		w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
			if n++; n%2 == 1 {
				return s.throttled.response(r)
			}
			return s.fine().response(r)
		}))
		for i := range calls {
			if _, err := w.list(t.Context()); err != nil {
				t.Fatalf("call %d: %v", i, err)
			}
		}
		if n != 2*calls {
			t.Errorf("%d requests, want %d", n, 2*calls)
		}
	})
}

// In a storm of 503 for 30 s that 100 callers stand in, each client sends less
// and not more, and is back within one backoff of its end.
func TestOutage(t *testing.T) {
	eachService(t, "", func(t *testing.T, s service) {
		const callers, storm = 100, 30 * time.Second
		start := time.Now()
		var stormy, calls, tried, first atomic.Int64
		w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
			if time.Since(start) < storm {
				stormy.Add(1)
				return html(503).response(r)
			}
			first.CompareAndSwap(0, int64(time.Since(start)))
			return s.fine().response(r)
		}))
		var all sync.WaitGroup
		for range callers {
			all.Go(func() {
				for {
					calls.Add(1)
					_, err := w.list(context.Background())
					if err == nil {
						return
					}
					e := w.failed(err, errors.Unavailable)
					tried.Add(int64(len(e.Attempts) - 1))
					time.Sleep(time.Second) // the caller's own loop
				}
			})
		}
		all.Wait()
		if most := int64(s.burst + s.rate*storm.Seconds()); stormy.Load() > most {
			t.Errorf("%d requests went into the storm, want at most the %d that the limit lets through", stormy.Load(), most)
		}
		// What the budget holds, and what time gives back, at five a repetition.
		if most := int64(500/5 + 30*10/5); tried.Load() > most {
			t.Errorf("%d repetitions of calls that failed, want at most %d", tried.Load(), most)
		}
		if late := time.Duration(first.Load()) - storm; late > time.Second {
			t.Errorf("the first request after the storm came %v after its end", late)
		}
		patience := time.Duration(callers/s.rate)*time.Second + 2*time.Second
		w.within(time.Since(start), storm, storm+patience)
	})
}
