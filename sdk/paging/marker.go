package paging

import (
	"context"
	"iter"

	"github.com/taskfault/taskfault/errors"
)

// Marker walks a list whose next page is asked for by the key of the last row,
// or by a marker that the answer gives.
//
// A row that is in the list during the whole walk is yielded exactly once, if
// the rows that stay keep their order and the service goes on behind the
// marker's place. Where it refuses a marker (an error of kind not_found,
// invalid_input or gone), as services do when that row was deleted, the walk
// begins anew and leaves out what it has yielded. Drift is counted for a marker
// that was refused, for a total that changed, and for a page with rows that
// were read before; other changes do no harm and are not seen.
//
// The list ends with an empty page, or with the first if it holds as many rows
// as the total says. A marker that comes a second time, however late, is an
// error. So is an end before the total is reached, if the total never changed:
// the list is read anew then, and after three times without a new row the walk
// gives up.
func Marker[R any](ctx context.Context, o Options, fetch Fetch[R], key func(*R) string) iter.Seq2[Page[R], error] {
	return markers(ctx, o, fetch, key, false)
}

// Token walks a list whose next page is asked for by a token of the service.
// The list ends with the answer that has none. Everything else is as in
// [Marker].
func Token[R any](ctx context.Context, o Options, fetch Fetch[R], key func(*R) string) iter.Seq2[Page[R], error] {
	return markers(ctx, o, fetch, key, true)
}

func markers[R any](ctx context.Context, o Options, fetch Fetch[R], key func(*R) string, token bool) iter.Seq2[Page[R], error] {
	return func(yield func(Page[R], error) bool) {
		w := &markerWalk[R]{walk: newWalk(o, fetch, key, 1), token: token, total: -1, word: markerCursor}
		if token {
			w.word = tokenCursor
		}
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

// markerWalk is where a Marker or Token walk stands.
type markerWalk[R any] struct {
	*walk[R]
	token  bool
	word   string // first word of its cursors
	marker string
	used   Seen // markers that were sent or are about to be
	read   int  // rows between the beginning and here
	reread int  // rows that a new beginning will bring again
	total  int  // the latest one, below 0 before there was one
	moved  bool // the total has changed
	idle   int  // empty pages in a row that did not let the walk go on
	vain   int  // new beginnings since the last new row
}

// markerPlace is what a cursor of these walks holds.
type markerPlace struct {
	Marker []byte `json:"m"` // bytes, since JSON text would not keep every one
	Read   int    `json:"r,omitempty"`
	Total  int    `json:"t"`
	Moved  bool   `json:"v,omitempty"`
}

// start takes the place from a cursor.
func (w *markerWalk[R]) start(cursor string) error {
	if cursor == "" {
		return nil
	}
	var p markerPlace
	if err := decode(w.word, cursor, &p); err != nil {
		return err
	}
	switch {
	case len(p.Marker) == 0 && p.Read == 0 && p.Total < 0 && !p.Moved:
		return nil // the beginning
	case !inRange(p.Read, max(p.Total, 0)) || len(p.Marker) == 0:
		return badCursor(cursor, "it is damaged")
	}
	w.marker, w.read, w.total, w.moved = string(p.Marker), p.Read, p.Total, p.Moved
	w.used.Add(w.marker)
	return nil
}

// get asks for the page behind the marker, and for the first one if the service
// does not know the marker any more.
func (w *markerWalk[R]) get(ctx context.Context) (Answer[R], error) {
	a, err := w.ask(ctx, Request{Marker: w.marker})
	if err == nil || w.marker == "" || !refused(err) || w.vain >= patience {
		return a, err
	}
	w.beginAnew()
	return w.ask(ctx, Request{})
}

// beginAnew goes back to the first page. What was yielded stays so.
func (w *markerWalk[R]) beginAnew() {
	w.drift++
	w.vain++
	w.reread = w.own.Len()
	w.marker, w.used = "", Seen{}
	w.read, w.total, w.moved, w.idle = 0, -1, false, 0
}

// refused reports whether a service may say so of a marker that is gone.
func refused(err error) bool {
	return errors.Is(err, errors.NotFound) || errors.Is(err, errors.InvalidInput) || errors.Is(err, errors.Gone)
}

// accept takes the rows of an answer and finds the next marker. The page is
// good also with an error.
func (w *markerWalk[R]) accept(a Answer[R]) (page Page[R], more bool, err error) {
	w.hash(a.Rows)
	overlap := 0
	if !w.token && len(a.Rows) > 0 && w.marker != "" && w.key(&a.Rows[0]) == w.marker {
		overlap = 1 // a service that counts the marker's own row in
		w.own.add(w.hashes[0])
	}
	next := w.after(a, overlap)
	rows := w.sort(a.Rows)
	planned := min(rows.again, overlap+w.reread)
	w.reread -= planned - min(rows.again, overlap)
	w.read += a.Read - overlap - (rows.again - planned)
	if rows.fresh > 0 {
		w.vain = 0
	}
	if w.changed(a) || rows.again > planned {
		w.drift++
	}
	more, err = w.goesOn(a, next, a.Read-overlap)
	cursor := ""
	switch {
	case err != nil, more && w.marker == "":
		if cursor = w.last; cursor == "" {
			cursor = encode(w.word, markerPlace{Total: -1}) // the beginning
		}
	case more:
		cursor = encode(w.word, markerPlace{Marker: []byte(w.marker), Read: w.read, Total: w.total, Moved: w.moved})
	}
	return w.page(a, rows, planned, cursor), more, err
}

// after is the marker that follows an answer, empty if it gives none.
func (w *markerWalk[R]) after(a Answer[R], overlap int) string {
	switch n := len(a.Rows); {
	case a.Next != "", w.token, n <= overlap:
		return a.Next
	default:
		return w.key(&a.Rows[n-1])
	}
}

// changed notes the total and reports whether it is another one than before.
func (w *markerWalk[R]) changed(a Answer[R]) bool {
	total, said := a.says()
	if !said {
		return false
	}
	before := w.total
	w.total = total
	if before < 0 || before == total {
		return false
	}
	w.moved = true
	return true
}

// goesOn decides whether the list goes on behind an answer, with the marker
// next, that brought some rows. A shortfall is forgiven where the total has
// changed, since rows may have come before the marker; else the list is read
// anew before the service is taken at its word.
func (w *markerWalk[R]) goesOn(a Answer[R], next string, rows int) (more bool, err error) {
	total, said := a.says()
	missing := said && total > w.read
	whole := w.marker == "" && said && !missing && rows < w.limit
	switch {
	case a.Next != "" || !w.token && rows > 0 && !whole:
		return w.moveOn(next, rows)
	case !missing || w.moved:
		return false, nil
	case !w.token && w.idle < patience:
		w.idle++ // ask for the same page again
	case w.vain < patience:
		w.beginAnew()
	default:
		return false, w.short(a, w.read)
	}
	return true, nil
}

// moveOn sets the next marker, which must be one that was not used before.
func (w *markerWalk[R]) moveOn(next string, rows int) (more bool, err error) {
	if next == "" {
		if rows < w.limit {
			return false, nil
		}
		return false, w.fail(errors.Malformed, errors.RetryNo, "no row of a page can be read, so that there is no marker to go on from")
	}
	if !w.used.Add(next) {
		return false, w.fail(errors.Malformed, errors.RetryNo, "the list goes in circles: the service gave a marker for the second time after %d pages", w.asked)
	}
	w.marker, w.idle = next, 0
	return true, nil
}
