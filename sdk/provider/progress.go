package provider

import (
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
)

// Counter counts the requests that were made with a context.
// *transport.Tally is one.
type Counter interface {
	// Take returns how many requests were made since it was last called, and how
	// many of them repeated an earlier one.
	Take() (requests, retries int)
}

// Progress is what one reading of a source has met since its last page: answers,
// rows that could not be read, look-ups that failed, lists that could not be read.
// It belongs to one reading and is not for concurrent use.
type Progress struct {
	source  sdk.Source
	query   sdk.Query
	counter Counter

	answers     int
	older       int
	drift       int
	notLookedUp int
	dropped     []*errors.Error
	lookups     []*errors.Error
	unread      []*errors.Error

	told    map[string]bool // rows of lists whose pages overlap
	lookup  denials
	failing streak
}

// NewProgress begins a reading of source for q. counter may be nil where nobody
// counts requests.
func NewProgress(source sdk.Source, q sdk.Query, counter Counter) *Progress {
	return &Progress{source: source, query: q, counter: counter}
}

// Query is what the reading is for.
func (p *Progress) Query() sdk.Query { return p.query }

// Fail makes an error of the source.
func (p *Progress) Fail(operation string, kind errors.Kind, message string) *errors.Error {
	return &errors.Error{
		Service: p.source.Service, Region: p.source.Region, Operation: operation,
		Kind: kind, Message: message, Retry: errors.RetryNo,
	}
}

// Older counts a task that is left out because it began too long before the
// window; see [sdk.Query.Longest].
func (p *Progress) Older() { p.older++ }

// Moved counts how often a list beside those of tasks was found to have moved.
func (p *Progress) Moved(times int) { p.drift += times }

// Dropped is the first row that could not be read since the last page, nil if
// there was none.
func (p *Progress) Dropped() *errors.Error {
	if len(p.dropped) == 0 {
		return nil
	}
	return p.dropped[0]
}

// Page makes a page of tasks with all that was met since the one before. position
// is where a reading would go on after it, empty at the end.
func (p *Progress) Page(tasks []sdk.Task, position string, total int, s sdk.Stats) sdk.Page {
	s.Pages += p.answers
	s.Older += p.older
	s.Drift += p.drift
	if p.counter != nil {
		s.Requests, s.Retries = p.counter.Take()
	}
	page := sdk.Page{
		Tasks: tasks, Total: total, Stats: s, Cursor: p.query.CursorAt(p.source, position),
		Dropped: p.dropped, Lookups: p.lookups, Unread: p.unread, NotLookedUp: p.notLookedUp,
	}
	p.answers, p.older, p.drift, p.notLookedUp = 0, 0, 0, 0
	p.dropped, p.lookups, p.unread = nil, nil, nil
	return page
}

// StatsOf are the numbers of a step of a walk.
func StatsOf[R any](p paging.Page[R]) sdk.Stats {
	return sdk.Stats{Rows: p.Read, Duplicates: p.Duplicates, Drift: p.Drift}
}
