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

// rows makes rows named from..to-1.
func rows(from, to int) []row {
	var rs []row
	for i := from; i < to; i++ {
		rs = append(rs, row{fmt.Sprintf("r%d", i)})
	}
	return rs
}

// result is what a walk gave.
type result struct {
	rows       string // the first and last row, and how many
	pages      int
	requests   int
	duplicates int
	drift      int
	err        errors.Kind
	cursor     bool // the last page has one
}

// collect walks to the end.
func collect(t *testing.T, walk walkFunc, o paging.Options, fetch paging.Fetch[row]) (r result, ids []string, last error) {
	t.Helper()
	counted := func(ctx context.Context, q paging.Request) (paging.Answer[row], error) {
		r.requests++
		return fetch(ctx, q)
	}
	for page, err := range walk(t.Context(), o, counted, rowID) {
		if r.pages > 0 && !r.cursor {
			t.Errorf("page %d has no cursor, and the list goes on", r.pages)
		}
		for _, x := range page.Rows {
			ids = append(ids, x.id)
		}
		r.duplicates += page.Duplicates
		r.drift += page.Drift
		r.cursor = page.Cursor != ""
		if err != nil {
			r.err, last = errors.KindOf(err), err
			continue
		}
		r.pages++
	}
	if len(ids) > 0 {
		r.rows = fmt.Sprintf("%s..%s=%d", ids[0], ids[len(ids)-1], len(ids))
	}
	return r, ids, last
}

// list answers from n rows that do not move. size is the most that it gives at
// once; total makes the total from the true one and the page's.
func list(n, size int, total func(all, page int) int) paging.Fetch[row] {
	return func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		size := min(size, r.Limit)
		from := r.Offset + r.Page*size
		if r.Marker != "" {
			fmt.Sscanf(r.Marker, "r%d", &from)
			from++
		}
		rs := rows(min(from, n), min(from+size, n))
		return paging.Answer[row]{Rows: rs, Total: total(n, len(rs))}, nil
	}
}

// unread makes rows of a list such that cannot be read.
func unread(fetch paging.Fetch[row], bad ...int) paging.Fetch[row] {
	return func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
		a, err := fetch(ctx, r)
		a.Read = len(a.Rows)
		a.Rows = slices.DeleteFunc(a.Rows, func(x row) bool {
			return slices.ContainsFunc(bad, func(i int) bool { return x.id == fmt.Sprintf("r%d", i) })
		})
		return a, err
	}
}

func exact(all, _ int) int { return all }
func silent(_, _ int) int  { return -1 }
func zero(_, _ int) int    { return 0 }
func page(_, n int) int    { return n }

const whole = 1 << 30

// specialList is a list, and what walks find in it.
type specialList struct {
	name  string
	walks string
	o     paging.Options
	fetch paging.Fetch[row]
	want  result
}

// inTurn gives answers one after another, and the last one for ever.
func inTurn(as ...paging.Answer[row]) paging.Fetch[row] {
	n := 0
	return func(context.Context, paging.Request) (paging.Answer[row], error) {
		n++
		return as[min(n, len(as))-1], nil
	}
}

// unreadable is a page of which no row can be read.
func unreadable(context.Context, paging.Request) (paging.Answer[row], error) {
	return paging.Answer[row]{Read: 10, Total: 5}, nil
}

// badRow is one row that cannot be read, whatever is asked for.
func badRow(total int) paging.Fetch[row] {
	return func(context.Context, paging.Request) (paging.Answer[row], error) {
		return paging.Answer[row]{Read: 1, Total: total}, nil
	}
}

// circle gives k pages over and over, each with the next one's token.
func circle(k int) paging.Fetch[row] {
	return func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		i := 0
		fmt.Sscanf(r.Marker, "t%d", &i)
		i %= k
		return paging.Answer[row]{Rows: rows(10*i, 10*i+10), Total: -1, Next: fmt.Sprintf("t%d", i+1)}, nil
	}
}

// endless is a list without an end.
func endless(_ context.Context, r paging.Request) (paging.Answer[row], error) {
	i := r.Offset + 10*r.Page
	fmt.Sscanf(r.Marker, "r%d", &i)
	return paging.Answer[row]{Rows: rows(i, i+r.Limit), Total: -1, Next: fmt.Sprintf("r%d", i+r.Limit)}, nil
}

// specialLists are lists that services should not have, and have.
func specialLists() []specialList {
	return []specialList{
		{"nothing", "offset numbered marker token", paging.Options{Limit: 10}, list(0, whole, exact), result{pages: 1, requests: 1}},
		{"nothing, no total", "offset numbered marker token", paging.Options{Limit: 10}, list(0, whole, silent), result{pages: 1, requests: 1}},
		{"one short page", "offset numbered marker token", paging.Options{Limit: 10}, list(3, whole, exact), result{rows: "r0..r2=3", pages: 1, requests: 1}},
		{"one short page, its own total", "offset numbered marker token", paging.Options{Limit: 10}, list(3, whole, page), result{rows: "r0..r2=3", pages: 1, requests: 1}},
		{"one row", "offset", paging.Options{Limit: 10}, list(1, whole, exact), result{rows: "r0..r0=1", pages: 1, requests: 1}},
		{"one row, no total: looks behind it", "offset", paging.Options{Limit: 10}, list(1, whole, silent), result{rows: "r0..r0=1", pages: 2, requests: 2}},
		{"one row a page, no total", "offset", paging.Options{Limit: 10}, list(3, 1, silent), result{rows: "r0..r0=1", pages: 1, requests: 3, err: errors.Malformed, cursor: true}},
		{"one row a page, whatever is asked", "offset", paging.Options{Limit: 10}, list(3, 1, exact), result{rows: "r0..r0=1", pages: 1, requests: 3, err: errors.Malformed, cursor: true}},
		{"one row that cannot be read", "offset", paging.Options{Limit: 10}, unread(list(1, whole, exact), 0), result{pages: 1, requests: 1}},
		{"one row that cannot be read, no total", "offset", paging.Options{Limit: 10}, unread(list(1, whole, silent), 0), result{pages: 2, requests: 2}},
		{"one row a page, the first cannot be read", "offset", paging.Options{Limit: 10}, unread(list(2, 1, silent), 0), result{rows: "r1..r1=1", pages: 3, requests: 3}},
		{"one row a page, the first cannot be read", "offset", paging.Options{Limit: 10}, unread(list(3, 1, silent), 0), result{rows: "r1..r1=1", pages: 2, requests: 4, err: errors.Malformed, cursor: true}},
		{"one row a page, none can be read", "offset", paging.Options{Limit: 10}, unread(list(3, 1, silent), 0, 1, 2), result{pages: 4, requests: 4}},
		{"a short page in the middle, total its own size", "offset", paging.Options{Limit: 10},
			func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
				if r.Offset == 9 {
					r.Limit = 4
				}
				return list(28, whole, page)(ctx, r)
			}, result{rows: "r0..r27=28", pages: 5, requests: 5}},
		{"a full first page, total its own size", "numbered", paging.Options{Limit: 10}, list(25, whole, page), result{rows: "r0..r24=25", pages: -1, requests: -1, drift: -1}},
		{"a full first page and no more", "numbered", paging.Options{Limit: 10}, list(10, whole, exact), result{rows: "r0..r9=10", pages: 2, requests: 2}},
		{"no total: looks behind the last row", "offset numbered marker", paging.Options{Limit: 10}, list(3, whole, silent), result{rows: "r0..r2=3", pages: 2, requests: 2}},
		{"total 0 says nothing", "offset numbered marker", paging.Options{Limit: 10}, list(3, whole, zero), result{rows: "r0..r2=3", pages: 2, requests: 2}},
		{"2001 rows in three pages", "offset", paging.Options{Limit: 1000}, list(2001, whole, exact), result{rows: "r0..r2000=2001", pages: 3, requests: 3}},
		{"2001 rows in three pages", "numbered", paging.Options{Limit: 1000}, list(2001, whole, exact), result{rows: "r0..r2000=2001", pages: 3, requests: 3}},
		{"full last page, total its own size", "offset", paging.Options{Limit: 10}, list(28, whole, page), result{rows: "r0..r27=28", pages: 4, requests: 4}},
		{"full last page, believed total", "numbered", paging.Options{Limit: 10}, list(20, whole, exact), result{rows: "r0..r19=20", pages: 2, requests: 2}},
		{"shorter pages than asked", "offset", paging.Options{Limit: 10}, list(21, 5, exact), result{rows: "r0..r20=21", pages: 5, requests: 5}},
		{"shorter pages than asked, no total", "offset", paging.Options{Limit: 10}, list(21, 5, silent), result{rows: "r0..r20=21", pages: 6, requests: 6}},
		{"shorter pages than asked", "numbered", paging.Options{Limit: 10}, list(21, 5, exact), result{rows: "r0..r20=21", pages: 5, requests: 5}},
		{"shorter pages than asked", "marker", paging.Options{Limit: 10}, list(21, 5, exact), result{rows: "r0..r20=21", pages: 6, requests: 6}},
		{"longer page than asked", "offset numbered marker token", paging.Options{Limit: 10},
			func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
				r.Limit = 1000
				return list(25, whole, exact)(ctx, r)
			}, result{rows: "r0..r24=25", pages: -1, requests: -1}},
		{"a limit of 1", "offset", paging.Options{Limit: 1}, list(3, whole, exact), result{rows: "r0..r2=3", pages: 3, requests: 3}},
		{"empty pages before rows", "token", paging.Options{Limit: 10},
			inTurn(paging.Answer[row]{Total: -1, Next: "a"}, paging.Answer[row]{Total: -1, Next: "b"}, paging.Answer[row]{Rows: rows(0, 2), Total: -1}),
			result{rows: "r0..r1=2", pages: 3, requests: 3}},
		{"an empty page in the middle", "numbered", paging.Options{Limit: 2},
			inTurn(paging.Answer[row]{Rows: rows(0, 2), Total: 4}, paging.Answer[row]{Total: 4}, paging.Answer[row]{Rows: rows(2, 4), Total: 4}),
			result{rows: "r0..r3=4", pages: 3, requests: 3}},
		{"an empty page in the middle", "marker", paging.Options{Limit: 2},
			inTurn(paging.Answer[row]{Rows: rows(0, 2), Total: 4}, paging.Answer[row]{Total: 4}, paging.Answer[row]{Rows: rows(2, 4), Total: 4}, paging.Answer[row]{Total: 4}),
			result{rows: "r0..r3=4", pages: 4, requests: 4}},
		{"an empty first page", "offset", paging.Options{Limit: 10},
			inTurn(paging.Answer[row]{Total: 2}, paging.Answer[row]{Rows: rows(0, 2), Total: 2}),
			result{rows: "r0..r1=2", pages: 2, requests: 2}},
		{"a total that is never reached", "offset", paging.Options{Limit: 10}, list(3, whole, func(int, int) int { return 9 }),
			result{rows: "r0..r2=3", pages: 4, requests: 5, err: errors.Malformed, cursor: true}},
		{"a total that is never reached", "numbered", paging.Options{Limit: 10}, list(3, whole, func(int, int) int { return 9 }),
			result{rows: "r0..r2=3", pages: 4, requests: 4, err: errors.Malformed, cursor: true}},
		{"a total that is never reached", "marker", paging.Options{Limit: 10}, list(3, whole, func(int, int) int { return 9 }),
			result{rows: "r0..r2=3", pages: -1, requests: -1, drift: 3, err: errors.Malformed, cursor: true}},
		{"a total that is never reached", "token", paging.Options{Limit: 10}, list(3, whole, func(int, int) int { return 9 }),
			result{rows: "r0..r2=3", pages: 4, requests: 4, drift: 3, err: errors.Malformed, cursor: true}},
		{"a total that changes each time", "numbered", paging.Options{Limit: 10}, func() paging.Fetch[row] {
			n := 100
			return func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
				n++
				a, err := list(35, whole, silent)(ctx, r)
				if len(a.Rows) > 0 {
					a.Total = n
				} else {
					a.Total = 0
				}
				return a, err
			}
		}(), result{rows: "r0..r34=35", pages: -1, requests: -1, drift: -1}},
		{"a token that repeats at once", "marker token", paging.Options{Limit: 10}, circle(1), result{rows: "r0..r9=10", pages: 2, requests: 2, duplicates: 10, drift: 1, err: errors.Malformed, cursor: true}},
		{"a circle of five tokens", "marker token", paging.Options{Limit: 10}, circle(5), result{rows: "r0..r49=50", pages: 6, requests: 6, duplicates: 10, drift: 1, err: errors.Malformed, cursor: true}},
		{"the same page for every number", "numbered", paging.Options{Limit: 10},
			func(context.Context, paging.Request) (paging.Answer[row], error) {
				return paging.Answer[row]{Rows: rows(0, 10), Total: -1}, nil
			},
			result{rows: "r0..r9=10", pages: 4, requests: 4, duplicates: 30, drift: 3, err: errors.Malformed, cursor: true}},
		{"the same page for every offset", "offset", paging.Options{Limit: 10, MaxPages: 50},
			func(context.Context, paging.Request) (paging.Answer[row], error) {
				return paging.Answer[row]{Rows: rows(0, 10), Total: -1}, nil
			},
			result{rows: "r0..r9=10", pages: 3, requests: 4, duplicates: -1, drift: 3, err: errors.Malformed, cursor: true}},
		{"the same page for every offset, and a total just beyond it", "offset", paging.Options{Limit: 10},
			func(context.Context, paging.Request) (paging.Answer[row], error) {
				return paging.Answer[row]{Rows: rows(0, 10), Total: 11}, nil
			},
			result{rows: "r0..r9=10", pages: 3, requests: 4, duplicates: -1, drift: 3, err: errors.Malformed, cursor: true}},
		{"the same page for every number, and a total beyond it", "numbered", paging.Options{Limit: 10},
			func(context.Context, paging.Request) (paging.Answer[row], error) {
				return paging.Answer[row]{Rows: rows(0, 10), Total: 25}, nil
			},
			result{rows: "r0..r9=10", pages: 6, requests: 6, duplicates: -1, drift: 4, err: errors.Malformed, cursor: true}},
		{"a bad row that never ends", "offset", paging.Options{Limit: 10}, badRow(0), result{pages: 3, requests: 4, err: errors.Malformed, cursor: true}},
		{"a bad row that never ends", "numbered", paging.Options{Limit: 10}, badRow(0), result{pages: 4, requests: 4, err: errors.Malformed, cursor: true}},
		{"a bad row that never ends, no total", "offset", paging.Options{Limit: 10}, badRow(-1), result{pages: 3, requests: 4, err: errors.Malformed, cursor: true}},
		{"a bad row that never ends, no total", "numbered", paging.Options{Limit: 10}, badRow(-1), result{pages: 4, requests: 4, err: errors.Malformed, cursor: true}},
		{"a bad row, and a total of it", "offset numbered marker token", paging.Options{Limit: 10}, badRow(1), result{pages: 1, requests: 1}},
		{"a bad row a page, as many as the total says", "offset", paging.Options{Limit: 10}, badRow(8), result{pages: 8, requests: 8}},
		{"a bad row a page, as many as the total says", "numbered", paging.Options{Limit: 10}, badRow(8), result{pages: 8, requests: 8}},
		{"nothing but unreadable rows, without end", "offset", paging.Options{Limit: 10}, unreadable, result{pages: -1, requests: 101, err: errors.Malformed, cursor: true}},
		{"nothing but unreadable rows, without end", "numbered", paging.Options{Limit: 10}, unreadable, result{pages: -1, requests: 101, err: errors.Malformed, cursor: true}},
		{"pages without end", "offset numbered marker token", paging.Options{Limit: 10, MaxPages: 7}, endless, result{rows: "any", pages: 7, requests: 7, err: errors.Malformed, cursor: true}},
		{"a marker's own row comes again", "marker", paging.Options{Limit: 3}, func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
			from := 0
			fmt.Sscanf(r.Marker, "r%d", &from)
			return paging.Answer[row]{Rows: rows(from, min(from+3, 8)), Total: -1}, nil
		}, result{rows: "r0..r7=8", pages: 5, requests: 5}},
	}
}

func TestSpecialLists(t *testing.T) {
	four := map[string]walkFunc{
		"offset": paging.Offset[row], "numbered": paging.Numbered[row],
		"marker": paging.Marker[row], "token": paging.Token[row],
	}
	for _, c := range specialLists() {
		for _, name := range strings.Fields(c.walks) {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				got, ids, err := collect(t, four[name], c.o, c.fetch)
				if c.want.pages < 0 {
					got.pages, got.requests = c.want.pages, c.want.requests
				}
				if c.want.duplicates < 0 {
					got.duplicates = c.want.duplicates
				}
				if c.want.drift < 0 {
					got.drift = c.want.drift
				}
				if c.want.rows == "any" {
					got.rows = c.want.rows
				}
				if got != c.want {
					t.Errorf("got %+v\nwant %+v\nerror: %v", got, c.want, err)
				}
				if !slices.Equal(slices.Compact(slices.Sorted(slices.Values(ids))), slices.Sorted(slices.Values(ids))) {
					t.Errorf("a row came twice: %v", ids)
				}
			})
		}
	}
}

// A deletion lets a row slip to a page that was read. The next page does not
// begin with a row that was read, and the walk steps back.
func TestOffsetStepsBack(t *testing.T) {
	all := rows(0, 30)
	var offsets []int
	fetch := func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		offsets = append(offsets, r.Offset)
		if len(offsets) == 3 {
			all = all[5:]
		}
		to := min(r.Offset+r.Limit, len(all))
		return paging.Answer[row]{Rows: slices.Clone(all[min(r.Offset, to):to]), Total: len(all)}, nil
	}
	got, _, _ := collect(t, paging.Offset[row], paging.Options{Limit: 10}, fetch)
	if want := (result{rows: "r0..r29=30", pages: 4, requests: 5, drift: 1}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if want := []int{0, 9, 18, 9, 18}; !slices.Equal(offsets, want) {
		t.Errorf("offsets = %v, want %v", offsets, want)
	}
}

// A service that gives one row a page is told from a list of one row that grows
// while the walk looks behind it.
func TestOffsetOneRow(t *testing.T) {
	_, _, err := collect(t, paging.Offset[row], paging.Options{Limit: 10}, list(3, 1, silent))
	if want := "one row a page, and such pages cannot overlap"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("one row a page: %v; want an error with %q", err, want)
	}
	for name, lists := range map[string][]int{ // how many rows the list has at each request
		"grows":          {1, 3, 3},
		"grows by one":   {1, 2, 2},
		"grows and ends": {1, 1},
	} {
		n := 0
		got, _, err := collect(t, paging.Offset[row], paging.Options{Limit: 10}, func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
			has := lists[min(n, len(lists)-1)]
			n++
			return list(has, whole, silent)(ctx, r)
		})
		has := lists[len(lists)-1]
		if want := fmt.Sprintf("r0..r%d=%d", has-1, has); err != nil || got.rows != want || got.requests > 4 {
			t.Errorf("%s: got %+v, %v; want %s", name, got, err, want)
		}
	}
	// The only row goes while the walk looks behind it, and another one stays.
	pages := [][]row{{{"a"}}, {{"b"}}, {{"b"}}, nil}
	n := 0
	got, ids, err := collect(t, paging.Offset[row], paging.Options{Limit: 10}, func(context.Context, paging.Request) (paging.Answer[row], error) {
		n++
		return paging.Answer[row]{Rows: slices.Clone(pages[min(n, len(pages))-1]), Total: -1}, nil
	})
	if err != nil || !slices.Equal(ids, []string{"a", "b"}) {
		t.Errorf("one row after another: got %+v with %q, %v; want a and b", got, ids, err)
	}
	// What cannot be proved is not lost by whoever goes on from a cursor.
	fetch := unread(list(3, 1, silent), 0)
	for page, err := range paging.Offset(t.Context(), paging.Options{Limit: 10}, fetch, rowID) {
		if err != nil {
			break
		}
		if _, _, err := collect(t, paging.Offset[row], paging.Options{Limit: 10, Start: page.Cursor}, fetch); !errors.Is(err, errors.Malformed) {
			t.Errorf("from %q on: %v; want an error of kind malformed", page.Cursor, err)
		}
	}
}

// A row alone behind rows that cannot be read does not send whoever goes on from
// there back to the beginning.
func TestOffsetResumeBehindUnreadable(t *testing.T) {
	all := unread(list(94, whole, silent), 91, 92)
	fetch := func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
		if r.Offset == 90 {
			r.Limit = 3
		}
		return all(ctx, r)
	}
	cursor := ""
	for page, err := range paging.Offset(t.Context(), paging.Options{Limit: 10}, fetch, rowID) {
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Rows) == 1 && page.Rows[0].id == "r93" {
			cursor = page.Cursor
		}
	}
	got, ids, err := collect(t, paging.Offset[row], paging.Options{Limit: 10, Start: cursor}, fetch)
	if cursor == "" || err != nil || len(ids) > 20 || !slices.Contains(ids, "r93") {
		t.Errorf("from %q: got %+v, %v; want r93 and a page before it at most", cursor, got, err)
	}
}

// After a large deletion the steps back grow, or a long list would take as many
// requests to find the place as it has pages.
func TestOffsetStepsBackFaster(t *testing.T) {
	n := 0
	all := rows(0, 5000)
	got, _, err := collect(t, paging.Offset[row], paging.Options{Limit: 10}, func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		if n++; n == 500 {
			all = all[4000:]
		}
		to := min(r.Offset+r.Limit, len(all))
		return paging.Answer[row]{Rows: slices.Clone(all[min(r.Offset, to):to]), Total: len(all)}, nil
	})
	if err != nil || got.rows != "r0..r4999=5000" || got.drift < 2 || got.drift > 12 {
		t.Errorf("got %+v, %v; want all rows after a few steps back", got, err)
	}
}

// Where rows come in at the head, and where a step back after a deletion goes too
// far, everything that was read comes again, however many pages that takes.
func TestOffsetReadsAllAgain(t *testing.T) {
	burst := func() []row {
		var rs []row
		for i := range 20_000 {
			rs = append(rs, row{fmt.Sprintf("new%d", i)})
		}
		return rs
	}
	for name, change := range map[string]func([]row) []row{
		"deleted":  func(all []row) []row { return all[20_000:] },
		"inserted": func(all []row) []row { return append(burst(), all...) },
	} {
		n, all := 0, rows(0, 25_000)
		got, _, err := collect(t, paging.Offset[row], paging.Options{Limit: 10}, func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
			if n++; n == 2400 {
				all = change(all)
			}
			to := min(r.Offset+r.Limit, len(all))
			return paging.Answer[row]{Rows: slices.Clone(all[min(r.Offset, to):to]), Total: len(all)}, nil
		})
		if err != nil || !strings.HasPrefix(got.rows, "r0..r24999=") {
			t.Errorf("%s: got %+v, %v; want all rows", name, got, err)
		}
	}
}

// One row out and one in leaves the total as it was. A cursor notices by the
// page that it names.
func TestNumberedResumeSeesShift(t *testing.T) {
	all := rows(0, 30)
	fetch := func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		return paging.Answer[row]{Rows: slices.Clone(all[10*r.Page : min(10*r.Page+10, len(all))]), Total: len(all)}, nil
	}
	cursor := someCursor(t, paging.Numbered[row], fetch)

	still, _, err := collect(t, paging.Numbered[row], paging.Options{Limit: 99, Start: cursor}, fetch)
	if want := (result{rows: "r10..r29=20", pages: 3, requests: 3}); still != want || err != nil {
		t.Errorf("a list that stood still: got %+v, %v, want %+v", still, err, want)
	}
	all = append(slices.Clone(all[1:]), row{"new"})
	moved, ids, err := collect(t, paging.Numbered[row], paging.Options{Limit: 10, Start: cursor}, fetch)
	if err != nil || moved.drift != 1 || !slices.Contains(ids, "r10") {
		t.Errorf("a list that moved: got %+v, %v; want drift, and r10 that slipped to the page read before", moved, err)
	}
}

// A list that stood still shows no drift to a walk that goes on in it, also where
// there was nothing to go on from.
func TestOffsetResumeWithoutDrift(t *testing.T) {
	first := func(first paging.Answer[row], rest paging.Fetch[row]) paging.Fetch[row] {
		n := 0
		return func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
			if n++; n == 1 {
				return first, nil
			}
			return rest(ctx, r)
		}
	}
	for name, c := range map[string]struct {
		fetch paging.Fetch[row]
		want  result
	}{
		"a page":              {list(25, whole, exact), result{rows: "r10..r24=15", pages: 2, requests: 2}},
		"an empty first page": {first(paging.Answer[row]{Total: 2}, list(2, whole, exact)), result{rows: "r0..r1=2", pages: 1, requests: 1}},
		"one row, no total":   {list(1, whole, silent), result{pages: 2, requests: 2}},
	} {
		cursor := someCursor(t, paging.Offset[row], c.fetch)
		if got, _, err := collect(t, paging.Offset[row], paging.Options{Limit: 10, Start: cursor}, c.fetch); got != c.want || err != nil {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, c.want)
		}
	}
}

// A list that shows other rows each time, and never one that was read, is given
// up after a bounded number of steps.
func TestOffsetGivesUp(t *testing.T) {
	n := 0
	got, _, err := collect(t, paging.Offset[row], paging.Options{Limit: 10}, func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		n++
		rs := rows(100*n, 100*n+10)
		if r.Offset == 0 {
			rs = rows(0, 10)
		}
		return paging.Answer[row]{Rows: rs, Total: 1000}, nil
	})
	if got.err != errors.Conflict || got.requests > 250 || got.rows != "r0..r9=10" {
		t.Errorf("got %+v, %v; want an error of kind conflict after a few requests", got, err)
	}
}

func TestUnreadableRows(t *testing.T) {
	for _, c := range []struct {
		name string
		walk walkFunc
		bad  func(i int) bool
	}{
		{"offset, one in seven", paging.Offset[row], func(i int) bool { return i%7 == 6 }},
		{"offset, every last of a page", paging.Offset[row], func(i int) bool { return i%9 == 0 || i%9 == 8 }},
		{"offset, a whole page", paging.Offset[row], func(i int) bool { return i >= 10 && i < 31 }},
		{"offset, all", paging.Offset[row], func(int) bool { return true }},
		{"numbered, a whole page", paging.Numbered[row], func(i int) bool { return i >= 10 && i < 31 }},
		{"marker, one in seven", paging.Marker[row], func(i int) bool { return i%7 == 6 }},
		{"marker, the last ones", paging.Marker[row], func(i int) bool { return i >= 97 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := list(100, whole, exact)
			want := 0
			for i := range 100 {
				if !c.bad(i) {
					want++
				}
			}
			got, ids, err := collect(t, c.walk, paging.Options{Limit: 10}, func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
				a, err := all(ctx, r)
				a.Read = len(a.Rows)
				a.Rows = slices.DeleteFunc(a.Rows, func(x row) bool {
					i := 0
					fmt.Sscanf(x.id, "r%d", &i)
					return c.bad(i)
				})
				return a, err
			})
			if err != nil || len(ids) != want || got.requests > 40 {
				t.Errorf("got %d rows in %d requests, %v; want %d rows", len(ids), got.requests, err, want)
			}
		})
	}
}

// A whole page without a readable row leaves no marker to go on from.
func TestMarkerNothingReadable(t *testing.T) {
	got, _, err := collect(t, paging.Marker[row], paging.Options{Limit: 10}, func(context.Context, paging.Request) (paging.Answer[row], error) {
		return paging.Answer[row]{Read: 10, Total: 50}, nil
	})
	if got.err != errors.Malformed {
		t.Errorf("got %+v, %v; want an error of kind malformed", got, err)
	}
}

func TestSmaller(t *testing.T) {
	for _, w := range walks {
		t.Run(w.name, func(t *testing.T) {
			refuse := &errors.Error{Kind: errors.InvalidInput, Code: "LimitTooLarge"}
			all := list(40, whole, exact)
			asked := 0
			o := paging.Options{Limit: 50, Smaller: func(limit int, err error) int {
				asked++
				if limit != 50 || err != error(refuse) {
					t.Errorf("Smaller(%d, %v), want 50 and the service's error", limit, err)
				}
				return 20
			}}
			got, _, err := collect(t, w.walk, o, func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
				if r.Limit > 20 {
					return paging.Answer[row]{}, refuse
				}
				a, err := all(ctx, r)
				if n := len(a.Rows); w.name == "token" && n > 0 && a.Rows[n-1].id != "r39" {
					a.Next = a.Rows[n-1].id
				}
				return a, err
			})
			if err != nil || got.rows != "r0..r39=40" || asked != 1 {
				t.Errorf("got %+v, %v, asked %d times; want all 40 rows, asked once", got, err, asked)
			}
		})
	}
	t.Run("once", func(t *testing.T) {
		refuse := &errors.Error{Kind: errors.InvalidInput}
		o := paging.Options{Limit: 50, Smaller: func(limit int, _ error) int { return limit / 2 }}
		got, _, err := collect(t, paging.Offset[row], o, func(context.Context, paging.Request) (paging.Answer[row], error) {
			return paging.Answer[row]{}, refuse
		})
		if got.requests != 2 || err != error(refuse) {
			t.Errorf("%d requests, %v; want 2 and the service's error unchanged", got.requests, err)
		}
	})
	t.Run("not after an answer", func(t *testing.T) {
		for _, w := range walks {
			refuse := &errors.Error{Kind: errors.InvalidInput}
			o := paging.Options{Limit: 30, Smaller: func(limit int, err error) int {
				t.Errorf("%s: Smaller(%d, %v) after an answer of that size", w.name, limit, err)
				return 20
			}}
			n := 0
			_, _, err := collect(t, w.walk, o, func(context.Context, paging.Request) (paging.Answer[row], error) {
				if n++; n > 1 {
					return paging.Answer[row]{}, refuse
				}
				return paging.Answer[row]{Rows: rows(0, 30), Total: 90, Next: "r29"}, nil
			})
			if err != error(refuse) {
				t.Errorf("%s: %v, want the service's error unchanged", w.name, err)
			}
		}
	})
	t.Run("from a cursor", func(t *testing.T) {
		all := list(90, whole, exact)
		cursor := ""
		for page := range paging.Numbered(t.Context(), paging.Options{Limit: 30}, all, rowID) {
			cursor = page.Cursor
			break
		}
		o := paging.Options{Start: cursor, Smaller: func(int, error) int { return 20 }}
		got, _, err := collect(t, paging.Numbered[row], o, func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
			if r.Limit > 20 {
				return paging.Answer[row]{}, &errors.Error{Kind: errors.InvalidInput}
			}
			return all(ctx, r)
		})
		if err != nil || got.rows != "r0..r89=90" || got.drift != 0 {
			t.Errorf("got %+v, %v; want all 90 rows and no drift", got, err)
		}
	})
}

// A marker that is gone is not taken for a page that is too large: what is read
// anew is read with pages as large as before.
func TestSmallerGoneMarker(t *testing.T) {
	all := rows(0, 2500)
	// walk asks for 1000 rows and returns the limits it asked with. gone is a row
	// that is deleted as soon as it is a marker.
	walk := func(most int, gone, start string) (limits []int, got result) {
		left := all
		o := paging.Options{Limit: 1000, Start: start, Smaller: func(limit int, err error) int {
			if limit > 100 && errors.Is(err, errors.InvalidInput) {
				return 100
			}
			return 0
		}}
		got, _, err := collect(t, paging.Marker[row], o, func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
			limits = append(limits, r.Limit)
			if r.Marker == gone {
				left = slices.DeleteFunc(slices.Clone(all), func(x row) bool { return x.id == gone })
			}
			i := slices.Index(left, row{r.Marker})
			if r.Limit > most || i < 0 && r.Marker != "" {
				return paging.Answer[row]{}, &errors.Error{Kind: errors.InvalidInput}
			}
			return paging.Answer[row]{Rows: slices.Clone(left[i+1 : min(i+1+r.Limit, len(left))]), Total: len(left)}, nil
		})
		if err != nil {
			t.Errorf("from %q with %s gone: %v", start, gone, err)
		}
		return limits, got
	}
	cursor := ""
	for page := range paging.Marker(t.Context(), paging.Options{Limit: 1000}, list(2500, whole, exact), rowID) {
		cursor = page.Cursor
		break
	}
	for _, c := range []struct {
		name, gone, start string
		most              int
		rows              string
		limits            []int // those of the first requests
	}{
		{"gone in the middle", "r1999", "", 1000, "r0..r2499=2500", []int{1000, 1000, 1000, 1000, 1000, 1000}},
		{"gone at a cursor", "r999", cursor, 1000, "r0..r2499=2499", []int{1000, 100, 1000, 1000, 1000}},
		{"too large at a cursor", "none", cursor, 100, "r1000..r2499=1500", []int{1000, 100, 100, 100}},
		{"gone and too large", "r999", cursor, 100, "r0..r2499=2499", []int{1000, 100, 1000, 100, 100}},
	} {
		limits, got := walk(c.most, c.gone, c.start)
		if got.rows != c.rows || len(limits) < len(c.limits) || !slices.Equal(limits[:len(c.limits)], c.limits) {
			t.Errorf("%s: got %s with limits %v; want %s and limits that begin with %v", c.name, got.rows, limits, c.rows, c.limits)
		}
	}
}

// Errors of fetch come out as they are, with the cursor of the last page.
func TestErrorPassesThrough(t *testing.T) {
	for _, w := range walks {
		t.Run(w.name, func(t *testing.T) {
			boom := fmt.Errorf("boom")
			n := 0
			fetch := list(40, whole, silent)
			var cursors []string
			for page, err := range w.walk(t.Context(), paging.Options{Limit: 10}, func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
				if n++; n == 3 {
					return paging.Answer[row]{}, boom
				}
				a, err := fetch(ctx, r)
				a.Next = a.Rows[len(a.Rows)-1].id
				return a, err
			}, rowID) {
				if err != nil && err != boom {
					t.Errorf("error = %v, want fetch's own", err)
				}
				cursors = append(cursors, page.Cursor)
			}
			if len(cursors) != 3 || cursors[2] != cursors[1] || cursors[1] == "" || n != 3 {
				t.Errorf("cursors %q after %d requests; want three, the error's that of the page before", cursors, n)
			}
		})
	}
}

func TestContextEndsWalk(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	var last error
	for _, err := range paging.Offset(ctx, paging.Options{Limit: 10, Service: "sdrs", Operation: "ListFailureJobs"}, func(context.Context, paging.Request) (paging.Answer[row], error) {
		if n++; n == 2 {
			cancel()
		}
		return paging.Answer[row]{Rows: rows(9*n-9, 9*n+1), Total: -1}, nil
	}, rowID) {
		last = err
	}
	if !errors.Is(last, context.Canceled) || n != 2 || !strings.HasPrefix(last.Error(), "sdrs ListFailureJobs failed: canceled") {
		t.Errorf("%d requests, then %v; want 2 and an error of kind canceled that names the operation", n, last)
	}
}

func TestBreakFetchesNothingMore(t *testing.T) {
	for _, w := range walks {
		n := 0
		fetch := list(100, whole, exact)
		seq := w.walk(t.Context(), paging.Options{Limit: 10}, func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
			n++
			return fetch(ctx, r)
		}, rowID)
		for range 2 { // the second range begins anew
			for page := range seq {
				if page.Rows[0].id != "r0" {
					t.Errorf("%s: a new range begins with %s, want r0", w.name, page.Rows[0].id)
				}
				break
			}
		}
		if n != 2 {
			t.Errorf("%s: %d requests for two pages, want 2", w.name, n)
		}
	}
}

// A list that never ends is bounded by its rows, as it is by its pages: by those
// that are new, and those that cannot be read.
func TestMaxRows(t *testing.T) {
	endless := func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		i := r.Offset + r.Page*r.Limit
		fmt.Sscanf(r.Marker, "r%d", &i)
		return paging.Answer[row]{Rows: rows(i, i+r.Limit), Total: -1, Next: fmt.Sprintf("r%d", i+r.Limit)}, nil
	}
	half := func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
		a, err := endless(ctx, r)
		a.Read, a.Rows = len(a.Rows), a.Rows[:len(a.Rows)/2]
		return a, err
	}
	const each = "offset numbered marker token"
	for name, walk := range map[string]walkFunc{
		"offset": paging.Offset[row], "numbered": paging.Numbered[row], "marker": paging.Marker[row], "token": paging.Token[row],
	} {
		for _, c := range []struct {
			walks      string
			fetch      paging.Fetch[row]
			most       int
			least, max int // rows that are yielded
			err        errors.Kind
		}{
			{each, endless, 95, 95, 110, errors.Malformed},
			{each, endless, 10, 10, 10, errors.Malformed},
			{each, half, 95, 45, 55, errors.Malformed},
			{"offset numbered", list(90, whole, exact), 90, 90, 90, ""}, // the end was told, and nothing more is to be asked
			{"offset numbered marker", list(90, whole, exact), 1000, 90, 90, ""},
		} {
			if !strings.Contains(c.walks, name) {
				continue
			}
			got, ids, err := collect(t, walk, paging.Options{Limit: 10, MaxRows: c.most}, c.fetch)
			if got.err != c.err || len(ids) < c.least || len(ids) > c.max || (c.err != "") != got.cursor {
				t.Errorf("%s, at most %d rows: got %d rows, %+v, %v; want %d to %d and %q", name, c.most, len(ids), got, err, c.least, c.max, c.err)
			}
			if err != nil && !strings.Contains(err.Error(), "the list has no end") {
				t.Errorf("%s: %v, want it to say that the list has no end", name, err)
			}
		}
	}
}

// Rows that come again, in steps back and in passes, are no more rows.
func TestMaxRowsCountsARowOnce(t *testing.T) {
	calls := 0
	moving := func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
		calls++ // each of the first answers states another total, which makes a pass more
		return list(50, whole, func(int, int) int { return 50 + max(12-calls, 0) })(ctx, r)
	}
	got, ids, err := collect(t, paging.Numbered[row], paging.Options{Limit: 10, MaxRows: 60}, moving)
	if err != nil || len(ids) != 50 || got.requests <= 6 {
		t.Errorf("got %d rows in %d requests, %v; want 50 in several passes", len(ids), got.requests, err)
	}
}

// The default is far above any list, and keeps a scan from filling a disk.
func TestMaxRowsDefault(t *testing.T) {
	const page = 100_000
	read := 0
	fetch := func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		return paging.Answer[row]{Read: page, Total: 1 << 30, Rows: []row{{fmt.Sprint(r.Page)}}, Next: "more"}, nil
	}
	for p, err := range paging.Numbered(t.Context(), paging.Options{Limit: page}, fetch, rowID) {
		if read += p.Read; err != nil && !errors.Is(err, errors.Malformed) {
			t.Fatal(err)
		}
	}
	if read != 5_000_000 {
		t.Errorf("read %d rows, want 5,000,000", read)
	}
}

// Rows without a key have no identity: they are yielded whenever they come.
func TestRowsWithoutKey(t *testing.T) {
	_, ids, err := collect(t, paging.Offset[row], paging.Options{Limit: 10}, func(context.Context, paging.Request) (paging.Answer[row], error) {
		return paging.Answer[row]{Rows: []row{{""}, {"a"}, {""}}, Total: 3}, nil
	})
	if err != nil || len(ids) != 3 {
		t.Errorf("got %q, %v; want three rows", ids, err)
	}
}

func TestSharedSeen(t *testing.T) {
	var seen paging.Seen
	first, _, _ := collect(t, paging.Offset[row], paging.Options{Limit: 10, Seen: &seen}, list(25, whole, exact))
	second, _, err := collect(t, paging.Offset[row], paging.Options{Limit: 10, Seen: &seen}, list(30, whole, exact))
	if first.rows != "r0..r24=25" || second.rows != "r25..r29=5" || second.duplicates != 25 || second.drift != 0 || err != nil {
		t.Errorf("first %+v, second %+v, %v; want 25 rows, then 5 and 25 duplicates without drift", first, second, err)
	}
	if seen.Len() != 30 || seen.Add("r7") || !seen.Add("r99") {
		t.Errorf("the set has %d rows, want the 30 of both lists", seen.Len())
	}
}

var _ iter.Seq2[paging.Page[row], error] = paging.Token[row](context.Background(), paging.Options{}, nil, nil)
