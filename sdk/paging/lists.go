package paging

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/sdk/internal/seal"
)

// Fate is what becomes of a walk over several lists when one of them ends with an
// error.
type Fate int

// The fates.
const (
	Ends    Fate = iota // the walk ends with the error
	Skipped             // the list could not be read: the walk goes on with the next
	Gone                // the list does not exist any more: the walk goes on, and counts drift
)

// Lists walks several lists one after another, in the order of their names:
// the backup sets of every plan, the failures of every group. walk begins the
// walk of one list, at an inner cursor of its own, empty for the beginning; it
// may be one of the walks of this package or Lists again:
//
//	plans := paging.Lists(ctx, planIDs, start, nil, func(ctx context.Context, plan, start string) iter.Seq2[paging.Page[Row], error] {
//		return paging.Numbered(ctx, paging.Options{Limit: 100, Start: start}, c.fetchSets(plan), rowID)
//	})
//
// A cursor names the list and the place inside it. From a cursor, lists with
// smaller names are left out; if the named one is gone, the walk goes on with
// the next. An empty name is a list like any other, and the first.
//
// failed decides what becomes of the walk when the list called name ends with an
// error, and which error the walk ends with. The walk itself tells nobody of a
// list that is skipped. Nil means that every error ends the walk.
//
// A list without pages gives one that is empty, so that the cursor moves on.
// Without names there are no pages.
func Lists[R any](ctx context.Context, names []string, start string, failed func(ctx context.Context, name string, err error) (Fate, error), walk func(ctx context.Context, name, start string) iter.Seq2[Page[R], error]) iter.Seq2[Page[R], error] {
	return func(yield func(Page[R], error) bool) {
		names := slices.Compact(slices.Sorted(slices.Values(names)))
		at, inner, err := splitCursor(start)
		if err != nil {
			yield(Page[R]{Cursor: start}, err)
			return
		}
		if i, found := slices.BinarySearch(names, at); start != "" {
			names = names[i:]
			if !found {
				inner = ""
			}
		}
		last := start
		for i, name := range names {
			ended := "" // where to go on after this list
			if i+1 < len(names) {
				ended = joinCursor(names[i+1], "")
			}
			silent := true
			for page, err := range walk(ctx, name, inner) {
				silent = false
				fate := Ends
				if err != nil && failed != nil {
					fate, err = failed(ctx, name, err)
				}
				switch {
				case fate != Ends:
					page.Cursor, err = ended, nil
					if fate == Gone {
						page.Drift++
					}
				case err == nil && page.Cursor != "":
					page.Cursor = joinCursor(name, page.Cursor)
				case err == nil:
					page.Cursor = ended
				case page.Cursor != "":
					page.Cursor = joinCursor(name, page.Cursor)
				default:
					page.Cursor = last
				}
				last = page.Cursor
				if !yield(page, err) || err != nil {
					return
				}
				if fate != Ends {
					break
				}
			}
			if silent && !yield(Page[R]{Cursor: ended}, nil) {
				return
			}
			inner = ""
		}
	}
}

// joinCursor makes the cursor of a place inside a list. The inner cursor stays
// as it is, so that nesting does not make it longer each time.
func joinCursor(name, inner string) string {
	return listsCursor + seal.Seal([]byte(name)) + "." + inner
}

// splitCursor takes such a cursor apart. The empty cursor is the beginning.
func splitCursor(cursor string) (name, inner string, err error) {
	if cursor == "" {
		return "", "", nil
	}
	rest, ok := strings.CutPrefix(cursor, listsCursor)
	if !ok {
		return "", "", badCursor(cursor, "it belongs to another kind of list or to another version")
	}
	text, inner, ok := strings.Cut(rest, ".")
	raw, whole := seal.Open(text)
	if !ok || !whole || len(rest) > maxCursor {
		return "", "", badCursor(cursor, "it is damaged")
	}
	return string(raw), inner, nil
}
