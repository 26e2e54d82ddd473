package faults_test

import (
	"context"
	"net/http"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

var bubbleOf = regexp.MustCompile(`synctest bubble (\d+)`)

// running are the goroutines of the caller's bubble, once all of them wait.
func running() []string {
	synctest.Wait()
	stacks := make([]byte, 4<<20)
	all := strings.Split(string(stacks[:runtime.Stack(stacks, true)]), "\n\n")
	own := bubbleOf.FindString(all[0]) // the caller comes first
	var of []string
	for _, stack := range all {
		head, _, _ := strings.Cut(stack, "\n")
		if bubbleOf.FindString(head) == own {
			of = append(of, stack)
		}
	}
	return of
}

// hang takes requests and answers none.
func hang(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// waits are the places in which a call may wait, each with a client that waits
// there for longer than three seconds. Those that begin another call to bring
// that about return a function that ends it.
var waits = []struct {
	name string
	only string // services, all if empty
	base func(service) http.RoundTripper
	set  configure
	pre  func(w *watchedClient) (end func())
}{
	{name: "for an answer", base: func(service) http.RoundTripper { return roundTripper(hang) }},
	{name: "to repeat a request", base: func(service) http.RoundTripper { return script(html(503, "Retry-After", "20")) }},
	{name: "to repeat a throttled request", base: func(s service) http.RoundTripper { return script(html(429, "Retry-After", "20")) }},
	{name: "for the rest of a body", base: func(service) http.RoundTripper {
		return emulator.Transport(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(`{"half":`))
			<-r.Context().Done()
		}))
	}},
	{
		name: "for a turn", base: func(s service) http.RoundTripper { return script(s.fine()) },
		pre: func(w *watchedClient) func() { // so many at once that the last one's turn is far
			ctx, cancel := context.WithCancel(context.Background())
			var all sync.WaitGroup
			for range int(w.service.burst + 10*w.service.rate) {
				all.Go(func() { _, _ = w.list(ctx) })
			}
			synctest.Wait()
			return func() { cancel(); all.Wait() }
		},
	},
	{
		name: "for credentials", base: func(s service) http.RoundTripper { return script(s.fine()) },
		set: func(c *clientConfig) {
			c.Credentials = credentials.NewCache(credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
				<-ctx.Done()
				return signer.Credentials{}, ctx.Err()
			}))
		},
	},
	{
		name: "for credentials that another call renews", base: func(s service) http.RoundTripper { return script(s.fine()) },
		set: func(c *clientConfig) {
			c.Credentials = credentials.NewCache(credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
				<-ctx.Done()
				return signer.Credentials{}, ctx.Err()
			}))
		},
		pre: another,
	},
	{name: "for another call that tries the key", base: func(service) http.RoundTripper { return roundTripper(hang) }, pre: another},
	{name: "for the project", only: "huawei", base: func(service) http.RoundTripper { return roundTripper(hang) }, set: looksUp},
	{name: "for the project, with a token", only: "huawei", base: func(service) http.RoundTripper { return roundTripper(hang) }, set: func(c *clientConfig) {
		looksUp(c)
		tokens(c)
	}},
	{name: "for the project, to ask again", only: "huawei", base: func(service) http.RoundTripper { return script(html(503, "Retry-After", "20")) }, set: looksUp},
	{name: "for the project that another call looks up", only: "huawei", base: func(service) http.RoundTripper { return roundTripper(hang) }, set: looksUp, pre: another},
}

// looksUp makes a client ask IAM for its project.
func looksUp(c *clientConfig) { c.LooksUp = true }

// another makes a call of its own, and ends it.
func another(w *watchedClient) func() {
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { _, _ = w.list(ctx) })
	synctest.Wait()
	return func() { cancel(); all.Wait() }
}

// Wherever a call or a scan waits, it is back as soon as its context ends, with
// the context's error, and leaves nothing running.
func TestCancelledWaits(t *testing.T) {
	for _, row := range waits {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, row.only, func(t *testing.T, s service) {
				set := row.set
				if set == nil {
					set = func(*clientConfig) {}
				}
				cancelled(t, s, row.base(s), set, row.pre, func(w *watchedClient, ctx context.Context) error {
					_, err := w.list(ctx)
					return err
				})
				cancelled(t, s, row.base(s), set, row.pre, func(w *watchedClient, ctx context.Context) error {
					out := w.scan(ctx, sdk.Query{})
					if out.receipt.Complete || len(out.errs) != 1 {
						t.Errorf("a scan that was cancelled says complete=%v and %v", out.receipt.Complete, out.errs)
					}
					return errors.Join(out.errs...)
				})
			})
		})
	}
}

// cancelled does one thing with a new client and cancels it after 3 s.
func cancelled(t *testing.T, s service, base http.RoundTripper, set configure, pre func(*watchedClient) func(), do func(*watchedClient, context.Context) error) {
	w := openWatched(t, s, base, set)
	before := running()
	end := func() {}
	if pre != nil {
		end = sync.OnceFunc(pre(w))
	}
	defer end()
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(3*time.Second, cancel)
	start := time.Now()
	err := do(w, ctx)
	w.within(time.Since(start), 3*time.Second, 3*time.Second+50*time.Millisecond)
	w.failed(err, errors.Canceled)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	end()
	for _, host := range w.base.hosts() {
		if w.looksUp && !strings.HasPrefix(host, "https://iam.") {
			t.Errorf("a request went to %s without a project", host)
		}
	}
	if left := running(); len(left) > len(before) {
		t.Errorf("%d goroutines are left, one of them %s", len(left)-len(before), left[len(left)-1])
	}
	w.within(time.Since(start), 0, 4*time.Second)
}

// A context that has ended sends nothing, and a deadline that comes before the
// next attempt is told at once, with the error that was met.
func TestDeadlines(t *testing.T) {
	eachService(t, "", func(t *testing.T, s service) {
		w := openWatched(t, s, script(s.fine()))
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := w.list(ctx)
		w.failed(err, errors.Canceled)
		w.broken(w.scan(ctx, sdk.Query{}), errors.Canceled)
		if w.base.requests() != 0 {
			t.Errorf("%d requests with a cancelled context, want none", w.base.requests())
		}

		w = openWatched(t, s, script(html(429, "Retry-After", "5")))
		ctx, cancel = context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		start := time.Now()
		_, err = w.list(ctx)
		if e := w.failed(err, errors.Throttled); e.RetryAfter != 5*time.Second || w.base.requests() != 1 || time.Since(start) > 0 {
			t.Errorf("got %s after %d requests and %v, want the 429 at once", e.Detail(), w.base.requests(), time.Since(start))
		}

		w = openWatched(t, s, roundTripper(hang))
		ctx, cancel = context.WithTimeout(context.Background(), 7*time.Second)
		defer cancel()
		start = time.Now()
		_, err = w.list(ctx)
		w.failed(err, errors.Timeout)
		w.within(time.Since(start), 7*time.Second, 7*time.Second+50*time.Millisecond)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want context.DeadlineExceeded", err)
		}
	})
}

// A caller who leaves the loop stops the prefetch, and leaves nothing running.
func TestScanLeftEarly(t *testing.T) {
	eachService(t, "", func(t *testing.T, s service) {
		inner := emulator.Transport(s.emulate(emulatorConfig(12)))
		w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
			timer := time.NewTimer(time.Second)
			defer timer.Stop()
			select {
			case <-timer.C:
				return inner.RoundTrip(r)
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}), emulatorKeys)
		before := running()
		scan := sdk.Failures(sdk.Query{PageSize: 2}, w.client)
		for _, err := range scan.All(context.Background()) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		at, sent := time.Now(), w.base.requests()
		if left := running(); len(left) > len(before) {
			t.Errorf("%d goroutines are left, one of them %s", len(left)-len(before), left[len(left)-1])
		}
		if time.Since(at) > 0 || scan.Complete() {
			t.Errorf("leaving took %v, and the scan says complete=%v", time.Since(at), scan.Complete())
		}
		time.Sleep(time.Minute)
		if w.base.requests() > sent {
			t.Errorf("%d requests were sent by a scan that was left", w.base.requests()-sent)
		}
	})
}

// One set of clients serves 100 goroutines over all services at once: each finds
// exactly what there is, and no request is refused.
func TestManyCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const callers, failures = 100, 2
		shared, keys := new(transport.Shared), transport.NewKeys()
		var clients []sdk.Client
		var cases []*watchedClient
		for _, s := range services {
			inner := emulator.Transport(s.emulate(emulatorConfig(failures)))
			w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
				resp, err := inner.RoundTrip(r)
				if err == nil && resp.StatusCode != http.StatusOK {
					t.Errorf("%s: status %d", s.name, resp.StatusCode)
				}
				return resp, err
			}), emulatorKeys, func(c *clientConfig) { c.Transport.Shared, c.Transport.Keys = shared, keys })
			clients, cases = append(clients, w.client), append(cases, w)
		}
		var all sync.WaitGroup
		for i := range callers {
			all.Go(func() {
				if i%10 > 0 { // most callers ask for one page
					w := cases[i%len(cases)]
					if out, err := w.list(context.Background()); err != nil || out.dropped > 0 {
						t.Errorf("%s: %v, %d rows dropped", w.service.name, err, out.dropped)
					}
					return
				}
				scan := sdk.Failures(sdk.Query{}, clients...)
				found := map[string]int{}
				for task, err := range scan.All(context.Background()) {
					if err != nil {
						t.Errorf("caller %d: %v", i, err)
						continue
					}
					found[task.Service]++
				}
				for _, w := range cases {
					if found[w.service.name] != failures {
						t.Errorf("caller %d: %d failed tasks of %s, want %d", i, found[w.service.name], w.service.name, failures)
					}
				}
				if !scan.Complete() {
					t.Errorf("caller %d: the scan is not complete", i)
				}
			})
		}
		all.Wait()
	})
}
