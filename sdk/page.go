package sdk

import (
	"time"

	"github.com/taskfault/taskfault/errors"
)

// Page is what one step of a listing brought.
type Page struct {
	Source Source // filled by a Scan
	Tasks  []Task

	// Dropped has one error for each row that could not be read.
	Dropped []*errors.Error
	// Lookups has errors of tasks whose details could not be looked up; the tasks
	// themselves are among Tasks, without them.
	Lookups []*errors.Error
	// Unread has one error for each list inside the source that could not be read
	// (a plan's, a group's); each names its list, in its List and in its text. The
	// walk went on behind it.
	Unread []*errors.Error
	// NotLookedUp counts tasks beside those of Lookups whose details were not asked
	// for, since the same look-up had just been refused for others.
	NotLookedUp int

	// Cursor is where to go on after this page. Without an error it is empty at
	// the end of the list and nowhere else.
	Cursor Cursor
	Total  int // rows that the service says its present list holds, 0 if it does not say

	// Earliest is the first instant that the service can show at all, where it
	// keeps its tasks for a limited time.
	Earliest time.Time
	Stats    Stats
}

// Stats counts what it took to read a page.
type Stats struct {
	Pages      int // list answers consumed
	Rows       int // rows read, whatever their state, those dropped included
	Requests   int // HTTP attempts at the service, retries included
	Retries    int // those after a first attempt
	Duplicates int // rows seen again and left out
	Drift      int // times that the list was found to have moved
	Unknown    int // tasks read whose state no table names; a Scan counts them
	// Older counts tasks left out because they began more than Query.Longest
	// before the window, or because nothing tells their end any more.
	Older int
}

// Add adds o to s.
func (s *Stats) Add(o Stats) {
	s.Pages += o.Pages
	s.Rows += o.Rows
	s.Requests += o.Requests
	s.Retries += o.Retries
	s.Duplicates += o.Duplicates
	s.Drift += o.Drift
	s.Unknown += o.Unknown
	s.Older += o.Older
}
