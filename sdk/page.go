package sdk

import "github.com/taskfault/taskfault/errors"

// Page is what one step of a listing brought.
type Page struct {
	Source Source // filled by a Scan
	Tasks  []Task

	// Dropped has one error for each row that could not be read.
	Dropped []*errors.Error
	// Lookups has one error for each task whose details could not be looked up;
	// the task itself is among Tasks, without them.
	Lookups []*errors.Error

	// Cursor is where to go on after this page. Without an error it is empty at
	// the end of the list and nowhere else.
	Cursor Cursor
	Total  int // rows that the service says its present list holds, 0 if it does not say
	Stats  Stats
}

// Stats counts what it took to read a page.
type Stats struct {
	Pages      int // list answers consumed
	Rows       int // rows read, whatever their state, those dropped included
	Requests   int // HTTP attempts at the service, retries included
	Retries    int // those after a first attempt
	Duplicates int // rows seen again and left out
	Drift      int // times that the list was found to have moved
}

// Add adds o to s.
func (s *Stats) Add(o Stats) {
	s.Pages += o.Pages
	s.Rows += o.Rows
	s.Requests += o.Requests
	s.Retries += o.Retries
	s.Duplicates += o.Duplicates
	s.Drift += o.Drift
}
