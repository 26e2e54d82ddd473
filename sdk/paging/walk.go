package paging

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/errors"
)

// walk is what the four walks share: how a page is asked for, which rows of it
// are new, and how the end is told.
type walk[R any] struct {
	opts  Options
	fetch Fetch[R]
	key   func(*R) string

	limit   int
	least   int // limit below which the walk cannot go on
	asked   int // answers so far
	counted int // rows so far, those that cannot be read included

	own    *Seen // rows that this walk has read
	shared *Seen // rows that any walk has yielded, nil if this is the only one
	hashes []uint64

	previous pagePrint // of the page before
	copies   int       // pages in a row that repeat the one before
	fruitful int       // pages with a new row
	stale    int       // pages in a row without

	drift int    // found since the last page that was yielded
	last  string // cursor of the last page that was yielded
}

func newWalk[R any](o Options, fetch Fetch[R], key func(*R) string, least int) *walk[R] {
	w := &walk[R]{opts: o, fetch: fetch, key: key, limit: o.Limit, least: least, shared: o.Seen, last: o.Start}
	if w.limit <= 0 {
		w.limit = defaultLimit
	}
	w.limit = max(w.limit, least)
	if w.opts.MaxPages <= 0 {
		w.opts.MaxPages = defaultMaxPages
	}
	if w.opts.MaxRows <= 0 {
		w.opts.MaxRows = defaultMaxRows
	}
	if w.shared == nil {
		w.own = new(Seen)
	} else {
		w.own = w.shared.sibling()
	}
	return w
}

// ask fetches one page. A limit that the service refuses before it has answered
// any is lowered once, which the caller sees by w.limit; if that is refused as
// well, it was not the limit, which stays what it was.
func (w *walk[R]) ask(ctx context.Context, r Request) (Answer[R], error) {
	for limit := w.limit; ; {
		if err := ctx.Err(); err != nil {
			return Answer[R]{}, w.fail(errors.KindOf(err), errors.RetryNo, "the list was not read to its end: %v", context.Cause(ctx))
		}
		if w.asked >= w.opts.MaxPages {
			return Answer[R]{}, w.fail(errors.Malformed, errors.RetryNo, "the list has no end: %d pages were read", w.asked)
		}
		if w.counted >= w.opts.MaxRows {
			return Answer[R]{}, w.fail(errors.Malformed, errors.RetryNo, "the list has no end: %d rows were read", w.counted)
		}
		r.Limit = w.limit
		a, err := w.fetch(ctx, r)
		if err != nil {
			if w.limit == limit && w.lower(err) {
				continue
			}
			w.limit = limit
			return a, err
		}
		w.asked++
		a.Read = max(a.Read, len(a.Rows))
		a.Total = min(a.Total, maxPlace) // a cursor takes no more
		return a, nil
	}
}

// lower takes a smaller limit after a refusal. A limit that was answered is not
// too large: what is refused then is the place, such as a marker that is gone.
func (w *walk[R]) lower(err error) bool {
	if w.asked > 0 || w.opts.Smaller == nil {
		return false
	}
	less := w.opts.Smaller(w.limit, err)
	if less < w.least || less >= w.limit {
		return false
	}
	w.limit = less
	return true
}

// hash fills w.hashes for rows.
func (w *walk[R]) hash(rows []R) {
	w.hashes = w.hashes[:0]
	for i := range rows {
		w.hashes = append(w.hashes, w.own.hash(w.key(&rows[i])))
	}
}

// sorted is what became of the rows of one answer.
type sorted[R any] struct {
	rows      []R // to yield
	fresh     int // new to this walk
	again     int // read by this walk before
	elsewhere int // new to this walk, yielded by another
}

// sort keeps the rows that nobody yielded, in place. w.hashes must be theirs.
func (w *walk[R]) sort(rows []R) (s sorted[R]) {
	s.rows = rows[:0]
	w.own.expect(len(rows))
	if w.shared != nil {
		w.shared.expect(len(rows))
	}
	for i := range rows {
		h := w.hashes[i]
		switch {
		case !w.own.add(h):
			s.again++
			continue
		case w.shared != nil && !w.shared.add(h):
			s.elsewhere++
			s.fresh++
			continue
		}
		s.fresh++
		if n := len(s.rows); n < i {
			rows[n] = rows[i] // where nothing is left out, every row is in its place already
		}
		s.rows = rows[:len(s.rows)+1]
	}
	clear(rows[len(s.rows):]) // what they point to may go
	return s
}

// pagePrint tells a page from others: where it was asked for, what total it
// stated, and its rows in their order, 0 if it has none or only some of them could
// be read.
type pagePrint struct {
	place, total int
	rows         uint64
}

// compare looks whether a page repeats the one before, which was asked for
// another place. A list that moved by just so much states another total, or does
// not go on doing so; a service that does not know the parameter does. w.hashes
// must be those of the page.
//
// Of rows that cannot be read only the number is known. It tells a page that is not
// full, of a list whose total says nothing: that is how an answer looks which is no
// page at all, and which would be asked for again and again.
func (w *walk[R]) compare(a Answer[R], place int) {
	now := pagePrint{place: place, total: a.Total}
	_, said := a.says()
	switch {
	case len(w.hashes) == a.Read:
		for _, h := range w.hashes {
			now.rows = mix(now.rows, h)
		}
	case len(w.hashes) == 0 && a.Read < w.limit && !said:
		now.rows = mix(now.rows, uint64(a.Read))
	}
	same := now.rows != 0 && now.rows == w.previous.rows && now.total == w.previous.total && now.place != w.previous.place
	if w.copies++; !same {
		w.copies = 0
	}
	w.previous = now
}

// mix adds a row's hash to a fingerprint of rows in their order.
func mix(print, hash uint64) uint64 {
	print = (print ^ hash) * 0x9e3779b97f4a7c15
	return print ^ print>>32
}

// endless refuses to go on with a list that has brought no new row for long, or
// the same page whatever place was asked for. fresh is how many rows of the last
// answer were new.
func (w *walk[R]) endless(fresh int) error {
	if w.stale++; fresh > 0 {
		w.fruitful++
		w.stale = 0
	}
	if w.copies < patience && w.stale > w.fruitful+maxStale {
		return w.fail(errors.Malformed, errors.RetryNo, "the list has no end: %d pages in a row brought no new row that can be read", w.stale)
	}
	return w.samePage()
}

// samePage refuses to go on with the same page whatever place was asked for.
func (w *walk[R]) samePage() error {
	if w.copies < patience {
		return nil
	}
	return w.fail(errors.Malformed, errors.RetryYes, "the service gives the same page for every place in the list")
}

// maxStale is how many pages in a row may bring no new row, beyond as many as had
// one: a burst of rows that come in at the head, and a step back after a large
// deletion, lead through everything that was read before.
const maxStale = 100

// page makes the page to yield from an answer, whose hashes w.hashes must be. planned is how many of the rows
// read again were asked for again on purpose.
func (w *walk[R]) page(a Answer[R], s sorted[R], planned int, cursor string) Page[R] {
	planned = min(planned, s.again)
	p := Page[R]{
		Rows: s.rows, Cursor: cursor, Total: max(a.Total, 0), Read: a.Read - planned,
		Duplicates: s.again - planned + s.elsewhere, Drift: w.drift,
	}
	w.drift, w.last = 0, cursor
	w.counted += s.fresh + a.Read - len(w.hashes)
	return p
}

// end is the page that comes with an error.
func (w *walk[R]) end() Page[R] {
	return Page[R]{Cursor: w.last, Drift: w.drift}
}

// fail is an error of the walk itself.
func (w *walk[R]) fail(kind errors.Kind, retry errors.Retry, format string, args ...any) error {
	return &errors.Error{
		Service: w.opts.Service, Region: w.opts.Region, Operation: w.opts.Operation,
		Kind: kind, Message: fmt.Sprintf(format, args...), Retry: retry,
	}
}

// short says that the service promises more rows than it gives.
func (w *walk[R]) short(a Answer[R], read int) error {
	if total, ok := a.says(); ok && total > read {
		return w.fail(errors.Malformed, errors.RetryYes, "the service says that the list holds %d rows and gives only %d", total, read)
	}
	return w.fail(errors.Malformed, errors.RetryYes, "the service says that the list goes on after %d rows and gives no more", read)
}

// says returns the total that the answer states, and whether it states one
// that can be believed: below the page's own rows it cannot.
func (a Answer[R]) says() (total int, ok bool) {
	return a.Total, a.Total >= 0 && a.Total >= a.Read
}

// patience is how often in a row an answer that contradicts itself is asked for
// again.
const patience = 3
