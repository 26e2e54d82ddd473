package sdk_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// fake is a client whose list stands still. Every page costs a request.
type fake struct {
	source sdk.Source
	pages  []sdk.Page // Source, Cursor and Stats are filled when they are yielded
	delay  time.Duration
	failAt int   // the request that fails, from 1; 0 none
	err    error // with what
	silent bool  // ends its list without an error when the context ends

	requests atomic.Int64
	running  *atomic.Int64 // listings under way, of all clients that share it
	most     *atomic.Int64
	asked    []sdk.Query
}

var _ sdk.Client = (*fake)(nil)

// newFake makes a client with pages of failed tasks named NAME/0, NAME/1 ...
func newFake(name string, perPage ...int) *fake {
	f := &fake{source: sdk.Source{Name: name + "://eu-de", Service: name, Region: "eu-de", Project: "p"}}
	n := 0
	for _, size := range perPage {
		var page sdk.Page
		for range size {
			page.Tasks = append(page.Tasks, sdk.Task{
				Service: name, Region: "eu-de", ID: fmt.Sprintf("%s/%d", name, n), State: sdk.Failed,
				StartedAt: time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC).Add(-time.Duration(n) * time.Hour),
			})
			n++
		}
		f.pages = append(f.pages, page)
	}
	return f
}

func (f *fake) Source() sdk.Source { return f.source }

func (f *fake) Get(_ context.Context, id string) (sdk.Task, error) {
	return sdk.Task{ID: id}, nil
}

func (f *fake) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		if f.running != nil {
			now := f.running.Add(1)
			defer f.running.Add(-1)
			for old := f.most.Load(); now > old && !f.most.CompareAndSwap(old, now); old = f.most.Load() {
			}
		}
		f.asked = append(f.asked, q)
		position, err := q.Position(f.source)
		if err != nil {
			yield(sdk.Page{}, err)
			return
		}
		first, _ := strconv.Atoi(position)
		here := sdk.Cursor("")
		if first > 0 {
			here = q.CursorAt(f.source, position)
		}
		for i := first; i < len(f.pages) || i == 0; i++ {
			n := f.requests.Add(1)
			stats := sdk.Stats{Requests: 1}
			if err := sleep(ctx, f.delay); err != nil {
				if !f.silent {
					yield(sdk.Page{Stats: stats, Cursor: here}, &errors.Error{Kind: errors.KindOf(err), Message: "interrupted"})
				}
				return
			}
			if int(n) == f.failAt {
				yield(sdk.Page{Stats: stats, Cursor: here}, f.err)
				return
			}
			var page sdk.Page
			if i < len(f.pages) {
				page = f.pages[i]
				page.Tasks = slices.Clone(page.Tasks)
			}
			here = ""
			if i+1 < len(f.pages) {
				here = q.CursorAt(f.source, strconv.Itoa(i+1))
			}
			page.Cursor = here
			stats.Pages, stats.Rows = 1, len(page.Tasks)+len(page.Dropped)
			page.Stats = stats
			if !yield(page, nil) {
				return
			}
		}
	}
}

// sleep waits in the way of a request.
func sleep(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return ctx.Err()
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// tally writes a receipt in one line.
func tally(r sdk.Receipt) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", r.Source.Service)
	for _, flag := range []struct {
		on   bool
		name string
	}{{r.Complete, "complete"}, {r.Limited, "limited"}} {
		if flag.on {
			b.WriteString(" " + flag.name)
		}
	}
	fmt.Fprintf(&b, " tasks=%d pages=%d rows=%d requests=%d", r.Tasks, r.Pages, r.Rows, r.Requests)
	if r.Dropped > 0 {
		fmt.Fprintf(&b, " dropped=%d", r.Dropped)
	}
	if r.Lookups > 0 {
		fmt.Fprintf(&b, " lookups=%d", r.Lookups)
	}
	switch info, err := r.Cursor.Describe(); {
	case r.Cursor == "":
	case err != nil:
		b.WriteString(" cursor=" + err.Error())
	case info.Done:
		b.WriteString(" cursor=done")
	default:
		b.WriteString(" cursor=yes")
	}
	if r.Err != nil {
		b.WriteString(" err=" + string(errors.KindOf(r.Err)))
	}
	return b.String()
}

func tallies(s *sdk.Scan) []string {
	var lines []string
	for _, r := range s.Receipts() {
		lines = append(lines, tally(r))
	}
	return lines
}
