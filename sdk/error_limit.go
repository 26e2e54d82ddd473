package sdk

import (
	"fmt"

	"github.com/taskfault/taskfault/errors"
)

// mostAlike is how many errors of one source, operation and code a range hands
// out. A key without a right on 190 of 200 flows is one piece of news.
const mostAlike = 10

// errorLimit bounds the errors that a range hands out beside its pages. Of errors
// that are alike the first nine are handed out at once. The tenth waits for the
// end of its source, to say how many more there were.
type errorLimit map[alike]*repeats

// alike is what errors must share to count as one piece of news.
type alike struct {
	source          int
	operation, code string
	kind            errors.Kind
}

// repeats is what is known of errors that are alike.
type repeats struct {
	count int
	tenth *errors.Error
	among func(*Page) *[]*errors.Error
}

// besidePage are the lists of errors of a page.
var besidePage = [...]func(*Page) *[]*errors.Error{
	func(p *Page) *[]*errors.Error { return &p.Unread },
	func(p *Page) *[]*errors.Error { return &p.Dropped },
	func(p *Page) *[]*errors.Error { return &p.Lookups },
}

// cut leaves on the page of a step the errors that are to be handed out now.
func (l errorLimit) cut(st *step) {
	for _, among := range besidePage {
		list := among(&st.page)
		var kept []*errors.Error
		for _, e := range *list {
			if l.first(st.source, e, among) {
				kept = append(kept, e)
			}
		}
		*list = kept
	}
	if st.last() {
		l.rest(st.source, &st.page)
	}
}

// first counts an error, and reports whether it is to be handed out now.
func (l errorLimit) first(source int, e *errors.Error, among func(*Page) *[]*errors.Error) bool {
	key := alike{source, e.Operation, e.Code, e.Kind}
	r := l[key]
	if r == nil {
		r = &repeats{among: among}
		l[key] = r
	}
	if r.count++; r.count == mostAlike {
		r.tenth = e
	}
	return r.count < mostAlike
}

// rest puts the errors that have waited for the end of their source on its last
// page, and reports whether there were any.
func (l errorLimit) rest(source int, page *Page) (some bool) {
	for key, r := range l {
		if key.source != source || r.tenth == nil {
			continue
		}
		e := *r.tenth
		if more := r.count - mostAlike; more > 0 {
			e.Message = fmt.Sprintf("%s (and %d more errors like this one)", e.Message, more)
		}
		list := r.among(page)
		*list = append(*list, &e)
		r.tenth, some = nil, true
	}
	return some
}
