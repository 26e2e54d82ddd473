package provider_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/wire"
)

// A refused look-up is not made again for its list, and after refusals in three
// lists in a row for none. Each is told once, and every task is counted.
func TestRefusedLookUps(t *testing.T) {
	denied, broken := kind(errors.PermissionDenied), kind(errors.Internal)
	for name, c := range map[string]struct {
		answers []error // for the lists a, b, c, ... of two tasks each
		asked   string
		told    int
		missed  int
	}{
		"none":                         {[]error{nil, nil}, "a1 a2 b1 b2", 0, 0},
		"broken is asked for each":     {[]error{broken, nil}, "a1 a2 b1 b2", 2, 2},
		"denied in one list":           {[]error{nil, denied, nil}, "a1 a2 b1 c1 c2", 1, 2},
		"denied in two, then allowed":  {[]error{denied, denied, nil, denied, denied, nil}, "a1 b1 c1 c2 d1 e1 f1 f2", 4, 8},
		"denied in three in a row":     {[]error{denied, denied, denied, nil, nil}, "a1 b1 c1", 3, 10},
		"unsupported is for all":       {[]error{kind(errors.Unsupported), nil}, "a1", 1, 4},
		"a refused key is for all":     {[]error{kind(errors.Unauthenticated), nil}, "a1", 1, 4},
		"not found is about one task":  {[]error{kind(errors.NotFound), nil}, "a1 a2 b1 b2", 2, 2},
		"denied and broken in between": {[]error{denied, broken, denied, denied, nil}, "a1 b1 b2 c1 d1", 5, 10},
	} {
		p := provider.NewProgress(source, sdk.Query{}, nil)
		var asked []string
		for i, answer := range c.answers {
			list := string(rune('a' + i))
			for n := 1; n <= 2; n++ {
				task := fmt.Sprint(list, n)
				err := p.LookUp(t.Context(), provider.Lookup{Operation: "Show", List: "the flow " + list, Task: "task " + task}, func() error {
					asked = append(asked, task)
					return answer
				})
				if err != nil {
					t.Errorf("%s: %v, want none but the context's", name, err)
				}
			}
		}
		page := p.Page(nil, "", 0, sdk.Stats{})
		if got := strings.Join(asked, " "); got != c.asked || len(page.Lookups) != c.told || len(page.Lookups)+page.NotLookedUp != c.missed {
			t.Errorf("%s: asked %q, %d told and %d counted; want %q, %d and %d", name, got, len(page.Lookups), len(page.Lookups)+page.NotLookedUp, c.asked, c.told, c.missed)
		}
		for _, e := range page.Lookups {
			if !strings.HasPrefix(e.Message, "the details of task ") || e.Operation == "" {
				t.Errorf("%s: the error is %+v", name, e)
			}
		}
	}
}

func TestALookUpEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := provider.NewProgress(source, sdk.Query{}, nil)
	err := p.LookUp(ctx, provider.Lookup{Operation: "Show", Task: "task a"}, func() error {
		cancel()
		return ctx.Err()
	})
	if !errors.Is(err, context.Canceled) || len(p.Page(nil, "", 0, sdk.Stats{}).Lookups) != 0 {
		t.Errorf("%v, want the context's own and nothing noted", err)
	}
}

// Rows keep their order, and those that cannot be read are told with their number
// in the list, once where pages overlap.
func TestRows(t *testing.T) {
	list := &wire.List[string]{
		Rows: []string{"a", "", "c"}, Raw: []json.RawMessage{[]byte(`"a"`), []byte(`""`), []byte(`"c"`)},
		Dropped: []error{&wire.BadRow{Index: 3, Why: "is null, not an object"}},
	}
	turn := func(row *string, raw json.RawMessage, to *string) string {
		if *row == "" {
			return "has no id"
		}
		*to = *row + string(raw)
		return ""
	}
	for _, c := range []struct {
		name  string
		place provider.Place
		want  []string
	}{
		{"numbered, twice", provider.Place{Operation: "List", Before: 100}, []string{"row 103 is null, not an object", "row 101 has no id"}},
		{"of a group", provider.Place{Operation: "List", List: "g"}, []string{"row 3 is null, not an object (in the list of g)", "row 1 has no id (in the list of g)"}},
		{"not numbered", provider.Place{Operation: "List", Before: provider.NotNumbered, RequestID: "r"}, []string{
			"row 3 is null, not an object", "row 1 has no id", "row 3 is null, not an object", "row 1 has no id",
		}},
	} {
		p := provider.NewProgress(source, sdk.Query{}, nil)
		var a paging.Answer[string]
		for range 2 {
			a = provider.Rows(p, c.place, list, turn)
		}
		if !slices.Equal(a.Rows, []string{`a"a"`, `c"c"`}) || a.Read != 4 || a.Total >= 0 {
			t.Errorf("%s: %+v", c.name, a)
		}
		page := p.Page(nil, "", 0, sdk.Stats{})
		var got []string
		for _, e := range page.Dropped {
			got = append(got, e.Message)
			if e.Kind != errors.Malformed || e.Operation != "List" || e.Service != "test" || e.RequestID != c.place.RequestID {
				t.Errorf("%s: %+v", c.name, e)
			}
		}
		if !slices.Equal(got, c.want) || page.Stats.Pages != 2 {
			t.Errorf("%s: dropped %q in %d answers, want %q in 2", c.name, got, page.Stats.Pages, c.want)
		}
	}
}

// counted counts nothing but what it was told.
type counted struct{ requests, retries int }

func (c *counted) Take() (int, int) {
	defer func() { *c = counted{} }()
	return c.requests, c.retries
}

func TestListing(t *testing.T) {
	counter := &counted{}
	listing := provider.Listing[string]{
		Source: source,
		Count:  func(ctx context.Context) (context.Context, provider.Counter) { return ctx, counter },
		Walk: func(ctx context.Context, p *provider.Progress, start string) provider.Walk[string] {
			return paging.Offset(ctx, paging.Options{Limit: 2, Start: start}, func(_ context.Context, r paging.Request) (paging.Answer[string], error) {
				counter.requests++
				all := []string{"a", "b", "c", "d", "e"}
				list := &wire.List[string]{Rows: all[min(r.Offset, 5):min(r.Offset+r.Limit, 5)]}
				a := provider.Rows(p, provider.Place{Operation: "List", Before: r.Offset}, list, func(row *string, _ json.RawMessage, to *string) string { *to = *row; return "" })
				a.Total = 5
				return a, nil
			}, func(row *string) string { return *row })
		},
		Tasks: func(_ context.Context, p *provider.Progress, rows []string) ([]sdk.Task, error) {
			var tasks []sdk.Task
			for _, r := range rows {
				if r == "d" {
					p.Older()
					continue
				}
				tasks = append(tasks, sdk.Task{ID: r})
			}
			return tasks, nil
		},
	}
	read := func(q sdk.Query, most int) (ids string, cursor sdk.Cursor, s sdk.Stats) {
		n := 0
		for page, err := range listing.Pages(t.Context(), q) {
			if err != nil {
				t.Fatal(err)
			}
			for _, task := range page.Tasks {
				ids += task.ID
			}
			s.Add(page.Stats)
			cursor = page.Cursor
			if n++; n == most {
				break
			}
		}
		return ids, cursor, s
	}
	ids, cursor, s := read(sdk.Query{}, 0)
	if ids != "abce" || cursor != "" || s.Rows != 5 || s.Older != 1 || s.Requests == 0 || s.Pages != s.Requests {
		t.Errorf("got %s, cursor %q, %+v", ids, cursor, s)
	}
	// A run that is always ended after one page comes to the end all the same.
	all := ""
	for n, q := 0, (sdk.Query{}); n < 10; n++ {
		ids, cursor, _ := read(q, 1)
		all += ids
		if cursor == "" {
			break
		}
		q.Resume = []sdk.Cursor{cursor}
	}
	if all != "abce" {
		t.Errorf("page by page: %q, want abce", all)
	}
	for _, err := range listing.Pages(t.Context(), sdk.Query{Resume: []sdk.Cursor{sdk.Query{Resource: "x"}.CursorAt(source, "p")}}) {
		if !errors.Is(err, errors.InvalidInput) {
			t.Errorf("another query's cursor: %v", err)
		}
	}
	// Without lists there are no pages, and what it took is told all the same.
	listing.Walk = func(context.Context, *provider.Progress, string) provider.Walk[string] {
		counter.requests++
		return func(func(paging.Page[string], error) bool) {}
	}
	if _, _, s := read(sdk.Query{}, 0); s.Requests != 1 {
		t.Errorf("nothing to read: %+v, want one request counted", s)
	}
}

// Without Tasks the rows are the tasks, and rows that are none are an error and no
// empty list.
func TestListingOfTasks(t *testing.T) {
	rows := []sdk.Task{{ID: "a"}, {ID: "b"}}
	listing := provider.Listing[sdk.Task]{Source: source, Walk: func(context.Context, *provider.Progress, string) provider.Walk[sdk.Task] {
		return func(yield func(paging.Page[sdk.Task], error) bool) {
			yield(paging.Page[sdk.Task]{Rows: rows, Read: 2}, nil)
		}
	}}
	for page, err := range listing.Pages(t.Context(), sdk.Query{}) {
		if err != nil || len(page.Tasks) != 2 || page.Tasks[1].ID != "b" {
			t.Errorf("%+v, %v", page.Tasks, err)
		}
	}
	wrong := provider.Listing[string]{Source: source, Walk: func(context.Context, *provider.Progress, string) provider.Walk[string] {
		return func(yield func(paging.Page[string], error) bool) {
			yield(paging.Page[string]{Rows: []string{"a"}}, nil)
		}
	}}
	for page, err := range wrong.Pages(t.Context(), sdk.Query{}) {
		if !errors.Is(err, errors.Internal) || len(page.Tasks) > 0 {
			t.Errorf("rows that are no tasks: %+v, %v", page.Tasks, err)
		}
	}
}
