package provider_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

var source = sdk.Source{Name: "test://here", Service: "test", Region: "here"}

// service is one with a list of tasks for each group.
type service struct {
	names []string
	fails map[string]error
	left  []string // the groups when they are asked for again; nil for names
	reads error    // what the second look at the groups answers instead
	asked []string // the lists, and "groups" for each look at them
}

func kind(k errors.Kind) error { return &errors.Error{Operation: "List", Kind: k, Message: "no"} }

// read ranges over the groups' lists, each of which has one row, its name.
func (s *service) read(t *testing.T, in provider.Inner, q sdk.Query) (rows []string, last sdk.Page, unread []*errors.Error, drift int, err error) {
	t.Helper()
	if !in.Required {
		in.Exists = func(_ context.Context, name string) (bool, error) {
			s.asked = append(s.asked, "groups")
			if s.left == nil {
				return true, s.reads
			}
			return slices.Contains(s.left, name), s.reads
		}
	}
	walk := func(ctx context.Context, name, start string) provider.Walk[string] {
		return paging.Token(ctx, paging.Options{Start: start}, func(context.Context, paging.Request) (paging.Answer[string], error) {
			s.asked = append(s.asked, name)
			return paging.Answer[string]{Rows: []string{name}, Total: -1}, s.fails[name]
		}, func(row *string) string { return *row })
	}
	listing := provider.Listing[string]{
		Source: source,
		Count:  func(ctx context.Context) (context.Context, provider.Counter) { return ctx, &counted{} },
		Walk: func(ctx context.Context, p *provider.Progress, start string) provider.Walk[string] {
			return provider.Lists(ctx, p, s.names, start, in, walk)
		},
		Tasks: func(_ context.Context, _ *provider.Progress, names []string) ([]sdk.Task, error) {
			rows = append(rows, names...)
			return nil, nil
		},
	}
	for page, failed := range listing.Pages(t.Context(), q) {
		drift += page.Stats.Drift
		unread = append(unread, page.Unread...)
		last, err = page, failed
	}
	return rows, last, unread, drift, err
}

// A list is gone only if the list that its name came from, asked again, does not
// name it.
func TestAListIsGoneOnlyIfItsParentSaysSo(t *testing.T) {
	group := provider.Inner{Title: func(name string) string { return fmt.Sprintf("the group %q", name) }}
	for name, c := range map[string]struct {
		err    error
		left   []string
		again  error
		gone   bool
		asks   bool
		second errors.Kind // that ends the source
	}{
		"not found, and not listed":                   {err: kind(errors.NotFound), left: []string{"a", "c"}, gone: true, asks: true},
		"not found, and listed":                       {err: kind(errors.NotFound), asks: true},
		"a wrong value, and not listed":               {err: kind(errors.InvalidInput), left: []string{"a", "c"}, gone: true, asks: true},
		"a wrong value, and listed":                   {err: kind(errors.InvalidInput), asks: true},
		"not found, and the groups cannot be read":    {err: kind(errors.NotFound), again: kind(errors.Unavailable), asks: true},
		"not found, and then the key is refused":      {err: kind(errors.NotFound), again: kind(errors.Unauthenticated), asks: true, second: errors.Unauthenticated},
		"broken: nobody asks":                         {err: kind(errors.Internal), left: []string{"a", "c"}},
		"not allowed: nobody asks, there may be many": {err: kind(errors.PermissionDenied), left: []string{"a", "c"}},
	} {
		s := &service{names: []string{"a", "b", "c"}, fails: map[string]error{"b": c.err}, left: c.left, reads: c.again}
		rows, _, unread, drift, err := s.read(t, group, sdk.Query{})
		want := "a c"
		if c.second != "" {
			want = "a"
		}
		if strings.Join(rows, " ") != want || errors.KindOf(err) != c.second {
			t.Errorf("%s: rows %q and %v, want %q", name, rows, err, want)
		}
		if c.second == "" && ((drift == 1) != c.gone || (len(unread) == 0) != c.gone) {
			t.Errorf("%s: drift %d and %v, want it gone: %v", name, drift, unread, c.gone)
		}
		if slices.Contains(s.asked, "groups") != c.asks {
			t.Errorf("%s: asked %q, want the groups to be asked for: %v", name, s.asked, c.asks)
		}
		for _, e := range unread {
			if !strings.HasPrefix(e.Message, `the group "b" could not be read: `) || e.List != `the group "b"` || e.Kind != errors.KindOf(c.err) || e.Operation != "List" {
				t.Errorf("%s: the error is %+v", name, e)
			}
		}
	}
}

// A list that the user has named must exist.
func TestANamedListMustExist(t *testing.T) {
	s := &service{names: []string{"a", "b"}, fails: map[string]error{"a": kind(errors.NotFound)}}
	rows, _, unread, drift, err := s.read(t, provider.Inner{Required: true}, sdk.Query{})
	if strings.Join(rows, " ") != "b" || err != nil || drift != 0 || len(unread) != 1 || !errors.Is(unread[0], errors.NotFound) {
		t.Errorf("rows %q, %v, drift %d, %v; want b and a that is not found", rows, unread, drift, err)
	}
}

// Only what concerns the whole source ends it: then the cursor leads to the lists
// that were not read.
func TestOneListThatCannotBeReadEndsNothing(t *testing.T) {
	all := strings.Fields("a b c d e f g h")
	const no = errors.PermissionDenied
	for name, c := range map[string]struct {
		fails  map[string]errors.Kind
		rows   string
		unread int
		ends   errors.Kind
		next   string // the first list that is read from the cursor on
	}{
		"one of each":           {map[string]errors.Kind{"a": no, "c": errors.Internal, "e": errors.Malformed, "g": errors.Unavailable}, "b d f h", 4, "", ""},
		"the last, denied":      {map[string]errors.Kind{"h": no}, "a b c d e f g", 1, "", ""},
		"the last, down":        {map[string]errors.Kind{"h": errors.Internal}, "a b c d e f g", 0, errors.Internal, "h"},
		"the first, down":       {map[string]errors.Kind{"a": errors.Internal}, "b c d e f g h", 1, "", ""},
		"a key is refused":      {map[string]errors.Kind{"c": errors.Unauthenticated}, "a b", 0, errors.Unauthenticated, "c"},
		"the clock is refused":  {map[string]errors.Kind{"c": errors.ClockSkew}, "a b", 0, errors.ClockSkew, "c"},
		"throttled for good":    {map[string]errors.Kind{"c": errors.Throttled}, "a b", 0, errors.Throttled, "c"},
		"cancelled":             {map[string]errors.Kind{"c": errors.Canceled}, "a b", 0, errors.Canceled, "c"},
		"cancelled while down":  {map[string]errors.Kind{"b": errors.Internal, "c": errors.Unavailable, "d": errors.Canceled}, "a", 0, errors.Canceled, "b"},
		"four in a row, twice":  {map[string]errors.Kind{"a": errors.Internal, "b": errors.Unavailable, "c": errors.Timeout, "d": errors.Internal, "f": errors.Internal, "g": errors.Internal, "h": errors.Internal}, "e", 4, errors.Internal, "f"},
		"five in a row":         {map[string]errors.Kind{"b": errors.Internal, "c": errors.Unavailable, "d": errors.Timeout, "e": errors.Internal, "f": errors.Unavailable}, "a", 0, errors.Internal, "b"},
		"seven without a right": {map[string]errors.Kind{"a": no, "b": no, "c": no, "d": no, "e": no, "f": no, "g": no}, "h", 7, "", ""},
		"malformed in between":  {map[string]errors.Kind{"a": errors.Internal, "b": errors.Internal, "c": errors.Malformed, "d": errors.Internal, "e": errors.Internal, "f": errors.Internal}, "g h", 6, "", ""},
	} {
		s := &service{names: all, fails: map[string]error{}}
		for list, k := range c.fails {
			s.fails[list] = kind(k)
		}
		rows, last, unread, _, err := s.read(t, provider.Inner{}, sdk.Query{})
		if strings.Join(rows, " ") != c.rows || len(unread) != c.unread || errors.KindOf(err) != c.ends {
			t.Errorf("%s: rows %q, %d unread, %v; want %q, %d and %q", name, rows, len(unread), err, c.rows, c.unread, c.ends)
		}
		if c.ends == "" {
			if last.Cursor != "" {
				t.Errorf("%s: the last cursor is %q", name, last.Cursor)
			}
			continue
		}
		// A run that meets nothing but the outage stays where it is.
		q := sdk.Query{Resume: []sdk.Cursor{last.Cursor}}
		s.fails = map[string]error{}
		for _, list := range all {
			s.fails[list] = kind(errors.Unavailable)
		}
		if _, again, _, _, err := s.read(t, provider.Inner{}, q); again.Cursor != last.Cursor || err == nil {
			t.Errorf("%s: an outage moved the cursor from %q to %q (%v)", name, last.Cursor, again.Cursor, err)
		}
		s.fails, s.asked = nil, nil
		if s.read(t, provider.Inner{}, sdk.Query{Resume: []sdk.Cursor{last.Cursor}}); s.asked[0] != c.next {
			t.Errorf("%s: from the cursor on %q were read, want %s first", name, s.asked, c.next)
		}
	}
}

// The cursor behind a list that failed leads to the next.
func TestTheCursorStandsBehindAFailedList(t *testing.T) {
	s := &service{names: []string{"a", "b", "c"}, fails: map[string]error{"b": kind(errors.Internal)}}
	p := provider.NewProgress(source, sdk.Query{}, nil)
	walk := func(ctx context.Context, name, _ string) provider.Walk[string] {
		return func(yield func(paging.Page[string], error) bool) {
			s.asked = append(s.asked, name)
			yield(paging.Page[string]{Rows: []string{name}}, s.fails[name])
		}
	}
	var cursors []string
	for at := range provider.Lists(t.Context(), p, s.names, "", provider.Inner{}, walk) {
		cursors = append(cursors, at.Cursor)
	}
	s.asked = nil
	for range provider.Lists(t.Context(), p, s.names, cursors[1], provider.Inner{}, walk) {
	}
	if got := strings.Join(s.asked, " "); got != "c" {
		t.Errorf("from the cursor behind b the lists %q were read, want c", got)
	}
	for _, err := range provider.Lists(t.Context(), p, s.names, "strange", provider.Inner{}, walk) {
		if !errors.Is(err, errors.InvalidInput) {
			t.Errorf("a strange cursor: %v, want invalid_input", err)
		}
	}
}

// Lists of one thing are gone together, which is asked once and counts once.
func TestListsOfOneThingAreGoneTogether(t *testing.T) {
	var asked []string
	p := provider.NewProgress(source, sdk.Query{}, nil)
	plans := provider.Lists(t.Context(), p, []string{"p", "q"}, "", provider.Inner{}, func(ctx context.Context, plan, start string) provider.Walk[string] {
		in := provider.Inner{Together: true, Exists: func(context.Context, string) (bool, error) {
			asked = append(asked, "plans")
			return false, nil
		}}
		return provider.Lists(ctx, p, []string{"full", "increment"}, start, in, func(_ context.Context, list, _ string) iter.Seq2[paging.Page[string], error] {
			return func(yield func(paging.Page[string], error) bool) {
				asked = append(asked, plan+" "+list)
				if plan == "p" {
					yield(paging.Page[string]{}, kind(errors.NotFound))
					return
				}
				yield(paging.Page[string]{Rows: []string{list}}, nil)
			}
		})
	})
	drift, rows := 0, 0
	for page, err := range plans {
		if err != nil {
			t.Fatal(err)
		}
		drift += page.Drift
		rows += len(page.Rows)
	}
	if got, want := strings.Join(asked, ", "), "p full, plans, q full, q increment"; got != want || drift != 1 || rows != 2 {
		t.Errorf("asked %s; %d rows, drift %d; want %s, 2 and 1", got, rows, drift, want)
	}
	if page := p.Page(nil, "", 0, sdk.Stats{}); len(page.Unread) != 0 {
		t.Errorf("unread %v", page.Unread)
	}
}

// Another service that is needed first, for a token or the project, fails for the
// whole source: it is told once, and no list counts as one that cannot be read.
func TestAnotherServicesErrorEndsTheSource(t *testing.T) {
	for _, k := range []errors.Kind{errors.InvalidInput, errors.PermissionDenied, errors.NotFound, errors.Unavailable} {
		foreign := &errors.Error{Service: "iam", Operation: "ListProjects", Kind: k, Message: "two of them"}
		s := &service{names: []string{"a", "b", "c"}, fails: map[string]error{"b": foreign, "c": foreign}}
		rows, last, unread, _, err := s.read(t, provider.Inner{}, sdk.Query{})
		e, _ := errors.AsType[*errors.Error](err)
		if e == nil || e.Message != foreign.Message || e.List != "" || len(unread) != 0 || !slices.Equal(rows, []string{"a"}) || last.Cursor == "" {
			t.Errorf("%s: got rows %q, unread %v, cursor %q and %v", k, rows, unread, last.Cursor, err)
		}
		if asked := strings.Join(s.asked, " "); asked != "a b" {
			t.Errorf("%s: asked for %s", k, asked)
		}
	}
}
