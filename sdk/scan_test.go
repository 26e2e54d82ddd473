package sdk_test

import (
	"context"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

var errDown = &errors.Error{Kind: errors.Unavailable, Message: "down"}

// receiptCase is a scan, and what its receipts say of it.
type receiptCase struct {
	name    string
	query   sdk.Query
	clients []*fake
	leave   func(tasks int) bool // whether to leave after so many tasks
	cancel  time.Duration
	want    []string
	errs    int
}

// withDropped has a page whose row was dropped.
func withDropped(f *fake, page int) *fake {
	f.pages[page].Dropped = []*errors.Error{{Kind: errors.Malformed, Message: "row"}}
	return f
}

// withLookups has a page of which a look-up has failed.
func withLookups(f *fake, page int) *fake {
	f.pages[page].Lookups = []*errors.Error{{Kind: errors.Throttled, Message: "look-up"}}
	return f
}

// failingAt fails with a request.
func failingAt(f *fake, at int) *fake {
	f.failAt, f.err = at, errDown
	return f
}

// receiptCases are scans that end in every way there is.
func receiptCases() []receiptCase {
	return []receiptCase{
		{name: "whole", clients: []*fake{newFake("a", 3, 3, 1), newFake("b", 2)}, want: []string{
			"a complete tasks=7 pages=3 rows=7 requests=3 cursor=done",
			"b complete tasks=2 pages=1 rows=2 requests=1 cursor=done",
		}},
		{name: "nothing there", clients: []*fake{newFake("a"), newFake("b", 0, 0)}, want: []string{
			"a complete tasks=0 pages=1 rows=0 requests=1 cursor=done",
			"b complete tasks=0 pages=2 rows=0 requests=2 cursor=done",
		}},
		{name: "an error half-way", clients: []*fake{failingAt(newFake("a", 3, 3, 1), 2), newFake("b", 2)}, errs: 1, want: []string{
			"a tasks=3 pages=1 rows=3 requests=2 cursor=yes err=unavailable",
			"b complete tasks=2 pages=1 rows=2 requests=1 cursor=done",
		}},
		{name: "an error at once", clients: []*fake{failingAt(newFake("a", 3), 1)}, errs: 1, want: []string{
			"a tasks=0 pages=0 rows=0 requests=1 err=unavailable",
		}},
		{name: "a dropped row", clients: []*fake{withDropped(newFake("a", 3, 3), 0)}, errs: 1, want: []string{
			"a tasks=6 pages=2 rows=7 requests=2 dropped=1",
		}},
		{name: "a failed look-up", clients: []*fake{withLookups(newFake("a", 3, 3), 1)}, errs: 1, want: []string{
			"a tasks=6 pages=2 rows=6 requests=2 lookups=1",
		}},
		{name: "left in the middle of a page", clients: []*fake{newFake("a", 3, 3, 3, 3)}, leave: func(n int) bool { return n == 5 }, want: []string{
			"a tasks=5 pages=2 rows=6 requests=3 cursor=yes",
		}},
		{name: "left at the first task", clients: []*fake{newFake("a", 3, 3)}, leave: func(n int) bool { return n == 1 }, want: []string{
			"a tasks=1 pages=1 rows=3 requests=2",
		}},
		{name: "left after the end of one", clients: []*fake{newFake("a", 1), newFake("b", 0, 0, 2, 2)}, leave: func(n int) bool { return n == 2 }, want: []string{
			"a complete tasks=1 pages=1 rows=1 requests=1 cursor=done",
			"b tasks=1 pages=3 rows=2 requests=4 cursor=yes",
		}},
		{name: "left before the news that one has ended", clients: []*fake{newFake("a", 1, 1, 1), newFake("b", 1)}, leave: func(n int) bool { return n == 3 }, want: []string{
			"a tasks=2 pages=2 rows=2 requests=3 cursor=yes",
			"b complete tasks=1 pages=1 rows=1 requests=1 cursor=done",
		}},
		{name: "cancelled", clients: []*fake{newFake("a", 3, 3, 3, 3), newFake("b", 1)}, cancel: 25 * time.Millisecond, errs: 1, want: []string{
			"a tasks=6 pages=2 rows=6 requests=3 cursor=yes err=canceled",
			"b complete tasks=1 pages=1 rows=1 requests=1 cursor=done",
		}},
		{name: "cancelled before it began", clients: []*fake{newFake("a", 3), newFake("b", 1)}, cancel: -1, errs: 2, want: []string{
			"a tasks=0 pages=0 rows=0 requests=0 err=canceled",
			"b tasks=0 pages=0 rows=0 requests=0 err=canceled",
		}},
		{name: "a limit inside a page", query: sdk.Query{Limit: 4}, clients: []*fake{newFake("a", 3, 3, 3)}, want: []string{
			"a limited tasks=4 pages=2 rows=6 requests=3 cursor=yes",
		}},
		{name: "a limit at the end of a page", query: sdk.Query{Limit: 3}, clients: []*fake{newFake("a", 3, 3, 3)}, want: []string{
			"a limited tasks=3 pages=1 rows=3 requests=2 cursor=yes",
		}},
		{name: "a limit at the very end", query: sdk.Query{Limit: 6}, clients: []*fake{newFake("a", 3, 3)}, want: []string{
			"a complete tasks=6 pages=2 rows=6 requests=2 cursor=done",
		}},
		{name: "a limit that is not reached", query: sdk.Query{Limit: 7}, clients: []*fake{newFake("a", 3, 3)}, want: []string{
			"a complete tasks=6 pages=2 rows=6 requests=2 cursor=done",
		}},
		{name: "a limit over several", query: sdk.Query{Limit: 3, Parallel: 1}, clients: []*fake{newFake("a", 2), newFake("b", 2, 2), newFake("c", 2)}, want: []string{
			"a complete tasks=2 pages=1 rows=2 requests=1 cursor=done",
			"b limited tasks=1 pages=1 rows=2 requests=2",
			"c limited tasks=0 pages=0 rows=0 requests=0",
		}},
		{name: "a limit and an error", query: sdk.Query{Limit: 3}, clients: []*fake{failingAt(newFake("a", 3), 1), newFake("b", 0, 3, 3)}, errs: 1, want: []string{
			"a tasks=0 pages=0 rows=0 requests=1 err=unavailable",
			"b limited tasks=3 pages=2 rows=3 requests=3 cursor=yes",
		}},
	}
}

// TestReceipts ranges over scans in every way in which a range can end. Each
// case runs in a bubble, which fails if a goroutine is left behind, and with a
// delay for each request, so that what is read ahead is the same each time.
func TestReceipts(t *testing.T) {
	for _, c := range receiptCases() {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				switch {
				case c.cancel < 0:
					cancel()
				case c.cancel > 0:
					time.AfterFunc(c.cancel, cancel)
				}
				if c.leave == nil {
					c.leave = func(int) bool { return false }
				}
				var clients []sdk.Client
				for i, f := range c.clients {
					f.delay = 10*time.Millisecond + time.Duration(i)*time.Millisecond
					f.requests.Store(0)
					clients = append(clients, f)
				}
				scan := sdk.Failures(c.query, clients...)
				if scan.Complete() {
					t.Error("complete before it ran")
				}
				tasks, errs := 0, 0
				for _, err := range scan.All(ctx) {
					if err != nil {
						if _, ok := errors.AsType[*sdk.SourceError](err); !ok {
							t.Errorf("error %v does not name its source", err)
						}
						errs++
						continue
					}
					tasks++
					synctest.Wait() // let the readers go as far ahead as they can
					time.Sleep(15 * time.Millisecond)
					if c.leave(tasks) {
						break
					}
				}
				got := tallies(scan)
				if !slices.Equal(got, c.want) || errs != c.errs {
					t.Errorf("%d errors, want %d\ngot  %s\nwant %s", errs, c.errs, strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
				}
				complete := !slices.ContainsFunc(scan.Receipts(), func(r sdk.Receipt) bool { return !r.Complete })
				if scan.Complete() != complete {
					t.Errorf("Complete = %v, and its receipts say %v", scan.Complete(), complete)
				}
				for i, f := range c.clients {
					if n := scan.Receipts()[i].Requests; n != int(f.requests.Load()) {
						t.Errorf("%s: receipt says %d requests, the service saw %d", f.source, n, f.requests.Load())
					}
				}
			})
		})
	}
}

// Five sources of 20 pages at 50 ms a request take hardly longer than one.
func TestScanIsParallel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var clients []sdk.Client
		for _, name := range []string{"dbs", "fnf", "sdrs", "csbs", "vbs"} {
			f := newFake(name, slices.Repeat([]int{1000}, 20)...)
			f.delay = 50 * time.Millisecond
			clients = append(clients, f)
		}
		begun, tasks := time.Now(), 0
		scan := sdk.Failures(sdk.Query{}, clients...)
		for range scan.All(t.Context()) {
			tasks++
		}
		took, floor := time.Since(begun), 20*50*time.Millisecond
		if tasks != 100_000 || !scan.Complete() || took > floor*115/100 {
			t.Errorf("%d tasks in %v, complete %v; want 100,000 in at most 1.15 times %v", tasks, took, scan.Complete(), floor)
		}
	})
}

// While a page is consumed the next one is fetched, and no other.
func TestScanReadsOnePageAhead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake("a", slices.Repeat([]int{1}, 10)...)
		f.delay = time.Second
		begun, pages := time.Now(), int64(0)
		for range sdk.Failures(sdk.Query{}, f).Pages(t.Context()) {
			pages++
			time.Sleep(time.Minute)
			if ahead := f.requests.Load() - pages; ahead > 1 {
				t.Fatalf("page %d: %d requests ahead, want 1", pages, ahead)
			}
		}
		if took, want := time.Since(begun), 10*time.Minute+time.Second; took != want {
			t.Errorf("took %v, want %v: the fetches lie behind the consuming", took, want)
		}
	})
}

func TestScanParallelBound(t *testing.T) {
	for _, c := range []struct{ parallel, want int64 }{{0, 8}, {1, 1}, {3, 3}, {50, 12}} {
		synctest.Test(t, func(t *testing.T) {
			var running, most atomic.Int64
			var clients []sdk.Client
			for i := range 12 {
				f := newFake(string(rune('a'+i)), 1, 1)
				f.delay, f.running, f.most = time.Second, &running, &most
				clients = append(clients, f)
			}
			scan := sdk.Tasks(sdk.Query{Parallel: int(c.parallel)}, clients...)
			for range scan.All(t.Context()) {
			}
			if most.Load() != c.want || !scan.Complete() {
				t.Errorf("Parallel %d: %d sources at once, want %d", c.parallel, most.Load(), c.want)
			}
		})
	}
}

func TestScanErrors(t *testing.T) {
	a := newFake("a", 2, 2)
	a.failAt, a.err = 2, errDown
	a.pages[0].Dropped = []*errors.Error{{Kind: errors.Malformed, Message: "row"}}
	a.pages[0].Lookups = []*errors.Error{{Kind: errors.Throttled, Message: "look-up"}}
	scan := sdk.Failures(sdk.Query{}, a)

	var got []string
	for task, err := range scan.All(t.Context()) {
		switch e, ok := errors.AsType[*sdk.SourceError](err); {
		case err == nil:
			got = append(got, task.ID)
		case !ok || e.Source.Name != "a://eu-de" || task.ID != "":
			t.Errorf("error %v of %v with task %q; want one of a with no task", err, e, task.ID)
		default:
			got = append(got, err.Error())
		}
	}
	want := []string{"a/0", "a/1", "a://eu-de: failed: malformed: row", "a://eu-de: failed: throttled: look-up", "a://eu-de: failed: unavailable: down"}
	if !slices.Equal(got, want) {
		t.Errorf("All gave %q\nwant     %q", got, want)
	}

	a.requests.Store(0)
	got = nil
	for page, err := range scan.Pages(t.Context()) { // ranging again begins anew
		if page.Source.Name != "a://eu-de" || page.Stats.Requests != 1 {
			t.Errorf("page of %q with %+v, want its source and stats also with an error", page.Source, page.Stats)
		}
		if len(page.Tasks) > 0 {
			got = append(got, "tasks")
		}
		if err != nil {
			got = append(got, err.Error())
		}
	}
	if want := []string{"tasks", "failed: unavailable: down"}; !slices.Equal(got, want) {
		t.Errorf("Pages gave %q, want %q", got, want)
	}
}

// A page that comes with an error may have tasks, and they count.
func TestScanTasksWithError(t *testing.T) {
	client := yields{newFake("a"), func(q sdk.Query, yield func(sdk.Page, error) bool) {
		yield(sdk.Page{Tasks: newFake("a", 2).pages[0].Tasks, Stats: sdk.Stats{Pages: 1, Rows: 2, Requests: 3, Retries: 1}}, errDown)
	}}
	scan := sdk.Failures(sdk.Query{}, client)
	tasks, errs := 0, 0
	for _, err := range scan.All(t.Context()) {
		if err != nil {
			errs++
			continue
		}
		tasks++
	}
	if got, want := tally(scan.Receipts()[0]), "a tasks=2 pages=1 rows=2 requests=3 err=unavailable"; tasks != 2 || errs != 1 || got != want {
		t.Errorf("%d tasks, %d errors, %s; want 2, 1, %s", tasks, errs, got, want)
	}
}

// A client whose list just stops must not look whole.
func TestScanListCutShort(t *testing.T) {
	client := yields{newFake("a"), func(q sdk.Query, yield func(sdk.Page, error) bool) {
		yield(sdk.Page{Cursor: q.CursorAt(newFake("a").source, "7")}, nil)
	}}
	scan := sdk.Failures(sdk.Query{}, client)
	var last error
	for _, err := range scan.All(t.Context()) {
		last = err
	}
	if !errors.Is(last, errors.Malformed) || scan.Complete() {
		t.Errorf("a list that stops in the middle: %v, complete %v; want an error of kind malformed", last, scan.Complete())
	}

	synctest.Test(t, func(t *testing.T) {
		f := newFake("a", 1, 1, 1)
		f.delay, f.silent = time.Second, true
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		scan := sdk.Failures(sdk.Query{}, f)
		for _, err := range scan.All(ctx) {
			last = err
		}
		if !errors.Is(last, errors.Timeout) || !errors.Is(last, context.DeadlineExceeded) || scan.Complete() {
			t.Errorf("a client that falls silent at the deadline: %v, complete %v; want an error of kind timeout", last, scan.Complete())
		}
	})
}

// yields is a client with pages of its own making.
type yields struct {
	*fake
	pages func(sdk.Query, func(sdk.Page, error) bool)
}

func (y yields) Pages(_ context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) { y.pages(q, yield) }
}

func TestScanUnsupportedStates(t *testing.T) {
	only := newFake("sdrs", 3)
	only.source.States = []sdk.State{sdk.Failed}
	any := newFake("vbs", 3)
	scan := sdk.Tasks(sdk.Query{States: []sdk.State{sdk.Running}}, only, any)
	var errs []error
	for _, err := range scan.All(t.Context()) {
		errs = append(errs, err)
	}
	if len(errs) != 1 || !errors.Is(errs[0], errors.Unsupported) || only.requests.Load() != 0 {
		t.Errorf("errors %v after %d requests, want one of kind unsupported before any", errs, only.requests.Load())
	}
	r := scan.Receipts()
	if r[0].Complete || !slices.Equal(r[0].States, only.source.States) || !r[1].Complete || r[1].States != nil {
		t.Errorf("receipts %+v, want the states of the first, and the second complete", r)
	}
	for _, states := range [][]sdk.State{nil, {sdk.Failed}, {sdk.Running, sdk.Failed}} {
		scan := sdk.Tasks(sdk.Query{States: states}, only)
		for _, err := range scan.All(t.Context()) {
			if err != nil {
				t.Errorf("states %v: %v", states, err)
			}
		}
		if !scan.Complete() {
			t.Errorf("states %v: incomplete", states)
		}
	}
}

// Only what the query asks for is handed out; all that was read is counted.
func TestScanFilters(t *testing.T) {
	f := newFake("a", 4, 4)
	f.pages[0].Tasks[1].State = sdk.Running
	f.pages[1].Tasks[0].State, f.pages[1].Tasks[0].RawState = sdk.Unknown, "moonlit"
	scan := sdk.Failures(sdk.Query{Since: f.pages[1].Tasks[2].StartedAt}, f)
	var ids []string
	for page := range scan.Pages(t.Context()) {
		for _, task := range page.Tasks {
			ids = append(ids, task.ID)
		}
	}
	if want := []string{"a/0", "a/2", "a/3", "a/5", "a/6"}; !slices.Equal(ids, want) {
		t.Errorf("tasks = %v, want %v", ids, want)
	}
	if got, want := tally(scan.Receipts()[0]), "a complete tasks=5 pages=2 rows=8 requests=2 cursor=done"; got != want {
		t.Errorf("receipt %s, want %s", got, want)
	}
}

// A row whose status is missing or no word at all may be one that was asked for:
// it is not left out in silence. A word that no table has is the service's own.
func TestScanStatusMissing(t *testing.T) {
	for _, tt := range []struct {
		name, raw string
		q         sdk.Query
		want      string
	}{
		{"no status", "", sdk.Query{}, "a tasks=1 pages=1 rows=2 requests=1 dropped=1"},
		{"an object for a status", `{"x":"error"}`, sdk.Query{}, "a tasks=1 pages=1 rows=2 requests=1 dropped=1"},
		{"a list for a status", `["error"]`, sdk.Query{}, "a tasks=1 pages=1 rows=2 requests=1 dropped=1"},
		{"an unknown word", "moonlit", sdk.Query{}, "a complete tasks=1 pages=1 rows=2 requests=1 cursor=done"},
		{"of another resource", "", sdk.Query{Resource: "r"}, "a complete tasks=1 pages=1 rows=2 requests=1 cursor=done"},
	} {
		f := newFake("a", 2)
		f.pages[0].Tasks[0].Resource.ID = "r"
		f.pages[0].Tasks[1].State, f.pages[0].Tasks[1].RawState = sdk.Unknown, tt.raw
		scan := sdk.Failures(tt.q, f)
		var errs []error
		for _, err := range scan.All(t.Context()) {
			if err != nil {
				errs = append(errs, err)
			}
		}
		if got := tally(scan.Receipts()[0]); got != tt.want {
			t.Errorf("%s: receipt %s, want %s", tt.name, got, tt.want)
		}
		for _, err := range errs {
			if !errors.Is(err, errors.Malformed) || !strings.Contains(err.Error(), "a/1") {
				t.Errorf("%s: error %v, want malformed that names a/1", tt.name, err)
			}
		}
		if got, want := len(errs) > 0, strings.Contains(tt.want, "dropped"); got != want {
			t.Errorf("%s: errors %v, want any: %v", tt.name, errs, want)
		}
		all := sdk.Tasks(sdk.Query{}, f)
		for range all.All(t.Context()) {
		}
		if got, want := tally(all.Receipts()[0]), "a complete tasks=2 pages=1 rows=2 requests=1 cursor=done"; got != want {
			t.Errorf("%s: all tasks: receipt %s, want %s", tt.name, got, want)
		}
	}
}

func TestScanCheck(t *testing.T) {
	a, b := newFake("a", 1), newFake("b", 1)
	now := time.Now()
	failed := sdk.Query{Trouble: true}
	cursor := func(q sdk.Query, f *fake) sdk.Cursor { return q.CursorAt(f.source, "1") }
	for _, c := range []struct {
		name    string
		query   sdk.Query
		clients []sdk.Client
		want    string // in the error; empty if there is none
	}{
		{"all well", sdk.Query{Resume: []sdk.Cursor{cursor(failed, a)}}, []sdk.Client{a, b}, ""},
		{"no client", sdk.Query{}, nil, "no source"},
		{"a nil client", sdk.Query{}, []sdk.Client{a, nil}, "client 2 is nil"},
		{"negative limit", sdk.Query{Limit: -1}, []sdk.Client{a}, "limit"},
		{"negative rows of a list", sdk.Query{MaxRows: -1}, []sdk.Client{a}, "rows of a list"},
		{"negative page size", sdk.Query{PageSize: -1}, []sdk.Client{a}, "page size"},
		{"negative parallel", sdk.Query{Parallel: -1}, []sdk.Client{a}, "at once"},
		{"a window backwards", sdk.Query{Since: now, Until: now.Add(-time.Hour)}, []sdk.Client{a}, "ends before it begins"},
		{"a window beyond the calendar", sdk.Query{Until: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC)}, []sdk.Client{a}, "the year 10000"},
		{"an open window", sdk.Query{Since: now}, []sdk.Client{a}, ""},
		{"a cursor of nobody", sdk.Query{Resume: []sdk.Cursor{cursor(failed, b)}}, []sdk.Client{a}, "b://eu-de"},
		{"a cursor of other states", sdk.Query{Resume: []sdk.Cursor{cursor(sdk.Query{}, a)}}, []sdk.Client{a}, "any state"},
		{"a cursor of failed tasks alone", sdk.Query{Resume: []sdk.Cursor{cursor(sdk.Query{States: []sdk.State{sdk.Failed}}, a)}}, []sdk.Client{a}, "not for tasks with trouble"},
		{"a cursor of another longest time", sdk.Query{Resume: []sdk.Cursor{cursor(sdk.Query{Trouble: true, Longest: time.Hour}, a)}}, []sdk.Client{a}, "up to 1h0m0s, and not the provider's default"},
		{"a negative longest time", sdk.Query{Longest: -1}, []sdk.Client{a}, "must not be negative"},
		{"a cursor of another resource", sdk.Query{Resource: "x", Resume: []sdk.Cursor{cursor(failed, a)}}, []sdk.Client{a}, `"x"`},
		{"a cursor of another version", sdk.Query{Resume: []sdk.Cursor{"tf9.abc"}}, []sdk.Client{a}, "another version"},
		{"no cursor at all", sdk.Query{Resume: []sdk.Cursor{"hello"}}, []sdk.Client{a}, "not one of taskfault's"},
		{"a cursor that is of two", sdk.Query{Resume: []sdk.Cursor{cursor(failed, a)}}, []sdk.Client{a, b, newFake("a", 1)}, "two of the sources are called so"},
		{"two sources of one name", sdk.Query{}, []sdk.Client{a, newFake("a", 1)}, ""},
		{"two cursors of one source", sdk.Query{Resume: []sdk.Cursor{cursor(failed, a), cursor(failed, a)}}, []sdk.Client{a}, "two cursors"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a.requests.Store(0)
			scan := sdk.Failures(c.query, c.clients...)
			err := scan.Check()
			if c.want == "" {
				if err != nil {
					t.Errorf("Check = %v, want nil", err)
				}
				return
			}
			if !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Check = %v, want an error of kind invalid_input with %q", err, c.want)
			}
			for _, rng := range []func() (int, error){
				func() (n int, last error) {
					for _, last = range scan.All(t.Context()) {
						n++
					}
					return n, last
				},
				func() (n int, last error) {
					for _, last = range scan.Pages(t.Context()) {
						n++
					}
					return n, last
				},
				func() (n int, last error) {
					for _, last = range scan.Merged(t.Context()) {
						n++
					}
					return n, last
				},
			} {
				if n, last := rng(); n != 1 || last == nil || last.Error() != err.Error() {
					t.Errorf("range: %d steps, %v; want the same error once", n, last)
				}
			}
			if a.requests.Load() != 0 || scan.Complete() || len(scan.Receipts()) != len(c.clients) {
				t.Errorf("%d requests, complete %v, receipts %v; want none sent and a receipt for each client", a.requests.Load(), scan.Complete(), tallies(scan))
			}
		})
	}
	if err := sdk.Tasks(sdk.Query{States: []sdk.State{"fialed"}}, a).Check(); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("a state that is none: %v, want kind invalid_input", err)
	}
}

// A source that goes on does so behind the last page taken whole and in the
// cursor's own window; one that was done begins anew in the query's.
func TestScanResumes(t *testing.T) {
	since := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a, b := newFake("a", 2, 2, 2), newFake("b", 1)
	first := sdk.Failures(sdk.Query{Since: since, Parallel: 1}, b, a)
	n := 0
	for range first.All(t.Context()) {
		if n++; n == 4 { // b/0, a/0, a/1, a/2
			break
		}
	}
	var resume []sdk.Cursor
	for _, r := range first.Receipts() {
		resume = append(resume, r.Cursor)
	}

	later := since.Add(24 * time.Hour)
	second := sdk.Failures(sdk.Query{Since: later, Resume: resume, Limit: 99, PageSize: 7}, a, b)
	var ids []string
	for task, err := range second.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, task.ID)
	}
	slices.Sort(ids)
	if want := []string{"a/2", "a/3", "a/4", "a/5", "b/0"}; !slices.Equal(ids, want) {
		t.Errorf("tasks = %v, want %v", ids, want)
	}
	r := second.Receipts()
	if !r[0].Since.Equal(since) || !r[1].Since.Equal(later) || !second.Complete() {
		t.Errorf("windows begin at %v and %v, want the cursor's %v and the query's %v", r[0].Since, r[1].Since, since, later)
	}
	if q := a.asked[len(a.asked)-1]; !q.Since.Equal(since) {
		t.Errorf("the client was asked for a window from %v, want the cursor's %v", q.Since, since)
	}
	if info, err := r[0].Cursor.Describe(); err != nil || !info.Done || !info.Since.Equal(since) {
		t.Errorf("cursor %+v, %v; want a done one", info, err)
	}
}

// A source that fails before it has given anything keeps the cursor that it
// began with.
func TestScanKeepsCursor(t *testing.T) {
	a := newFake("a", 1, 1)
	a.failAt, a.err = 1, errDown
	q := sdk.Query{Trouble: true}
	q.Resume = []sdk.Cursor{q.CursorAt(a.source, "1")}
	scan := sdk.Failures(q, a)
	for range scan.All(t.Context()) {
	}
	if got := scan.Receipts()[0].Cursor; got != q.Resume[0] {
		t.Errorf("cursor %q, want the one of the query", got)
	}
}

// Whatever interrupts a scan, and however often, the runs together lose nothing.
func TestScanResumeModel(t *testing.T) {
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 9))
		var clients []sdk.Client
		var fakes []*fake
		want := map[string]bool{}
		for i := range 1 + rng.IntN(4) {
			var sizes []int
			for range rng.IntN(5) {
				sizes = append(sizes, rng.IntN(4))
			}
			f := newFake(string(rune('a'+i)), sizes...)
			for _, p := range f.pages {
				for _, task := range p.Tasks {
					want[task.ID] = true
				}
			}
			fakes = append(fakes, f)
			clients = append(clients, f)
		}
		got := map[string]bool{}
		done := map[string]bool{}
		var resume []sdk.Cursor
		for run := 0; len(done) < len(clients); run++ {
			if run > 300 {
				t.Fatalf("seed %d: no end", seed)
			}
			for _, f := range fakes {
				f.requests.Store(0)
				f.failAt, f.err = rng.IntN(4)*rng.IntN(2), errDown
			}
			q := sdk.Query{Resume: resume, Limit: rng.IntN(6), Parallel: 1 + rng.IntN(3)}
			scan := sdk.Failures(q, clients...)
			left := 1 + rng.IntN(12)
			ranged := scan.All
			if rng.IntN(2) == 0 {
				ranged = scan.Merged
			}
			for task, err := range ranged(t.Context()) {
				if err == nil {
					got[task.ID] = true
				}
				if left--; left == 0 {
					break
				}
			}
			resume = nil
			for _, r := range scan.Receipts() {
				if r.Complete {
					done[r.Source.Name] = true
				}
				if r.Cursor != "" {
					resume = append(resume, r.Cursor)
				}
			}
		}
		for id := range want {
			if !got[id] {
				t.Fatalf("seed %d: %s is lost", seed, id)
			}
		}
	}
}

// Leaving the loop does not wait for the requests under way: it stops them, and
// they count.
func TestScanLeavesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow, fast := newFake("slow", 1), newFake("fast", 1, 1)
		slow.delay = time.Hour
		for name, ranged := range map[string]func(*sdk.Scan){
			"break": func(s *sdk.Scan) {
				for range s.All(t.Context()) {
					break
				}
			},
			"limit": func(s *sdk.Scan) {
				for range s.Pages(t.Context()) {
				}
			},
		} {
			begun := time.Now()
			scan := sdk.Failures(sdk.Query{Limit: 1}, slow, fast)
			ranged(scan)
			if took := time.Since(begun); took != 0 || scan.Receipts()[0].Requests != 1 || scan.Receipts()[0].Err != nil {
				t.Errorf("%s: left after %v with %v; want at once, the slow request counted and no error", name, took, tallies(scan))
			}
		}
	})
}

// A panic in the loop's body leaves no goroutine behind.
func TestScanPanic(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake("a", 1, 1, 1)
		f.delay = time.Second
		defer func() {
			if recover() == nil {
				t.Error("the panic is gone")
			}
		}()
		for range sdk.Failures(sdk.Query{}, f).All(t.Context()) {
			panic("by the caller")
		}
	})
}

// Receipts may be read from other goroutines while the scan runs.
func TestReceiptsWhileRanging(t *testing.T) {
	f := newFake("a", slices.Repeat([]int{3}, 50)...)
	scan := sdk.Failures(sdk.Query{}, f)
	if got := tallies(scan); !slices.Equal(got, []string{"a tasks=0 pages=0 rows=0 requests=0"}) {
		t.Errorf("before the range: %q", got)
	}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				scan.Complete()
				scan.Receipts()
			}
		}
	}()
	for range scan.All(t.Context()) {
	}
	close(stop)
	<-stopped
	if !scan.Complete() {
		t.Error("incomplete")
	}
}
