package provider

import (
	"context"
	"iter"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Listing is how the pages of a client are read: a walk over rows of the
// provider's own, and what makes tasks of them.
type Listing[R any] struct {
	Source sdk.Source
	// Count returns a context whose requests the counter counts. Nil counts those of
	// package transport.
	Count func(context.Context) (context.Context, Counter)
	// Walk begins the walk at a cursor of its own, empty for the beginning.
	Walk func(ctx context.Context, p *Progress, start string) Walk[R]
	// Tasks makes tasks of the rows of a page, which may take look-ups. Its error
	// ends the reading. Nil takes the rows for tasks, which they must be then.
	Tasks func(ctx context.Context, p *Progress, rows []R) ([]sdk.Task, error)
}

// Pages implements the method of [sdk.Client].
func (l Listing[R]) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		start, err := q.Position(l.Source)
		if err != nil {
			yield(sdk.Page{}, err)
			return
		}
		count := l.Count
		if count == nil {
			count = countCalls
		}
		ctx, counter := count(ctx)
		r := reading[R]{Listing: l, progress: NewProgress(l.Source, q, counter), last: start, replays: start != ""}
		silent := true
		for page, err := range l.Walk(ctx, r.progress, start) {
			silent = false
			if !r.page(ctx, page, err, yield) {
				return
			}
		}
		switch p := r.progress; {
		case silent: // no list, no page: what it took is told all the same
			yield(p.Page(nil, "", 0, sdk.Stats{}), nil)
		case len(p.failing.down) > 0:
			err := p.serviceIsDown()
			yield(p.Page(nil, r.last, 0, r.held), err)
		}
	}
}

// countCalls counts the requests of package transport.
func countCalls(ctx context.Context) (context.Context, Counter) {
	tally := new(transport.Tally)
	return transport.WithTally(ctx, tally), tally
}

// reading is one range over the pages.
type reading[R any] struct {
	Listing[R]
	progress *Progress
	last     string // position behind the last page

	// A walk from a cursor may begin with the page before it, of which nothing is
	// left to yield. It is put together with the next one: a run that is always
	// ended after one page must still come on. Neither is a page yielded behind
	// lists that the service did not answer, until it answers another.
	replays bool
	held    sdk.Stats // of such pages
}

// page hands out one step of the walk. It reports whether to go on.
func (r *reading[R]) page(ctx context.Context, at paging.Page[R], err error, yield func(sdk.Page, error) bool) bool {
	stats := StatsOf(at)
	down := len(r.progress.failing.down) > 0
	if down && err == nil {
		r.held.Add(stats)
		return true
	}
	replayed := r.replays && err == nil && len(at.Rows) == 0 && at.Cursor != "" && r.progress.clean()
	r.replays = false
	if replayed {
		r.held.Add(stats)
		r.last = at.Cursor
		return true
	}
	stats.Add(r.held)
	r.held = sdk.Stats{}
	position := at.Cursor
	if down { // the walk ends: it can go on before the lists that were not answered
		position = r.last
	}
	tasks, failed := r.tasks(ctx, at.Rows)
	switch {
	case err != nil:
	case failed != nil:
		err, position = failed, r.last
	}
	r.last = position
	return yield(r.progress.Page(tasks, position, at.Total, stats), err) && err == nil
}

// tasks are those of the rows of a page.
func (r *reading[R]) tasks(ctx context.Context, rows []R) ([]sdk.Task, error) {
	if r.Tasks != nil {
		return r.Tasks(ctx, r.progress, rows)
	}
	tasks, ok := any(rows).([]sdk.Task)
	if !ok {
		return nil, r.progress.Fail("Pages", errors.Internal, "the rows of the listing are no tasks, and nothing makes tasks of them")
	}
	return tasks, nil
}

// clean reports whether everything was read since the last page.
func (p *Progress) clean() bool {
	return len(p.dropped)+len(p.lookups)+len(p.unread)+p.notLookedUp == 0
}
