package sdk_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// A range hands out at most ten errors of one source, operation and code; the last
// says how many more there were. The receipt counts all.
func TestErrorsAlikeAreBounded(t *testing.T) {
	denied := func(n int) *errors.Error {
		return &errors.Error{Operation: "ListExecutions", Code: "Forbidden.RAM", Kind: errors.PermissionDenied, Message: fmt.Sprintf("flow %d", n)}
	}
	other := &errors.Error{Operation: "ListExecutions", Code: "Other", Kind: errors.Internal, Message: "another code"}
	for way, all := range map[string]func(*sdk.Scan) iter.Seq2[sdk.Task, error]{
		"All":    func(s *sdk.Scan) iter.Seq2[sdk.Task, error] { return s.All(t.Context()) },
		"Merged": func(s *sdk.Scan) iter.Seq2[sdk.Task, error] { return s.Merged(t.Context()) },
	} {
		for _, n := range []int{1, 9, 10, 11, 190} {
			a, b := newFake("a", 1, 1, 1), newFake("b", 1, 1)
			for i := range n {
				page := &a.pages[i%3]
				page.Unread = append(page.Unread, denied(i))
			}
			a.pages[2].Unread = append(a.pages[2].Unread, other)
			b.pages[0].Lookups = append(b.pages[0].Lookups, denied(0))
			scan := sdk.Failures(sdk.Query{}, a, b)
			var told []string
			for _, err := range all(scan) {
				if err != nil && strings.HasPrefix(err.Error(), "a://eu-de: ") && strings.Contains(err.Error(), "Forbidden") {
					told = append(told, err.Error())
				}
			}
			if want := min(n, 10); len(told) != want {
				t.Errorf("%s: %d errors of %d were told, want %d", way, len(told), n, want)
				continue
			}
			more := n > 10 && strings.HasSuffix(told[9], fmt.Sprintf("(and %d more errors like this one)", n-10))
			if said := strings.Contains(strings.Join(told, "\n"), "more errors"); said != (n > 10) || n > 10 && !more {
				t.Errorf("%s: the last of %d says %q", way, n, told[len(told)-1])
			}
			if r := scan.Receipts()[0]; r.Unread != n+1 || r.Complete || r.Cursor != "" {
				t.Errorf("%s: receipt %+v of %d lists that were not read", way, r, n+1)
			}
		}
	}
}

// A limit ends the range before the source, and the error that waits for the end
// is told all the same.
func TestErrorsAlikeAreToldAtALimit(t *testing.T) {
	a := newFake("a", 2, 2)
	for i := range 12 {
		a.pages[0].Unread = append(a.pages[0].Unread, &errors.Error{Operation: "List", Kind: errors.Internal, Message: fmt.Sprint(i)})
	}
	for way, all := range map[string]func(*sdk.Scan) iter.Seq2[sdk.Task, error]{
		"All":    func(s *sdk.Scan) iter.Seq2[sdk.Task, error] { return s.All(t.Context()) },
		"Merged": func(s *sdk.Scan) iter.Seq2[sdk.Task, error] { return s.Merged(t.Context()) },
	} {
		var errs []string
		for _, err := range all(sdk.Failures(sdk.Query{Limit: 1}, a)) {
			if err != nil {
				errs = append(errs, err.Error())
			}
		}
		if way == "All" && (len(errs) != 10 || !strings.HasSuffix(errs[9], "(and 2 more errors like this one)")) {
			t.Errorf("%s: %q", way, errs)
		}
		if slices.ContainsFunc(errs, func(e string) bool { return e == "" }) {
			t.Errorf("%s: an empty error", way)
		}
	}
}

// Tasks in a state that no table names are counted among the rows read, whether
// they are asked for or not.
func TestUnknownTasksAreCounted(t *testing.T) {
	a := newFake("a", 4)
	for i, task := range []sdk.Task{
		{ID: "1", State: sdk.Unknown, RawState: "odd"},
		{ID: "2", State: sdk.Unknown, RawState: "odd", Failure: &errors.Failure{Reason: "has dependents"}},
		{ID: "3", State: sdk.Succeeded, RawState: "available"},
		{ID: "4", State: sdk.Unknown}, // without a word: a row that could not be read
	} {
		a.pages[0].Tasks[i] = task
	}
	for name, c := range map[string]struct {
		scan                    *sdk.Scan
		tasks, unknown, dropped int
	}{
		"failures": {sdk.Failures(sdk.Query{}, a), 1, 2, 1},
		"tasks":    {sdk.Tasks(sdk.Query{}, a), 4, 3, 0},
		"states":   {sdk.Tasks(sdk.Query{States: []sdk.State{sdk.Succeeded}}, a), 1, 2, 1},
	} {
		for range c.scan.All(t.Context()) {
		}
		if r := c.scan.Receipts()[0]; r.Tasks != c.tasks || r.Unknown != c.unknown || r.Dropped != c.dropped {
			t.Errorf("%s: %d tasks, %d unknown, %d dropped; want %+v", name, r.Tasks, r.Unknown, r.Dropped, c)
		}
	}
}
