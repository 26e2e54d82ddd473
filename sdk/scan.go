package sdk

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// Scan lists the tasks of several sources, and afterwards says what it covered.
//
//	scan := sdk.Failures(sdk.Query{Since: yesterday}, backups, recovery)
//	for task, err := range scan.All(ctx) {
//		if err != nil {
//			log.Print(err) // one source has failed; the others go on
//			continue
//		}
//		fmt.Println(task.Service, task.ID)
//	}
//	if !scan.Complete() { ... scan.Receipts() ... }
//
// Sources are read side by side, at most Query.Parallel at once, each one page
// ahead of the caller. An error of a source comes once and ends that source
// only; so does a panic of its client's Pages, as an error of kind
// [errors.Internal]. Leaving the loop stops every request, and no goroutine is
// left behind when the loop has ended, however it ended.
//
// A Scan describes its latest range: each range begins anew at the query's
// cursors. Ranges must not overlap. Complete and Receipts may be called at any
// time and from any goroutine; inside a loop they count the pages that the loop
// has done with.
type Scan struct {
	query   Query
	clients []Client

	mu      sync.Mutex
	sources []reading
}

// Failures makes a scan for the tasks that somebody should look at, whatever
// q.States says: those that failed, are half done or never ran, those in a state
// that nobody knows with a reason or a code, and those with a warning (see
// [Task.HasTrouble]). It does no I/O.
func Failures(q Query, clients ...Client) *Scan {
	q.States, q.Trouble = nil, true
	return Tasks(q, clients...)
}

// Tasks makes a scan for the tasks that q asks for. It does no I/O.
func Tasks(q Query, clients ...Client) *Scan {
	q.States, q.Resume = slices.Clone(q.States), slices.Clone(q.Resume)
	return &Scan{query: q, clients: slices.Clone(clients)}
}

// Check reports, without any I/O, why the scan cannot begin: a cursor that
// belongs to no client of the scan or to two that are called the same, to
// another query or to another version, two cursors of one source, or a query
// that makes no sense. All of these are errors of kind [errors.InvalidInput],
// and a range yields the same error and sends nothing. A done cursor counts
// like any other here.
func (s *Scan) Check() error {
	if err := s.query.check(); err != nil {
		return err
	}
	if len(s.clients) == 0 {
		return badScan("there is no source to read")
	}
	if i := slices.Index(s.clients, nil); i >= 0 {
		return badScan("client %d is nil", i+1)
	}
	var taken []Source
	for _, cursor := range s.query.Resume {
		c, err := cursor.read()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(s.clients, func(client Client) bool { return c.of(client.Source()) })
		if i < 0 {
			return badScan("a cursor is of %s, which is not among the sources", errors.Printable(c.Name))
		}
		source := s.clients[i].Source()
		if slices.ContainsFunc(taken, c.of) {
			return badScan("there are two cursors of %s", source)
		}
		if slices.ContainsFunc(s.clients[i+1:], func(client Client) bool { return c.of(client.Source()) }) {
			return badScan("a cursor is of %s, and two of the sources are called so", source)
		}
		taken = append(taken, source)
		if err := s.query.matches(c, source); err != nil {
			return err
		}
	}
	return nil
}

// check reports why no source could be asked this.
func (q Query) check() error {
	switch {
	case q.Limit < 0:
		return badScan("the limit is %d: it must not be negative", q.Limit)
	case q.MaxRows < 0:
		return badScan("at most %d rows of a list: it must not be negative", q.MaxRows)
	case q.PageSize < 0:
		return badScan("the page size is %d: it must not be negative", q.PageSize)
	case q.Parallel < 0:
		return badScan("%d sources at once: it must not be negative", q.Parallel)
	case q.Longest < 0:
		return badScan("the longest time of a task is %s: it must not be negative", q.Longest)
	case !q.Until.IsZero() && q.Until.Before(q.Since):
		return badScan("the window ends before it begins: from %s to %s", instant(q.Since), instant(q.Until))
	}
	for _, t := range []time.Time{q.Since, q.Until} {
		if year := t.UTC().Year(); year < 0 || year > 9999 {
			return badScan("the window reaches to the year %d: a cursor could not name it", year)
		}
	}
	for _, state := range q.States {
		if !slices.Contains(States(), state) {
			return badScan("%q is not a state: the states are %v", string(state), States())
		}
	}
	return nil
}

func badScan(format string, args ...any) error {
	return &errors.Error{Operation: "Scan", Kind: errors.InvalidInput, Message: fmt.Sprintf(format, args...), Retry: errors.RetryNo}
}

// Pages ranges over the pages of all sources as they come. Page.Source says
// whose it is, and its tasks are only those that the query asks for; a page may
// have none. An error comes with its source's last page, which may have tasks
// too.
func (s *Scan) Pages(ctx context.Context) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		if err := s.begin(); err != nil {
			yield(Page{}, err)
			return
		}
		s.each(ctx, func(page Page, err error) (int, bool) {
			return len(page.Tasks), yield(page, err)
		})
	}
}

// All ranges over the tasks of all sources as they come. With an error the task
// is zero. Errors are *[SourceError], except where the scan could not begin
// (see [Scan.Check]). Lists and rows that could not be read and details that could
// not be looked up are errors too, and do not end their source.
func (s *Scan) All(ctx context.Context) iter.Seq2[Task, error] {
	return func(yield func(Task, error) bool) {
		if err := s.begin(); err != nil {
			yield(Task{}, err)
			return
		}
		s.each(ctx, func(page Page, err error) (tasks int, more bool) {
			for _, task := range page.Tasks {
				tasks++
				if !yield(task, nil) {
					return tasks, false
				}
			}
			return tasks, yieldErrors(page, err, yield)
		})
	}
}

// yieldErrors hands out what went wrong with a page.
func yieldErrors(page Page, err error, yield func(Task, error) bool) (more bool) {
	for _, e := range slices.Concat(page.Unread, page.Dropped, page.Lookups) {
		if !yield(Task{}, &SourceError{Source: page.Source, Err: e}) {
			return false
		}
	}
	return err == nil || yield(Task{}, &SourceError{Source: page.Source, Err: err})
}

// Complete reports whether the latest range has read every source to its end
// and lost nothing. It is false before there was one.
func (s *Scan) Complete() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.sources {
		if !s.sources[i].receipt.Complete {
			return false
		}
	}
	return len(s.sources) > 0
}

// Receipts says what the latest range covered: one receipt for each client, in
// the order in which they were given. Before there was a range they are empty
// but for the source.
func (s *Scan) Receipts() []Receipt {
	s.mu.Lock()
	defer s.mu.Unlock()
	receipts := make([]Receipt, len(s.clients))
	for i, client := range s.clients {
		switch {
		case i < len(s.sources):
			receipts[i] = s.sources[i].receipt
			receipts[i].States = slices.Clone(receipts[i].States)
		case client != nil:
			receipts[i] = newReceipt(client.Source(), s.query)
		}
	}
	return receipts
}

// SourceError says which source an error is of.
type SourceError struct {
	Source Source
	Err    error
}

// Error puts the source's name before the error.
func (e *SourceError) Error() string {
	return errors.Printable(e.Source.Name) + ": " + e.Err.Error()
}

// Unwrap returns the source's error.
func (e *SourceError) Unwrap() error { return e.Err }
