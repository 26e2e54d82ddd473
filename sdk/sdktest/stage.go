package sdktest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// canary is the secret that must never be seen.
const canary = "CANARY-7d1c-secret-of-the-suite"

// planted is how many failed, partial and missed tasks a service holds, unless a
// case says other.
const planted = 7

// stage is where one case is played: a service, the way to it, and what came by.
type stage struct {
	testing.TB
	harness Harness
	keys    transport.Keys // of this case alone: what it has refused is good in the next

	mu       sync.Mutex
	requests int
	hosts    map[string]bool
	skip     string // why there was nothing to check, empty if there was
}

// serve is a service with so many failed tasks, as a RoundTripper.
func (s *stage) serve(failures int) http.RoundTripper {
	return inProcess{s.harness.Serve(s.harness.data(failures))}
}

// client is a client over base with the right credentials.
func (s *stage) client(base http.RoundTripper, set ...func(*transport.Options)) sdk.Client {
	s.Helper()
	return s.clientOf(credentials.Static(s.harness.right()), base, set...)
}

// clientOf is a client over base with the given credentials.
func (s *stage) clientOf(source signer.Source, base http.RoundTripper, set ...func(*transport.Options)) sdk.Client {
	s.Helper()
	o := transport.Options{RoundTripper: watched{s, base}, Keys: s.keys}
	for _, f := range set {
		f(&o)
	}
	c, err := s.harness.Client(o, source)
	if err != nil {
		s.Fatalf("the client cannot be built: %v", err)
	}
	return c
}

// watched counts what is sent, and looks for the secret in it.
type watched struct {
	s    *stage
	base http.RoundTripper
}

func (w watched) RoundTrip(r *http.Request) (*http.Response, error) {
	w.s.mu.Lock()
	w.s.requests++
	if w.s.hosts == nil {
		w.s.hosts = map[string]bool{}
	}
	w.s.hosts[r.URL.Host] = true
	w.s.mu.Unlock()
	w.s.quiet("the address of a request", r.URL.String())
	w.s.quietHeader(r.Header)
	return w.base.RoundTrip(r)
}

// quietHeader looks for the secret in the header of a request. A token is to be in
// one place, and only there.
func (s *stage) quietHeader(h http.Header) {
	holds := ""
	for name, values := range h {
		if s.harness.Tokens && holds == "" && len(values) == 1 && shows(values[0]) {
			holds = name
			continue
		}
		s.quiet("the header "+name+" of a request", values...)
	}
}

// sent is how many requests were sent so far.
func (s *stage) sent() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// quiet looks for the secret.
func (s *stage) quiet(where string, texts ...string) {
	for _, text := range texts {
		if shows(text) {
			s.Errorf("%s shows the secret: %s", where, text)
		}
	}
}

// shows reports whether the secret stands in a text.
func shows(text string) bool {
	return strings.Contains(text, canary) || strings.Contains(text, url.QueryEscape(canary))
}

// typed asserts that err is the one typed error of the kind, without the secret.
func (s *stage) typed(err error, kind errors.Kind) *errors.Error {
	s.Helper()
	if err == nil {
		s.Fatalf("there is no error; want one of kind %s", kind)
	}
	e, ok := errors.AsType[*errors.Error](err)
	if !ok {
		s.Fatalf("the error is a %T: %v; want an *errors.Error in it", err, err)
	}
	if e.Kind != kind {
		s.Errorf("the error is of kind %s: %v; want %s", e.Kind, err, kind)
	}
	if e.Service == "" || e.Operation == "" {
		s.Errorf("the error names service %q and operation %q: %v", e.Service, e.Operation, err)
	}
	s.quiet("Detail", e.Detail())
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		s.quiet("an error", cause.Error())
	}
	for _, a := range e.Attempts {
		s.quiet("the trail", a.String())
	}
	return e
}

// found is what a scan has brought.
type found struct {
	tasks   map[string]sdk.Task // by ID
	count   int
	bad     int // those of count that failed, are half done or never ran
	errs    []error
	receipt sdk.Receipt
}

// lists is how many lists a scan in which nothing could be read has tried: each
// is told by an error.
func (f found) lists() int { return max(len(f.errs), 1) }

// scan lists the tasks that somebody should look at.
func (s *stage) scan(c sdk.Client, q sdk.Query) found {
	s.Helper()
	return s.scanWith(context.Background(), c, q)
}

func (s *stage) scanWith(ctx context.Context, c sdk.Client, q sdk.Query) found {
	s.Helper()
	return s.collect(ctx, sdk.Failures(q, c))
}

// scanAll lists the tasks in any state.
func (s *stage) scanAll(c sdk.Client, q sdk.Query) found {
	s.Helper()
	return s.collect(context.Background(), sdk.Tasks(q, c))
}

// collect ranges over a scan of one client.
func (s *stage) collect(ctx context.Context, scan *sdk.Scan) found {
	s.Helper()
	f := found{tasks: map[string]sdk.Task{}}
	for task, err := range scan.All(ctx) {
		if err != nil {
			f.errs = append(f.errs, err)
			continue
		}
		f.count++
		if task.State.Bad() {
			f.bad++
		}
		f.tasks[task.ID] = task
	}
	f.receipt = scan.Receipts()[0]
	if scan.Complete() != f.receipt.Complete {
		s.Errorf("the scan and its receipt differ: complete is %v and %v", scan.Complete(), f.receipt.Complete)
	}
	return f
}

// whole asserts that a scan found all the planted failures and says so. Others
// that somebody should look at may come beside them.
func (s *stage) whole(f found, want int) {
	s.Helper()
	for _, err := range f.errs {
		s.Errorf("the scan failed: %v", err)
	}
	if len(f.tasks) != f.count || f.bad != want {
		s.Errorf("%d tasks with %d IDs were found, %d of them failed, partial or missed, want %d", f.count, len(f.tasks), f.bad, want)
	}
	if !f.receipt.Complete {
		s.Errorf("the receipt is not complete: %+v", f.receipt.Stats)
	}
}

// broken asserts that a scan ended with one error of the kind, and admits that it
// has not seen everything.
func (s *stage) broken(f found, kind errors.Kind) *errors.Error {
	s.Helper()
	if f.receipt.Complete {
		s.Errorf("the receipt is complete after %d tasks and %d errors", f.count, len(f.errs))
	}
	if len(f.errs) == 0 {
		s.Fatalf("the scan ended without an error after %d tasks; want one of kind %s", f.count, kind)
	}
	return s.typed(f.errs[len(f.errs)-1], kind)
}

// inProcess calls a handler without a port.
type inProcess struct{ handler http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	in := r.Clone(r.Context())
	in.RequestURI, in.RemoteAddr, in.Host = r.URL.RequestURI(), "192.0.2.1:1234", r.URL.Host
	u, err := url.ParseRequestURI(in.RequestURI)
	if err != nil {
		return nil, err
	}
	in.URL = u
	if in.Body == nil {
		in.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	p.handler.ServeHTTP(rec, in)
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}
