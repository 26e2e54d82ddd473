package sdk

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/taskfault/taskfault/errors"
)

// defaultParallel is how many sources are read at once.
const defaultParallel = 8

// step is what a source's reader hands over: a page, perhaps with the error
// that ends the source, or the news that it has ended, which comes with an error
// where it is no good end.
type step struct {
	source int
	page   Page
	err    error
	end    bool
}

// last reports whether nothing follows from the step's source.
func (st *step) last() bool { return st.end || st.err != nil }

// fan is the goroutines of one range: one for each source that is being read.
// They hand pages over an unbuffered channel, so that each is at most one page
// ahead of the range.
type fan struct {
	scan    *Scan
	left    chan struct{} // closed when the range wants no more
	cancel  context.CancelFunc
	readers sync.WaitGroup
	told    []bool // that a source has ended; each is its reader's
}

// open starts readers, each of which takes the next source of the queue until
// there is none. out says where a source's steps go.
func (s *Scan) open(ctx context.Context, readers int, out func(source int) chan<- step) *fan {
	ctx, cancel := context.WithCancel(ctx)
	f := &fan{scan: s, left: make(chan struct{}), cancel: cancel, told: make([]bool, len(s.clients))}
	queue := make(chan int, len(s.clients))
	for i := range s.clients {
		queue <- i
	}
	close(queue)
	for range min(readers, len(s.clients)) {
		f.readers.Go(func() { f.work(ctx, queue, out) })
	}
	return f
}

// work reads the sources of the queue. A client that ends the goroutine that it
// runs in, as FailNow of a test does, must not take the others with it: then
// another goroutine goes on.
func (f *fan) work(ctx context.Context, queue <-chan int, out func(source int) chan<- step) {
	returned := false
	defer func() {
		if !returned {
			f.readers.Go(func() { f.work(ctx, queue, out) })
		}
	}()
	for i := range queue {
		if !f.read(ctx, i, out(i)) {
			break
		}
	}
	returned = true
}

// close stops every request, waits for the readers and closes the receipts. What
// the readers have spent by then is in there. limited says that the query's limit
// ended the range.
func (f *fan) close(limited bool) {
	close(f.left)
	f.cancel()
	f.readers.Wait()
	f.scan.settle(limited)
}

// read hands over the pages of one source, and an error in place of a panic: one
// broken client must not end the reading of the others. It reports false if the
// range was left.
func (f *fan) read(ctx context.Context, i int, out chan<- step) (more bool) {
	returned := false
	defer func() {
		if returned {
			return
		}
		source := f.scan.sources[i].receipt.Source
		err := collapsed(source, recover())
		more = f.told[i] || f.send(out, step{source: i, page: Page{Source: source}, err: err})
	}()
	more = f.pages(ctx, i, out)
	returned = true
	return more
}

// pages hands over the pages of one source.
func (f *fan) pages(ctx context.Context, i int, out chan<- step) bool {
	query := f.scan.sources[i].query // nobody writes it after begin
	client := f.scan.clients[i]
	source := client.Source()
	if err := unable(ctx, query, source); err != nil {
		return f.send(out, step{source: i, page: Page{Source: source}, err: err})
	}
	rest := Cursor("")
	silent := true
	for page, err := range client.Pages(ctx, query) {
		silent = false
		page.Source = source
		query.choose(&page)
		if !f.send(out, step{source: i, page: page, err: err}) {
			return false
		}
		if err != nil {
			return true
		}
		rest = page.Cursor
	}
	if err := cutShort(ctx, source, rest, silent); err != nil {
		return f.send(out, step{source: i, page: Page{Source: source}, err: err})
	}
	return f.send(out, step{source: i, page: Page{Source: source}, end: true, err: f.scan.missed(i)})
}

// send hands a step over, unless the range is left first.
func (f *fan) send(out chan<- step, st step) bool {
	f.told[st.source] = st.last()
	select {
	case out <- st:
		return true
	case <-f.left:
		f.scan.unread(&st)
		return false
	}
}

// unable says why a source need not be asked at all.
func unable(ctx context.Context, q Query, s Source) error {
	if err := ctx.Err(); err != nil {
		return scanError(s, errors.KindOf(err), fmt.Sprintf("the scan ended before this source was read: %v", err))
	}
	if s.States == nil || slices.ContainsFunc(s.States, q.Wants) {
		return nil
	}
	return scanError(s, errors.Unsupported, fmt.Sprintf("the service lists only %s, and the scan asks for %s", words(s.States), words(q.statesAsked())))
}

// cutShort is the error of a list that ended without an error and yet not at
// its end: such a list must not count as whole. rest is where its last page says
// that it goes on, and silent that there was no page.
func cutShort(ctx context.Context, s Source, rest Cursor, silent bool) error {
	switch err := ctx.Err(); {
	case rest == "" && (!silent || err == nil):
		return nil
	case err != nil:
		return scanError(s, errors.KindOf(err), fmt.Sprintf("the list was not read to its end: %v", err))
	}
	return scanError(s, errors.Malformed, "the list ended although its last page says that it goes on")
}

func scanError(s Source, kind errors.Kind, message string) *errors.Error {
	return &errors.Error{
		Service: s.Service, Region: s.Region, Operation: "Scan",
		Kind: kind, Message: message, Retry: errors.RetryNo,
	}
}

// each hands the pages of all sources to deliver as they come, until it wants
// no more, the limit is reached, or all have ended. deliver says how many tasks
// of the page it has handed out.
func (s *Scan) each(ctx context.Context, deliver func(Page, error) (tasks int, more bool)) {
	out := make(chan step)
	readers := s.query.Parallel
	if readers == 0 {
		readers = defaultParallel
	}
	f := s.open(ctx, readers, func(int) chan<- step { return out })
	quota := newQuota(s.query.Limit)
	limited := false
	defer func() { f.close(limited) }()
	alike := errorLimit{}
	for open := len(s.clients); open > 0; {
		st := <-out
		if st.last() {
			open--
		}
		whole := quota.cut(&st.page)
		if st.end && st.err == nil {
			s.ended(st.source)
			if !alike.rest(st.source, &st.page) {
				continue
			}
		} else {
			s.took(&st)
			alike.cut(&st)
		}
		tasks, more := deliver(st.page, st.err)
		s.gave(st.source, tasks)
		quota.spend(tasks)
		if !more {
			return
		}
		if whole {
			s.passed(st.source, &st.page, st.err)
		}
		if limited = quota.used(); limited {
			s.deliverRest(alike, deliver)
			return
		}
	}
}

// deliverRest hands out the errors that wait for the end of their source, in a
// range that ends before.
func (s *Scan) deliverRest(alike errorLimit, deliver func(Page, error) (tasks int, more bool)) {
	for i := range s.sources {
		page := Page{Source: s.sources[i].receipt.Source}
		if !alike.rest(i, &page) {
			continue
		}
		if _, more := deliver(page, nil); !more {
			return
		}
	}
}

// quota is what Query.Limit leaves to hand out.
type quota struct {
	bound bool
	left  int
}

func newQuota(limit int) *quota { return &quota{bound: limit > 0, left: limit} }

// cut takes the tasks away that are too many, and reports whether there were
// none.
func (q *quota) cut(page *Page) (whole bool) {
	if !q.bound || len(page.Tasks) <= q.left {
		return true
	}
	page.Tasks = page.Tasks[:q.left]
	return false
}

func (q *quota) spend(tasks int) { q.left -= tasks }

func (q *quota) used() bool { return q.bound && q.left <= 0 }
