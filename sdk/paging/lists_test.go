package paging_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/paging"
)

// groups is a service with a list for each group.
type groups struct {
	lists map[string]int   // rows of each
	fail  map[string]error // what the list answers instead, from its second page
	log   []string
}

func (g *groups) walk(ctx context.Context, name, start string) iter.Seq2[paging.Page[row], error] {
	return paging.Offset(ctx, paging.Options{Limit: 10, Start: start}, func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
		g.log = append(g.log, fmt.Sprintf("%s@%d", name, r.Offset))
		n, ok := g.lists[name]
		if !ok {
			return paging.Answer[row]{}, &errors.Error{Kind: errors.NotFound}
		}
		if err := g.fail[name]; err != nil && r.Offset > 0 {
			return paging.Answer[row]{}, err
		}
		a, err := list(n, whole, exact)(ctx, r)
		for i := range a.Rows {
			a.Rows[i].id = name + "/" + a.Rows[i].id
		}
		return a, err
	}, rowID)
}

// gone takes a list that is not found for one that is gone, and skips one that
// may not be read.
func gone(_ context.Context, _ string, err error) (paging.Fate, error) {
	switch errors.KindOf(err) {
	case errors.NotFound:
		return paging.Gone, nil
	case errors.PermissionDenied:
		return paging.Skipped, nil
	}
	return paging.Ends, err
}

type listsPage struct {
	rows, drift int
	cursor      bool
	err         errors.Kind
}

func TestLists(t *testing.T) {
	down := &errors.Error{Kind: errors.Unavailable}
	missing := &errors.Error{Kind: errors.NotFound}
	denied := &errors.Error{Kind: errors.PermissionDenied}
	for _, c := range []struct {
		name  string
		names []string
		g     groups
		want  []listsPage
	}{
		{"no names", nil, groups{}, nil},
		{"in the order of names, each once", []string{"b", "a", "b", ""}, groups{lists: map[string]int{"": 1, "a": 12, "b": 2}},
			[]listsPage{{1, 0, true, ""}, {10, 0, true, ""}, {2, 0, true, ""}, {2, 0, false, ""}}},
		{"empty lists", []string{"a", "b"}, groups{lists: map[string]int{"a": 0, "b": 0}}, []listsPage{{0, 0, true, ""}, {0, 0, false, ""}}},
		{"gone when its turn comes", []string{"a", "b", "c"}, groups{lists: map[string]int{"a": 3, "c": 3}},
			[]listsPage{{3, 0, true, ""}, {0, 1, true, ""}, {3, 0, false, ""}}},
		{"gone half-way, the last", []string{"a", "b"}, groups{lists: map[string]int{"a": 3, "b": 30}, fail: map[string]error{"b": missing}},
			[]listsPage{{3, 0, true, ""}, {10, 0, true, ""}, {0, 1, false, ""}}},
		{"one that may not be read", []string{"a", "b", "c"}, groups{lists: map[string]int{"a": 3, "b": 30, "c": 1}, fail: map[string]error{"b": denied}},
			[]listsPage{{3, 0, true, ""}, {10, 0, true, ""}, {0, 0, true, ""}, {1, 0, false, ""}}},
		{"an error ends the walk", []string{"a", "b", "c"}, groups{lists: map[string]int{"a": 3, "b": 30, "c": 1}, fail: map[string]error{"b": down}},
			[]listsPage{{3, 0, true, ""}, {10, 0, true, ""}, {0, 0, true, errors.Unavailable}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []listsPage
			for page, err := range paging.Lists(t.Context(), c.names, "", gone, c.g.walk) {
				got = append(got, listsPage{len(page.Rows), page.Drift, page.Cursor != "", errors.KindOf(err)})
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v\nwant %v", got, c.want)
			}
		})
	}
}

// An error at the very beginning leaves nothing to go on from.
func TestListsErrorAtOnce(t *testing.T) {
	broken := func(context.Context, string, string) iter.Seq2[paging.Page[row], error] {
		return func(yield func(paging.Page[row], error) bool) {
			yield(paging.Page[row]{}, &errors.Error{Kind: errors.Unavailable})
		}
	}
	for page, err := range paging.Lists(t.Context(), []string{"a"}, "", nil, broken) {
		if page.Cursor != "" || !errors.Is(err, errors.Unavailable) {
			t.Errorf("cursor %q, %v; want none and the error", page.Cursor, err)
		}
	}
}

// A list inside which there is nothing to walk still moves the cursor on.
func TestListsWithoutPages(t *testing.T) {
	nothing := func(context.Context, string, string) iter.Seq2[paging.Page[row], error] {
		return func(func(paging.Page[row], error) bool) {}
	}
	var cursors []string
	for page := range paging.Lists(t.Context(), []string{"a", "b"}, "", nil, nothing) {
		cursors = append(cursors, page.Cursor)
	}
	if len(cursors) != 2 || cursors[0] == "" || cursors[1] != "" {
		t.Errorf("cursors = %q, want one to the second list and none", cursors)
	}
}

func TestListsResume(t *testing.T) {
	g := groups{lists: map[string]int{"a": 5, "b": 25, "c": 5}}
	names := []string{"a", "b", "c"}
	var cursors []string
	for page := range paging.Lists(t.Context(), names, "", nil, g.walk) {
		cursors = append(cursors, page.Cursor)
	}
	for _, c := range []struct {
		name   string
		cursor string
		names  []string
		want   string
	}{
		{"behind the first list", cursors[0], names, "b@0 b@9 b@18 c@0"},
		{"inside the second", cursors[1], names, "b@9 b@18 c@0"},
		{"behind the second", cursors[3], names, "c@0"},
		{"inside one that is gone", cursors[1], []string{"a", "c"}, "c@0"},
		{"a new list before it", cursors[1], []string{"a", "aa", "b", "c"}, "b@9 b@18 c@0"},
		{"a new list behind it", cursors[1], []string{"b", "bb"}, "b@9 b@18 bb@0"},
		{"behind all that are left", cursors[3], []string{"a", "b"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			g.log = nil
			for _, err := range paging.Lists(t.Context(), c.names, c.cursor, gone, g.walk) {
				if err != nil && !errors.Is(err, errors.NotFound) {
					t.Error(err)
				}
			}
			if got := strings.Join(g.log, " "); got != c.want {
				t.Errorf("requests = %s, want %s", got, c.want)
			}
		})
	}
}

// A list of which a page is yielded before there is a place to go on from is not
// left out by whoever goes on from there.
func TestListsResumeInside(t *testing.T) {
	for name, walk := range map[string]walkFunc{"offset": paging.Offset[row], "token": paging.Token[row], "marker": paging.Marker[row], "numbered": paging.Numbered[row]} {
		n := 0
		inner := func(ctx context.Context, _, start string) iter.Seq2[paging.Page[row], error] {
			return walk(ctx, paging.Options{Limit: 10, Start: start}, func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
				if n++; n == 1 || r.Marker != "" || r.Page > 0 {
					return paging.Answer[row]{Total: 2}, nil
				}
				return paging.Answer[row]{Rows: rows(0, 2), Total: 2}, nil
			}, rowID)
		}
		cursor, got := "", 0
		for page, err := range paging.Lists(t.Context(), []string{"a", "b"}, "", nil, inner) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			cursor = page.Cursor
			break
		}
		for page, err := range paging.Lists(t.Context(), []string{"a", "b"}, cursor, nil, inner) {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got += len(page.Rows)
		}
		if got != 4 {
			t.Errorf("%s: %d rows from %q on, want the 2 of each list", name, got, cursor)
		}
	}
}

// Lists inside lists compose their cursors.
func TestListsNested(t *testing.T) {
	walk := func(log *[]string) func(context.Context, string, string) iter.Seq2[paging.Page[string], error] {
		return func(ctx context.Context, outer, start string) iter.Seq2[paging.Page[string], error] {
			return paging.Lists(ctx, []string{"x", "y"}, start, nil, func(ctx context.Context, inner, start string) iter.Seq2[paging.Page[string], error] {
				return func(yield func(paging.Page[string], error) bool) {
					for page, err := range paging.Numbered(ctx, paging.Options{Limit: 2, Start: start}, list(5, whole, exact), rowID) {
						named := paging.Page[string]{Cursor: page.Cursor}
						for _, r := range page.Rows {
							named.Rows = append(named.Rows, outer+inner+r.id)
						}
						*log = append(*log, named.Rows...)
						if !yield(named, err) {
							return
						}
					}
				}
			})
		}
	}
	var all []string
	cursors := []string{""}
	for page, err := range paging.Lists(t.Context(), []string{"a", "b"}, "", nil, walk(&all)) {
		if err != nil {
			t.Fatal(err)
		}
		cursors = append(cursors, page.Cursor)
	}
	if len(all) != 20 || len(cursors) != 13 || cursors[12] != "" {
		t.Fatalf("%d rows in %d pages, want 20 in 12, and no cursor at the end", len(all), len(cursors)-1)
	}
	for i, cursor := range cursors[:12] {
		var rest []string
		for _, err := range paging.Lists(t.Context(), []string{"a", "b"}, cursor, nil, walk(&rest)) {
			if err != nil {
				t.Fatal(err)
			}
		}
		read := i/3*5 + i%3*2
		if !slices.Equal(rest, all[read:]) {
			t.Errorf("after %d pages: got %v, want %v", i, rest, all[read:])
		}
	}
}
