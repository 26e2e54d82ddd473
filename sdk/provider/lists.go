package provider

import (
	"context"
	"fmt"
	"iter"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/paging"
)

// Walk is a walk over rows.
type Walk[R any] = iter.Seq2[paging.Page[R], error]

// mostFailing is after how many lists in a row that the service did not answer a
// source is given up.
const mostFailing = 5

// streak is what is known of lists that could not be read.
type streak struct {
	count int  // of all
	over  bool // the source is given up

	// down are the lists in a row that the service did not answer. As long as it
	// answers no other, nobody can say whether it is the lists or the service, and
	// the reading may have to go on before them.
	down []*errors.Error
}

// Inner says what the lists are that [Lists] walks.
type Inner struct {
	// Title names one of the lists in an error: "the backup plan p1". Nil takes
	// its name as it is.
	Title func(name string) string
	// Exists asks the list that the names came from whether it still has name.
	// Nil means that the lists are always there.
	Exists func(ctx context.Context, name string) (bool, error)
	// AlsoGone reports whether an error may mean that a list does not exist though
	// its kind does not say so. Nil means that the kind is enough.
	AlsoGone func(error) bool
	// Together says that the lists are those of one thing, which Exists asks for:
	// if it is gone, so are all of them.
	Together bool
	// Whole reports whether an error of one list is about the thing that all of them
	// are the lists of: it ends them, and is told of the thing. Nil means that none is.
	Whole func(error) bool
	// Required says that the user has named the lists: one that does not exist is
	// an error.
	Required bool
}

// errGone ends the lists of a thing that is gone.
var errGone = errors.New("it does not exist any more")

// Lists walks the lists inside a source in the order of their names, as
// [paging.Lists] does. Each fails alone: one that cannot be read is told by an
// error that names it, and the next is read.
//
// A list is gone, which counts as drift, only if its own answer may mean that and
// the list that its name came from, asked again, does not name it any more. No
// code proves it: services answer the same codes for other reasons, and so do
// proxies and wrong addresses.
//
// What concerns the whole source ends it: credentials that are refused, throttling
// that did not pass, a context that has ended, a cursor that cannot be used, another
// service that failed (which gives the token or the project), and five lists in a row,
// or the last ones, that the service did not answer. Then the cursor stands before
// them.
func Lists[R any](ctx context.Context, p *Progress, names []string, start string, in Inner, walk func(ctx context.Context, name, start string) Walk[R]) Walk[R] {
	failed := func(ctx context.Context, name string, err error) (paging.Fate, error) {
		switch {
		case errors.Is(err, errGone):
			return paging.Gone, nil
		case p.endsSource(ctx, err):
			return paging.Ends, err
		case in.Whole != nil && in.Whole(err):
			return paging.Ends, err
		case in.mayBeGone(err):
			exists, failed := in.Exists(ctx, name)
			if failed != nil && p.endsSource(ctx, failed) {
				return paging.Ends, failed
			}
			switch {
			case failed != nil || exists:
			case in.Together:
				return paging.Ends, errGone
			default:
				return paging.Gone, nil
			}
		}
		return p.listFailed(in.title(name), err)
	}
	return paging.Lists(ctx, names, start, failed, func(ctx context.Context, name, start string) Walk[R] {
		return func(yield func(paging.Page[R], error) bool) {
			failed := p.failing.count
			for page, err := range walk(ctx, name, start) {
				if err == nil && p.failing.count == failed {
					p.serviceAnswers()
				}
				failed = p.failing.count
				if !yield(page, err) || err != nil {
					return
				}
			}
		}
	})
}

// mayBeGone reports whether an error may mean that the list does not exist.
func (in Inner) mayBeGone(err error) bool {
	if in.Exists == nil || in.Required {
		return false
	}
	switch errors.KindOf(err) {
	case errors.NotFound, errors.Gone, errors.InvalidInput:
		return true
	}
	return in.AlsoGone != nil && in.AlsoGone(err)
}

func (in Inner) title(name string) string {
	if in.Title == nil {
		return name
	}
	return in.Title(name)
}

// endsSource reports whether an error of one list concerns the whole source.
func (p *Progress) endsSource(ctx context.Context, err error) bool {
	if p.failing.over || ctx.Err() != nil || paging.IsBadCursor(err) {
		return true
	}
	switch errors.KindOf(err) {
	case errors.Unauthenticated, errors.ClockSkew, errors.Throttled, errors.Canceled:
		return true
	}
	return notSentYet(err) || p.isAnothers(err)
}

// isAnothers reports whether another service failed, such as the one that gives
// tokens and knows projects. No list of this one was asked for, nor would be.
func (p *Progress) isAnothers(err error) bool {
	e, ok := errors.AsType[*errors.Error](err)
	return ok && e.Service != "" && e.Service != p.source.Service
}

// notSentYet reports whether a request had to wait for a turn that did not come:
// it does not come for another list either.
func notSentYet(err error) bool {
	e, ok := errors.AsType[*errors.Error](err)
	return ok && len(e.Attempts) == 0 && e.RetryAfter > 0
}

// listFailed notes that a list could not be read.
func (p *Progress) listFailed(title string, err error) (paging.Fate, error) {
	e := p.Fail("", errors.KindOf(err), err.Error())
	if told, ok := errors.AsType[*errors.Error](err); ok {
		*e = *told
	}
	e.List = title
	e.Message = errors.Printable(title) + " could not be read: " + e.Message
	p.failing.count++
	switch e.Kind {
	case errors.Unavailable, errors.Internal, errors.Timeout:
		p.failing.down = append(p.failing.down, e)
	default:
		p.serviceAnswers()
		p.unread = append(p.unread, e)
	}
	if len(p.failing.down) >= mostFailing {
		p.failing.over = true
		return paging.Ends, p.serviceIsDown()
	}
	return paging.Skipped, nil
}

// serviceAnswers notes that the service is there: the lists that it did not answer
// are ones that cannot be read.
func (p *Progress) serviceAnswers() {
	p.unread = append(p.unread, p.failing.down...)
	p.failing.down = nil
}

// serviceIsDown is the error of a source whose service does not answer any more.
func (p *Progress) serviceIsDown() *errors.Error {
	n := len(p.failing.down)
	e := *p.failing.down[0]
	e.List = "" // it is about the source now
	switch {
	case n == 2:
		e.Message += " (nor could the list behind it)"
	case n > 2:
		e.Message += fmt.Sprintf(" (nor could the %d lists behind it)", n-1)
	}
	return &e
}
