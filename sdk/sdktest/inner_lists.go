package sdktest

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// inside are the cases about lists inside a source: of a backup plan, a flow, a
// group.
var inside = []testCase{
	{
		name:  "a list that fails",
		rule:  "a list inside a source that cannot be read fails alone: an error names it, the lists behind it are read, and the receipt counts it and is not complete",
		needs: func(h Harness) string { return lacks(h.List != nil, "List") },
		run: func(s *stage) {
			lists, all := s.lists()
			denied := page(http.StatusForbidden, "application/json", s.refusal("it may not be read"))
			var missing [][]string
			for _, list := range slices.Compact([]string{lists[0], lists[len(lists)/2], lists[len(lists)-1]}) {
				f := s.scanAround(lists, list, denied)
				s.unread(f, list, errors.PermissionDenied)
				missing = append(missing, without(all, f.tasks))
			}
			for i, lost := range missing {
				if j := slices.IndexFunc(missing[:i], func(others []string) bool { return overlap(lost, others) }); j >= 0 {
					s.Errorf("without one list and without another the same tasks are missing: %v and %v", missing[j], lost)
				}
			}
			s.unread(s.scanAround(lists, lists[0], html(http.StatusInternalServerError)), lists[0], errors.Internal)
			s.unread(s.scanAround(lists, lists[0], page(http.StatusOK, "application/json", "{")), lists[0], errors.Malformed)
		},
	},
	{
		name: "a list that is gone",
		rule: "a list inside a source is gone only if the list that names it, asked again, does not: no code of a refusal proves it",
		needs: func(h Harness) string {
			return lacks(h.List != nil && h.Forget != nil && h.Refusal != nil, "List, Forget and Refusal")
		},
		run: func(s *stage) {
			lists, _ := s.lists()
			list := s.named(lists)
			for status, kind := range map[int]errors.Kind{http.StatusNotFound: errors.NotFound, http.StatusBadRequest: errors.InvalidInput} {
				refusal := page(status, "application/json", s.refusal("there is none"))
				f := s.scanAround(lists, list, refusal)
				s.unread(f, list, kind)
				if f.receipt.Drift > 0 {
					s.Errorf("after a refusal with status %d the list of %s counts as gone, though it is still named", status, list)
				}
				base := &innerLists{stage: s, base: s.serve(planted), fails: list, answer: &refusal, forget: true}
				f = s.scan(s.client(base), sdk.Query{})
				if len(f.errs) > 0 || !f.receipt.Complete || f.receipt.Drift == 0 {
					s.Errorf("the list of %s is refused with status %d and not named any more: complete is %t, drift %d, errors %v", list, status, f.receipt.Complete, f.receipt.Drift, f.errs)
				}
			}
		},
	},
}

// refusal is the body of a refusal with a code that no table has.
func (s *stage) refusal(message string) string {
	if s.harness.Refusal == nil {
		return "{}"
	}
	return s.harness.Refusal("Sdktest.NoSuchCode", message)
}

// lists are the names of the lists inside the source in the order in which they are
// read, and the tasks that are found in all of them.
func (s *stage) lists() ([]string, map[string]sdk.Task) {
	s.Helper()
	base := &innerLists{stage: s, base: s.serve(planted)}
	f := s.scan(s.client(base), sdk.Query{})
	s.whole(f, planted)
	if len(base.asked) < 2 {
		s.Fatalf("the lists %q were read; want two at least that List names", base.asked)
	}
	return base.asked, f.tasks
}

// named is the first of the lists that an answer names in a way that Forget can undo.
func (s *stage) named(lists []string) string {
	s.Helper()
	bodies := &bodies{base: s.serve(planted)}
	s.scan(s.client(bodies), sdk.Query{})
	for _, list := range lists {
		for _, body := range bodies.seen {
			if !bytes.Equal(body, s.harness.Forget(bytes.Clone(body), list)) {
				return list
			}
		}
	}
	s.Fatalf("Forget finds none of the lists %q in any answer", lists)
	return ""
}

// scanAround scans while one list is answered so.
func (s *stage) scanAround(lists []string, list string, answer spoilt) found {
	s.Helper()
	return s.scanWithout(lists, &innerLists{stage: s, base: s.serve(planted), fails: list, answer: &answer})
}

// scanWithout scans while one list cannot be read, and asserts that the others are
// read all the same.
func (s *stage) scanWithout(lists []string, base *innerLists) found {
	s.Helper()
	f := s.scan(s.client(base), sdk.Query{})
	for _, other := range lists {
		if !slices.Contains(base.asked, other) {
			s.Errorf("when the list of %s could not be read, that of %s was not read either: %v", base.fails, other, f.errs)
		}
	}
	return f
}

// unread asserts that a scan tells that one list could not be read, and nothing
// else.
func (s *stage) unread(f found, list string, kind errors.Kind) {
	s.Helper()
	if f.receipt.Complete || f.receipt.Cursor != "" || f.receipt.Unread == 0 || f.receipt.Unread != len(f.errs) {
		s.Errorf("the list of %s could not be read: complete is %t, the cursor %q, %d lists are counted, and the errors are %v", list, f.receipt.Complete, f.receipt.Cursor, f.receipt.Unread, f.errs)
	}
	for _, err := range f.errs {
		if e := s.typed(err, kind); !strings.Contains(e.List, list) || !strings.Contains(e.Message, list) {
			s.Errorf("the error of the list of %s names the list %q: %v", list, e.List, e)
		}
	}
}

// without are the IDs of the tasks among all that are not among some, sorted.
func without(all, some map[string]sdk.Task) (ids []string) {
	for id := range all {
		if _, there := some[id]; !there {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// overlap reports whether two lists have something in common.
func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(id string) bool { return slices.Contains(b, id) })
}

// innerLists is a service that answers for one of the lists inside the source as it
// is told, and notes which lists it is asked for.
type innerLists struct {
	*stage
	base   http.RoundTripper
	fails  string              // the list, empty for none
	answer *spoilt             // for it, or
	change func([]byte) []byte // what becomes of its answers
	forget bool                // from then on no answer names it

	mu      sync.Mutex
	asked   []string
	refused int // requests for the list that fails
}

// RoundTrip does the request unless it is for the list that fails.
func (l *innerLists) RoundTrip(r *http.Request) (*http.Response, error) {
	out, list, err := l.listOf(r)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	if list != "" && !slices.Contains(l.asked, list) {
		l.asked = append(l.asked, list)
	}
	fails := list != "" && list == l.fails
	if fails {
		l.refused++
	}
	gone := l.forget && l.refused > 0
	l.mu.Unlock()
	switch {
	case fails && l.answer != nil:
		return l.answer.response(out)
	case fails:
		return rewriting{l.base, l.change}.RoundTrip(out)
	case gone:
		return rewriting{l.base, func(b []byte) []byte { return l.harness.Forget(b, l.fails) }}.RoundTrip(out)
	}
	return l.base.RoundTrip(out)
}

// listOf is a copy of the request, and the list that it asks for.
func (s *stage) listOf(r *http.Request) (out *http.Request, list string, err error) {
	var body []byte
	if r.Body != nil {
		defer func() { _ = r.Body.Close() }()
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, "", err
		}
	}
	with := func() *http.Request {
		c := r.Clone(r.Context())
		c.Body = io.NopCloser(bytes.NewReader(body))
		return c
	}
	return with(), s.harness.List(with()), nil
}

// bodies keeps the bodies that it has seen.
type bodies struct {
	base http.RoundTripper
	mu   sync.Mutex
	seen [][]byte
}

func (b *bodies) RoundTrip(r *http.Request) (*http.Response, error) {
	return rewriting{b.base, func(body []byte) []byte {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.seen = append(b.seen, body)
		return body
	}}.RoundTrip(r)
}
