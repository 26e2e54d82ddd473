package paging

import (
	"context"
	"iter"
	"slices"

	"github.com/taskfault/taskfault/errors"
)

// Offset walks a list whose pages begin after a number of rows.
//
// Pages overlap by a row. A page is believed only at offset 0, or if this walk
// has read one of its rows before; else, and also when it is empty, the walk
// steps back, by a page first and by twice as much each further time. So
// nothing can slip through between two pages: whatever stood before a row that
// was read has been read, as long as the rows that stay keep their order. Where
// the service has an order, ask for it.
//
// Drift is counted for each page that does not begin with the last row of the
// page before: rows before that place have come or gone. What changes behind it
// is simply read, and what changes before it without moving it is not seen.
//
// The list goes on while the total, or Next, says so, and while pages are full.
// Without a total, and with one below the rows that it comes with or after,
// only a page with nothing behind its overlap is the end, since a service may
// give fewer rows than it was asked for. A first page of one row has nothing to
// overlap with: the walk looks behind it once. A service that gives one row a
// page, a total that never comes true, the same page for every offset, too many
// steps back or pages without a new row, and a list without end are errors.
//
// Around rows that could not be read the overlap is wider; where that is not
// enough, the next page is believed without a proof, since such a list is not
// whole anyway.
//
// From a cursor the walk goes on where one of 32 remembered rows of the last
// page is met, and from offset 0 if none is.
func Offset[R any](ctx context.Context, o Options, fetch Fetch[R], key func(*R) string) iter.Seq2[Page[R], error] {
	return func(yield func(Page[R], error) bool) {
		w := &offsetWalk[R]{walk: newWalk(o, fetch, key, 2), pepper: newPepper()}
		if err := w.start(o.Start); err != nil {
			yield(w.end(), err)
			return
		}
		for more := true; more; {
			var page Page[R]
			var err error
			if page, more, err = w.next(ctx); err != nil {
				yield(w.end(), err)
				return
			}
			if !yield(page, nil) {
				return
			}
		}
	}
}

// maxSteps is how often the walk steps back without a new row.
const maxSteps = 100

// offsetWalk is where an Offset walk stands.
type offsetWalk[R any] struct {
	*walk[R]
	at     int       // offset to ask for
	read   int       // offset behind the last row that was read
	anchor uint64    // hash of the row that should come first, nameless if none must
	prior  *memories // rows of an earlier process, nil once one of them was met
	blind  bool      // the next page cannot be proved, for rows that could not be read
	back   int       // rows to step back next
	steps  int       // steps back since the last new row
	probe  bool      // the next page lies behind the only row of one that overlaps with nothing
	probed bool      // there were rows that could not be proved
	idle   int       // pages in a row behind which there was no place to go on
	pepper pepper
}

// offsetPlace is what a cursor of this walk holds.
type offsetPlace struct {
	At     int    `json:"a"`
	Read   int    `json:"r"`
	Pepper pepper `json:"p"`
	Rows   []byte `json:"h"` // hashes of rows of the last page, its last one last
}

// start takes the place from a cursor.
func (w *offsetWalk[R]) start(cursor string) error {
	if cursor == "" {
		return nil
	}
	var p offsetPlace
	if err := decode(offsetCursor, cursor, &p); err != nil {
		return err
	}
	if !inRange(p.At, p.Read) || len(p.Rows) > remembered*sumSize || len(p.Rows)%sumSize != 0 {
		return badCursor(cursor, "it is damaged")
	}
	w.at, w.read = p.At, p.Read
	if len(p.Rows) > 0 {
		w.prior = &memories{pepper: p.Pepper, sums: p.Rows}
	}
	return nil
}

// next asks until a page can be believed, and takes it.
func (w *offsetWalk[R]) next(ctx context.Context) (page Page[R], more bool, err error) {
	for {
		a, err := w.ask(ctx, Request{Offset: w.at})
		if err != nil {
			return page, false, err
		}
		w.hash(a.Rows)
		w.recall(a.Rows)
		if w.at == 0 || w.blind || w.probe && a.Read == 0 || slices.ContainsFunc(w.hashes, w.own.has) {
			return w.accept(a)
		}
		if err := w.stepBack(); err != nil {
			return page, false, err
		}
	}
}

// recall looks for rows that an earlier process has yielded. Those of the first
// page that has any become the walk's own; the rest are not needed any more.
func (w *offsetWalk[R]) recall(rows []R) {
	if w.prior == nil {
		return
	}
	if w.steps == 0 && (len(rows) == 0 || !w.prior.endWith(w.key(&rows[0]))) {
		w.drift++
	}
	met := false
	for i := range rows {
		if w.prior.have(w.key(&rows[i])) {
			w.own.add(w.hashes[i])
			met = true
		}
	}
	if met {
		w.prior = nil
	}
}

// stepBack moves to a place nearer the beginning, after a page that may lie
// behind a gap.
func (w *offsetWalk[R]) stepBack() error {
	w.anchor = nameless
	if w.probe { // which proves nothing of the rows before: is that row still alone?
		w.probe, w.probed = false, true
		w.at--
	} else {
		if w.back == 0 {
			w.back = w.limit - 1
		}
		w.at = max(w.at-w.back, 0)
		w.back *= 2
		w.drift++
	}
	w.steps++
	if w.steps > maxSteps {
		return w.fail(errors.Conflict, errors.RetryYes, "the list moves faster than it can be read: %d steps back brought no new row", maxSteps)
	}
	return nil
}

// accept takes a page that can be believed, and finds the place of the next.
func (w *offsetWalk[R]) accept(a Answer[R]) (page Page[R], more bool, err error) {
	if w.anchor != nameless && (len(w.hashes) == 0 || w.hashes[0] != w.anchor) {
		w.drift++
	}
	end, overlap := w.at+a.Read, max(w.read-w.at, 0)
	w.compare(a, w.at)
	more = w.more(a, end) || w.lacks(a)
	var rest []byte
	if more {
		rest = remember(w.pepper, a.Rows, w.key)
	}
	rows := w.sort(a.Rows)
	if rows.fresh > 0 {
		w.steps = 0
	}
	w.probed = w.probed && rows.fresh == 0 && a.Read == 1
	w.back, w.read = 0, max(w.read, end)
	if err := w.endless(rows.fresh); err != nil {
		return page, false, err
	}
	if !more {
		return w.page(a, rows, overlap, ""), false, nil
	}
	switch w.moveOn(a); {
	case w.probe && w.probed:
		return page, false, w.fail(errors.Malformed, errors.RetryNo,
			"the list goes on after %d rows, but the service gives one row a page, and such pages cannot overlap", w.read)
	case w.idle > patience:
		return page, false, w.short(a, end)
	}
	cursor := w.last
	switch {
	case w.probe && w.at > 1: // the rows before it could not be read, so that it proves no place
	case w.probe:
		cursor = encode(offsetCursor, offsetPlace{Read: w.read, Pepper: w.pepper, Rows: rest})
	case len(rest) > 0:
		cursor = encode(offsetCursor, offsetPlace{At: w.at, Read: w.read, Pepper: w.pepper, Rows: rest})
	case cursor == "": // nothing to go on from yet
		cursor = encode(offsetCursor, offsetPlace{})
	}
	return w.page(a, rows, overlap, cursor), true, nil
}

// more reports whether the list goes on behind an answer that ends at end.
func (w *offsetWalk[R]) more(a Answer[R], end int) bool {
	total, said := a.says()
	switch {
	case a.Next != "", said && total > end, a.Read >= w.limit:
		return true
	case said && total == end:
		return false
	}
	return a.Read > 1 || w.alone(a)
}

// alone reports whether an answer is one row and cannot overlap with others. It
// does not tell the end of a list from a service that gives one row a page.
func (w *offsetWalk[R]) alone(a Answer[R]) bool {
	return a.Read == 1 && (w.at == 0 || w.blind || w.probed)
}

// lacks reports whether the total promises rows that the walk has not met, while
// the service repeats a page: the places counted are no rows then.
func (w *offsetWalk[R]) lacks(a Answer[R]) bool {
	total, said := a.says()
	return w.copies > 0 && said && total > w.own.Len()
}

// moveOn sets the place of the next page, so that it begins with the last row
// that was read, or as far before it as unreadable rows may hide it.
func (w *offsetWalk[R]) moveOn(a Answer[R]) {
	readable := len(w.hashes)
	unreadable := a.Read - readable
	step := max(readable-1, 0)
	w.probe = readable == 1 && w.alone(a)
	w.blind = unreadable > 0 && step < max(a.Read/2, 1)
	w.anchor = nameless
	switch {
	case w.probe:
		w.at++
	case w.blind:
		step = a.Read
	case unreadable == 0 && readable > 0:
		w.anchor = w.hashes[readable-1]
	}
	w.idle++
	if step > 0 {
		w.idle = 0
	}
	w.at += step
}
