package sdk_test

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// broken is a client that does something else after its pages.
type broken struct {
	*fake
	then func(yield func(sdk.Page, error) bool)
}

func (b broken) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		left := false
		for page, err := range b.fake.Pages(ctx, q) {
			if left = !yield(page, err); left {
				break
			}
		}
		if !left {
			b.then(yield)
		}
	}
}

// ranges are the ways to range over a scan's tasks.
var ranges = map[string]func(*sdk.Scan, context.Context) iter.Seq2[sdk.Task, error]{
	"all": (*sdk.Scan).All, "merged": (*sdk.Scan).Merged,
}

// A client that breaks in its own code is told of like one whose service does,
// and the others are read to their ends.
func TestScanBrokenClient(t *testing.T) {
	var none map[string]int
	for _, c := range []struct {
		name string
		then func(yield func(sdk.Page, error) bool)
		want string // in the error
	}{
		{"panics", func(func(sdk.Page, error) bool) { none["x"]++ },
			"internal: the client panicked in github.com/taskfault/taskfault/sdk_test.TestScanBrokenClient.func1, line "},
		{"panics with what must not be told", func(func(sdk.Page, error) bool) { panic("key=s3cret") },
			": with a string"},
		{"panics after its error", func(yield func(sdk.Page, error) bool) {
			yield(sdk.Page{}, errDown)
			panic("again")
		}, "unavailable: down"},
		{"goes on after its error", func(yield func(sdk.Page, error) bool) {
			yield(sdk.Page{}, errDown)
			yield(sdk.Page{Tasks: newFake("a", 1).pages[0].Tasks}, nil)
		}, "unavailable: down"},
		{"ends its goroutine", func(func(sdk.Page, error) bool) { runtime.Goexit() },
			"internal: the client ended its goroutine"},
	} {
		for how, ranged := range ranges {
			for _, parallel := range []int{0, 1} {
				t.Run(fmt.Sprintf("%s/%s/%d at once", c.name, how, parallel), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						a, b, d := broken{newFake("a", 2, 1), c.then}, newFake("b", 2, 2), newFake("d", 1)
						b.delay, d.delay = time.Second, time.Second
						scan := sdk.Failures(sdk.Query{Parallel: parallel}, a, b, d)
						var texts []string
						for _, err := range ranged(scan, t.Context()) {
							if err != nil {
								texts = append(texts, err.Error())
							}
						}
						text := strings.Join(texts, "\n")
						if len(texts) != 1 || !strings.HasPrefix(text, "a://eu-de: ") || !strings.Contains(text, c.want) || strings.Contains(text, "s3cret") {
							t.Errorf("errors %q, want one of a with %q", texts, c.want)
						}
						got := tallies(scan)
						want := []string{
							"a tasks=3 pages=2 rows=3 requests=2 cursor=yes err=" + string(errors.KindOf(scan.Receipts()[0].Err)),
							"b complete tasks=4 pages=2 rows=4 requests=2 cursor=done",
							"d complete tasks=1 pages=1 rows=1 requests=1 cursor=done",
						}
						if !slices.Equal(got, want) || scan.Receipts()[0].Err == nil {
							t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
						}
					})
				})
			}
		}
	}
}

// A client that falls silent before its first page has not read anything.
func TestScanSilentAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake("a", 1)
		f.delay, f.silent = time.Second, true
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		scan := sdk.Failures(sdk.Query{}, f)
		var last error
		for _, err := range scan.All(ctx) {
			last = err
		}
		if !errors.Is(last, errors.Timeout) || scan.Complete() {
			t.Errorf("%v, complete %v; want an error of kind timeout", last, scan.Complete())
		}
	})
}

// A list that goes on behind what looked like its end is not at its end.
func TestScanGoesOnBehindTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := broken{newFake("a", 1), func(yield func(sdk.Page, error) bool) {
			yield(sdk.Page{Tasks: newFake("a", 3).pages[0].Tasks[1:]}, nil)
		}}
		n := 0
		scan := sdk.Failures(sdk.Query{}, a)
		for range scan.All(t.Context()) {
			time.Sleep(time.Second)
			if n++; n == 2 {
				break
			}
		}
		if got := tally(scan.Receipts()[0]); scan.Complete() {
			t.Errorf("%s; one task was not handed out", got)
		}
	})
}

// Wherever a scan is left, canceled or ended by its limit, a source is complete
// only if all of it was handed out and no error was to come, its receipt says why
// it is not, and every request is counted.
func TestScanLeftAnywhere(t *testing.T) {
	for how, ranged := range ranges {
		for _, way := range []string{"left", "limited", "canceled"} {
			for at, ended := 1, false; !ended; at++ {
				synctest.Test(t, func(t *testing.T) {
					ended = leave(t, fmt.Sprintf("%s, %s at %d", how, way, at), way, at, ranged)
				})
			}
		}
	}
}

// leave ends a range in some way at a number of tasks and errors, and reports
// whether it had ended before.
func leave(t *testing.T, name, way string, at int, ranged func(*sdk.Scan, context.Context) iter.Seq2[sdk.Task, error]) (ended bool) {
	late := broken{newFake("a", 2, 1), func(yield func(sdk.Page, error) bool) { yield(sdk.Page{}, errDown) }}
	fakes := []*fake{late.fake, newFake("b", 1, 0, 3), newFake("c", 2, 2), newFake("d", 0)}
	clients := []sdk.Client{late}
	for i, f := range fakes {
		f.delay = time.Duration(i+1) * time.Millisecond
		if i > 0 {
			clients = append(clients, f)
		}
	}
	q := sdk.Query{}
	if way == "limited" {
		q.Limit = at
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	scan := sdk.Failures(q, clients...)
	n, tasks, errs := 0, map[string]int{}, map[string]int{}
	ended = true
	for task, err := range ranged(scan, ctx) {
		if e, ok := errors.AsType[*sdk.SourceError](err); ok {
			errs[e.Source.Service]++
		} else {
			tasks[task.Service]++
		}
		if err == nil || way != "limited" {
			n++
		}
		time.Sleep(time.Second) // the readers go as far ahead as they can
		if n < at {
			continue
		}
		ended = false
		if way == "left" {
			break
		}
		if way == "canceled" {
			cancel()
		}
	}
	for i, r := range scan.Receipts() {
		all := 0
		for _, p := range fakes[i].pages {
			all += len(p.Tasks)
		}
		told, limited := errs[r.Source.Service], way == "limited"
		switch {
		case r.Tasks != tasks[r.Source.Service] || r.Requests != int(fakes[i].requests.Load()):
			t.Errorf("%s: %s; %d tasks were handed out and %d requests made", name, tally(r), tasks[r.Source.Service], fakes[i].requests.Load())
		case r.Complete && (i == 0 || r.Tasks < all || r.Err != nil):
			t.Errorf("%s: %s; it is not complete", name, tally(r))
		case told > 1 || told == 1 && r.Err == nil || told == 0 && r.Err != nil && way != "left":
			t.Errorf("%s: %s; %d errors were handed out", name, tally(r), told)
		case r.Limited && (!limited || r.Complete || r.Err != nil):
			t.Errorf("%s: %s; the limit is not what ended it", name, tally(r))
		case !r.Complete && !r.Limited && r.Err == nil && way != "left":
			t.Errorf("%s: %s; nothing says why it is not complete", name, tally(r))
		}
	}
	return ended
}
