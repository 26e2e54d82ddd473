package paging

import (
	"context"
	"iter"

	"github.com/taskfault/taskfault/errors"
)

// Numbered walks a list whose pages are numbered from 0.
//
// Such pages cannot overlap: after a deletion, rows slip to a page that was
// read already. So a pass over the pages counts only if the list stood still:
// where the total changed or a row came twice, the walk passes over the list
// again, and leaves out what it has yielded. It ends with a pass in which
// nothing moved, or which brought the same rows in the same order as the one
// before; after ten passes it gives up with an error of kind conflict.
//
// A row that is in the list during the whole walk is therefore yielded exactly
// once, if every change between two requests changes the total or shows a row
// twice. A deletion and an insertion at the same moment can escape it. Drift is
// counted for every page that showed a change.
//
// A total of just the rows read so far is believed to be the list's: a page
// behind the last one is not asked for, except behind a full first page, whose
// total may mean the page. Without a total, and with one below the rows read,
// only an empty page is the end. Three empty pages in a row end a pass; if the
// total then still says that there is more, that is an error. So is a list
// whose pages bring the same rows over and over, or no row that can be read.
//
// A cursor names the last page that was read. The walk from there reads that
// page once more, and begins anew if it has changed. The page size is the
// cursor's.
func Numbered[R any](ctx context.Context, o Options, fetch Fetch[R], key func(*R) string) iter.Seq2[Page[R], error] {
	return func(yield func(Page[R], error) bool) {
		w := &numberedWalk[R]{walk: newWalk(o, fetch, key, 1), pepper: newPepper()}
		w.pass(0)
		if err := w.start(o.Start); err != nil {
			yield(w.end(), err)
			return
		}
		for more := true; more; {
			a, err := w.get(ctx)
			if err != nil {
				yield(w.end(), err)
				return
			}
			var page Page[R]
			page, more, err = w.accept(a)
			if !yield(page, nil) {
				return
			}
			if err != nil {
				yield(w.end(), err)
				return
			}
		}
	}
}

const (
	maxPasses  = 10
	maxRepeats = 100 // pages without a row new to their pass, beyond as many as had one
)

// numberedWalk is where a Numbered walk stands.
type numberedWalk[R any] struct {
	*walk[R]
	numberedPass
	passes int
	before uint64         // fingerprint of the pass before, 0 if there was none
	check  *numberedPlace // the page of a cursor that is to be read once more
	size   int            // the limit that page numbers count by
	pepper pepper
}

// numberedPass is one way through the pages.
type numberedPass struct {
	number  int    // of the page to ask for
	rows    *Seen  // read in this pass
	read    int    // rows read in this pass
	total   int    // the latest one, below 0 before there was one
	moved   bool   // the list was seen to change
	copied  bool   // a page was seen to repeat the one before
	empty   int    // empty pages in a row
	news    int    // pages with rows new to this pass
	repeats int    // pages in a row without
	print   uint64 // of the rows in their order
}

// numberedPlace is what a cursor of this walk holds.
type numberedPlace struct {
	Page   int    `json:"n"` // the last page read, below 0 if the next pass is to begin
	Limit  int    `json:"l"`
	Read   int    `json:"r"`
	Total  int    `json:"t"`
	Pepper pepper `json:"p"`
	Sum    uint64 `json:"s"` // over the keys of that page
}

// pass begins a pass at page 0.
func (w *numberedWalk[R]) pass(before uint64) {
	w.before, w.size = before, w.limit
	w.numberedPass = numberedPass{rows: w.own.sibling(), total: -1, print: 1}
	w.passes++
}

// start takes the place from a cursor.
func (w *numberedWalk[R]) start(cursor string) error {
	if cursor == "" {
		return nil
	}
	var p numberedPlace
	if err := decode(numberedCursor, cursor, &p); err != nil {
		return err
	}
	if !inRange(max(p.Page, 0), p.Limit, p.Read, max(p.Total, 0)) || p.Limit == 0 {
		return badCursor(cursor, "it is damaged")
	}
	if p.Page < 0 {
		return nil
	}
	w.limit, w.size = p.Limit, p.Limit
	w.number, w.check = p.Page, &p
	return nil
}

// get asks for the pass's next page. A pass whose ground has changed, by a
// smaller page size or by a page that is not the cursor's any more, begins anew.
func (w *numberedWalk[R]) get(ctx context.Context) (Answer[R], error) {
	for {
		a, err := w.ask(ctx, Request{Page: w.number})
		if err != nil {
			return a, err
		}
		switch {
		case w.limit != w.size && (w.number > 0 || w.check != nil):
			w.check = nil
		case !w.verify(a):
			w.drift++
		default:
			w.size = w.limit
			return a, nil
		}
		w.passes = 0
		w.pass(0)
	}
}

// verify compares the first page of a resumed walk with the cursor's. If it is
// the same, the pass goes on as if it had read the pages before; nothing of
// this page is yielded again.
func (w *numberedWalk[R]) verify(a Answer[R]) bool {
	c := w.check
	if c == nil {
		return true
	}
	w.check = nil
	if pageSum(c.Pepper, a.Rows, w.key) != c.Sum {
		return false
	}
	w.read, w.total = c.Read-a.Read, c.Total
	for i := range a.Rows {
		w.own.Add(w.key(&a.Rows[i]))
	}
	return true
}

// accept takes the rows of an answer and finds the next page. The page is good
// also with an error.
func (w *numberedWalk[R]) accept(a Answer[R]) (page Page[R], more bool, err error) {
	w.hash(a.Rows)
	twice := w.note(a)
	w.compare(a, w.number)
	w.copied = w.copied || w.copies > 0
	if w.changed(a) || twice > 0 {
		w.moved = true
		w.drift++
	}
	sum := pageSum(w.pepper, a.Rows, w.key)
	rows := w.sort(a.Rows)
	planned := rows.again - min(rows.again, twice)

	place := numberedPlace{Page: w.number, Limit: w.size, Read: w.read, Total: w.total, Pepper: w.pepper, Sum: sum}
	if w.moved {
		place.Page = -1 // this pass will not be the last one
	}
	if w.inPass(a) {
		w.number++
		more, err = true, w.circles(a)
	} else {
		place.Page = -1
		more, err = w.nextPass(a)
	}
	if err != nil {
		place.Page = -1
	}
	cursor := ""
	switch {
	case err != nil && w.last != "":
		cursor = w.last
	case err != nil, more:
		cursor = encode(numberedCursor, place)
	}
	return w.page(a, rows, planned, cursor), more, err
}

// circles refuses to go on with a pass that brings the same rows over and over.
// Where a total says how many there are, the pass ends there anyway.
func (w *numberedWalk[R]) circles(a Answer[R]) error {
	if _, said := a.says(); !said {
		if err := w.samePage(); err != nil {
			return err
		}
	}
	if w.repeats > w.news+maxRepeats {
		return w.fail(errors.Malformed, errors.RetryNo, "the list goes in circles: %d pages in a row brought no new row that can be read", w.repeats)
	}
	return nil
}

// note counts an answer into the pass and returns how many of its rows the pass
// has seen already.
func (w *numberedWalk[R]) note(a Answer[R]) (twice int) {
	for _, h := range w.hashes {
		if !w.rows.add(h) {
			twice++
		}
		w.print = mix(w.print, h)
	}
	w.read += a.Read
	w.empty++
	w.repeats++
	if a.Read > 0 {
		w.empty = 0
	}
	if twice < len(w.hashes) {
		w.news++
		w.repeats = 0
	}
	return twice
}

// changed notes the total and reports whether it is another one than before.
func (w *numberedWalk[R]) changed(a Answer[R]) bool {
	total, said := a.says()
	if !said {
		return false
	}
	before := w.total
	w.total = total
	return before >= 0 && before != total
}

// inPass reports whether the pass goes on behind an answer.
func (w *numberedWalk[R]) inPass(a Answer[R]) bool {
	total, said := a.says()
	page := w.number == 0 && a.Read >= w.size // its total may be its own size
	switch {
	case w.empty >= patience:
		return false
	case a.Next != "", said && total > w.read:
		return true
	case said && total == w.read:
		return page
	case said:
		return w.repeats == 0 // a page with a row new to the pass
	}
	return a.Read > 0
}

// nextPass decides, after the last page of a pass, whether there must be
// another one.
func (w *numberedWalk[R]) nextPass(a Answer[R]) (more bool, err error) {
	total, said := a.says()
	missing := a.Next != "" || said && total > w.read
	switch {
	case !w.moved && missing:
		return false, w.short(a, w.read)
	case w.print == w.before && w.copied && said && total > w.rows.Len():
		return false, w.short(a, w.rows.Len()) // what was counted was the same rows again
	case !w.moved, w.print == w.before:
		return false, nil
	case w.passes >= maxPasses:
		return false, w.fail(errors.Conflict, errors.RetryYes, "the list moves faster than it can be read: it changed during each of %d passes", maxPasses)
	}
	w.pass(w.print)
	return true, nil
}
