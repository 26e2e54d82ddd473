package sdktest

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// refusing are the cases about a service that says no.
var refusing = []testCase{
	{
		name: "throttled twice",
		rule: "a service that throttles and then does not is read whole, and the receipt counts the retries",
		run: func(s *stage) {
			f := s.scan(s.client((&Faults{First: 2, Kinds: []Fault{ThrottledNow, Throttled}}).RoundTripper(s.serve(planted))), sdk.Query{})
			s.whole(f, planted)
			if f.receipt.Retries != 2 || f.receipt.Requests != s.sent() {
				s.Errorf("the receipt counts %d requests and %d retries, want %d and 2", f.receipt.Requests, f.receipt.Retries, s.sent())
			}
		},
	},
	{
		name: "throttled for ever",
		rule: "a service that goes on throttling is an error of kind throttled, with every attempt and the wait that was asked for",
		run: func(s *stage) {
			start := time.Now()
			e := s.broken(s.scan(s.client((&Faults{Rate: 1, Kinds: []Fault{Throttled}}).RoundTripper(s.serve(planted))), sdk.Query{}), errors.Throttled)
			if len(e.Attempts) != 4 || e.RetryAfter != time.Second || e.Status != http.StatusTooManyRequests {
				s.Errorf("the error has %d attempts, RetryAfter %v and status %d; want 4, 1s and 429", len(e.Attempts), e.RetryAfter, e.Status)
			}
			if took := time.Since(start); took < 3*time.Second {
				s.Errorf("it gave up after %v; want three waits of a second", took)
			}
		},
	},
	{
		name: "a wait too long",
		rule: "a wait beyond half a minute is not slept but told",
		run: func(s *stage) {
			start := time.Now()
			e := s.broken(s.scan(s.client(s.always(http.StatusTooManyRequests, "{}", "Retry-After", "3600")), sdk.Query{}), errors.Throttled)
			if took := time.Since(start); took > time.Second || e.RetryAfter != time.Hour || s.sent() != 1 {
				s.Errorf("it took %v and %d requests, with RetryAfter %v; want no time, 1 and 1h", took, s.sent(), e.RetryAfter)
			}
		},
	},
	{
		name: "bad credentials",
		rule: "a wrong secret is unauthenticated, and is not tried again and again: the service would lock the key; a wrong token is sent once by each scan",
		run: func(s *stage) {
			client := s.clientOf(credentials.Static(s.harness.wrong("-wrong")), s.serve(planted))
			for range 3 {
				s.broken(s.scan(client, sdk.Query{}), errors.Unauthenticated)
			}
			want := 1
			if s.harness.Tokens {
				want = 3
			}
			if s.sent() != want {
				s.Errorf("three scans sent %d requests with it, want %d", s.sent(), want)
			}
		},
	},
	{
		name: "renewed credentials",
		rule: "credentials that the service refuses are given back to their source, once, and the call goes on with those that the source has then",
		run: func(s *stage) {
			needed := s.scan(s.client(s.serve(planted)), sdk.Query{}).receipt.Requests
			before := s.sent()
			source := &renewing{now: s.harness.wrong("-stale"), then: s.harness.right()}
			client := s.clientOf(source, s.serve(planted))
			for range 2 {
				s.whole(s.scan(client, sdk.Query{}), planted)
			}
			if extra := s.sent() - before - 2*needed; extra != 1 || source.refused != 1 {
				s.Errorf("the source was told of %d refusals, and %d requests were sent more than with the right ones, want 1 and 1", source.refused, extra)
			}
		},
	},
	{
		name: "impossible credentials",
		rule: "a key or a token with a line end behind it is unauthenticated before anything is sent",
		run: func(s *stage) {
			s.broken(s.scan(s.clientOf(credentials.Static(s.harness.wrong("\n")), s.serve(planted)), sdk.Query{}), errors.Unauthenticated)
			if s.sent() != 0 {
				s.Errorf("%d requests were sent with it", s.sent())
			}
		},
	},
	{
		name: "no credentials",
		rule: "a source that has none is told of as it is, and nothing is sent",
		run: func(s *stage) {
			source := credentials.Func(func(context.Context) (signer.Credentials, error) {
				return signer.Credentials{}, credentials.Broken("no key in this test")
			})
			e := s.broken(s.scan(s.clientOf(source, s.serve(planted)), sdk.Query{}), errors.Unauthenticated)
			if s.sent() != 0 || !strings.Contains(e.Error(), "no key in this test") {
				s.Errorf("%d requests were sent, and the error is %v", s.sent(), e)
			}
		},
	},
	{
		name: "clock",
		rule: "a clock that is twenty minutes off costs one request, and none where nothing is signed",
		run: func(s *stage) {
			right := s.scan(s.client(s.serve(planted)), sdk.Query{})
			before := s.sent()
			off := func(o *transport.Options) { o.Now = func() time.Time { return time.Now().Add(-20 * time.Minute) } }
			s.whole(s.scan(s.client(s.serve(planted), off), sdk.Query{}), planted)
			want := 1
			if s.harness.Tokens {
				want = 0
			}
			if extra := s.sent() - before - right.receipt.Requests; extra != want {
				s.Errorf("%d requests more than with the right time, want %d", extra, want)
			}
		},
	},
	{
		name:  "refusals",
		rule:  "a refusal in the service's own form keeps its code and message, without secrets, and no list is tried again in the same form",
		needs: func(h Harness) string { return lacks(h.Refusal != nil, "Refusal") },
		run: func(s *stage) {
			for status, kind := range map[int]errors.Kind{
				http.StatusBadRequest: errors.InvalidInput, http.StatusForbidden: errors.PermissionDenied, http.StatusConflict: errors.Conflict,
			} {
				before := s.sent()
				f := s.scan(s.client(s.always(status, s.harness.Refusal("Sdktest.NoSuchCode", "it may not be, "+canary))), sdk.Query{})
				e := s.broken(f, kind)
				most := before + f.lists()*max(s.harness.Forms, 1)
				if kind == errors.InvalidInput {
					most += f.lists() // it may have been the size of the page
				}
				if e.Code != "Sdktest.NoSuchCode" || !strings.Contains(e.Message, "it may not be") || e.Status != status || s.sent() > most {
					s.Errorf("status %d became code %q, message %q and status %d after %d requests", status, e.Code, e.Message, e.Status, s.sent()-before)
				}
				if kind == errors.PermissionDenied && e.Right == "" {
					s.Errorf("the right that is missing is not named: %v", e)
				}
			}
		},
	},
	{
		name:  "a refusal in a success",
		rule:  "an error's body with status 200 is an error and no empty list",
		needs: func(h Harness) string { return lacks(h.Refusal != nil, "Refusal") },
		run: func(s *stage) {
			f := s.scan(s.client(s.always(http.StatusOK, s.harness.Refusal("Sdktest.NoSuchCode", "it may not be"))), sdk.Query{})
			if f.receipt.Complete || len(f.errs) == 0 {
				s.Fatalf("it gave %d tasks and %d errors, complete=%v", f.count, len(f.errs), f.receipt.Complete)
			}
			if e := s.typed(f.errs[0], errors.KindOf(f.errs[0])); e.Code != "Sdktest.NoSuchCode" {
				s.Errorf("the error has the code %q: %v", e.Code, e)
			}
		},
	},
	{
		name: "a status against its code",
		rule: "a status that contradicts every row of a code decides of what kind the error is, and the code is kept: so what does not exist is not_found by any code",
		needs: func(h Harness) string {
			return lacks(h.Refusal != nil && h.Code != "" && len(h.Absent) > 0, "Refusal, Code and Absent")
		},
		run: func(s *stage) {
			body := s.harness.Refusal(s.harness.Code, "it is so")
			for status, kind := range map[int]errors.Kind{
				http.StatusForbidden: errors.PermissionDenied, http.StatusNotFound: errors.NotFound, http.StatusConflict: errors.Conflict,
			} {
				e := s.broken(s.scan(s.client(s.always(status, body)), sdk.Query{}), kind)
				if e.Code != s.harness.Code || e.Status != status {
					s.Errorf("the code %s with status %d became code %q and status %d: %v", s.harness.Code, status, e.Code, e.Status, e)
				}
			}
			base := s.serve(planted)
			client := s.client(answering(func(r *http.Request) (*http.Response, error) {
				resp, err := base.RoundTrip(r)
				if err != nil || resp.StatusCode < http.StatusBadRequest {
					return resp, err
				}
				return page(http.StatusNotFound, "application/json", body).response(r)
			}))
			for _, id := range s.harness.Absent {
				_, err := sdk.Get(context.Background(), client, id)
				s.typed(err, errors.NotFound)
			}
		},
	},
}

// renewing is a source that has other credentials once those which it gave were
// refused.
type renewing struct {
	mu        sync.Mutex
	now, then signer.Credentials
	refused   int
}

func (r *renewing) Retrieve(context.Context) (signer.Credentials, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now, nil
}

func (r *renewing) Invalidate(c signer.Credentials) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refused++; c == r.now {
		r.now = r.then
	}
}

// always is a service that has one answer for everybody.
func (s *stage) always(status int, body string, header ...string) http.RoundTripper {
	return answering(func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body)
		}
		return page(status, "application/json", body, header...).response(r)
	})
}

// answering is a RoundTripper made of a function.
type answering func(*http.Request) (*http.Response, error)

func (f answering) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
