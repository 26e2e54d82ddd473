package paging

import "context"

// Request says which page to ask the service for. Only the members of its walk
// are set.
type Request struct {
	Offset int    // rows to skip: the Offset walk
	Page   int    // the page's number, from 0: the Numbered walk
	Marker string // marker or token, empty at the beginning: the Marker and Token walks
	Limit  int    // rows to ask for
}

// Answer is what the service gave for one Request.
type Answer[R any] struct {
	// Rows are those that could be read, in the service's order. The walk takes
	// the slice over: it leaves out rows that were yielded before, in place.
	Rows []R
	// Read is the number of rows received, those that could not be read
	// included; 0 means len(Rows).
	Read int
	// Total is the number of rows that the service, in this same answer, says
	// the list holds; below 0 it does not say. A total below the page's own
	// rows says nothing. One that was asked for separately does not belong here.
	Total int
	// Next is the next token in the Token walk. The Marker walk takes it for the
	// next marker, and the key of the last row where it is empty. In the others
	// any text says that there is more.
	Next string
}

// Fetch asks the service for one page. Its errors reach the walk's caller
// unchanged.
type Fetch[R any] func(ctx context.Context, r Request) (Answer[R], error)

// Options say how to walk. The zero value walks from the beginning with pages
// of 100 rows.
type Options struct {
	Limit    int    // page size to ask for; 0 means 100; the Offset walk asks for no less than 2
	MaxPages int    // answers after which a list counts as endless; 0 means 100,000
	MaxRows  int    // rows after which a list counts as endless; 0 means 5,000,000
	Start    string // cursor of an earlier page; empty from the beginning

	// Smaller is asked when the service refuses a page before it has answered
	// any: it returns a smaller limit to ask for instead, or 0 if the refusal has
	// another reason. If the smaller page is refused as well, the limit stays
	// what it was. Nil means never.
	Smaller func(limit int, err error) int

	// Seen lets several walks share what they yielded, so that a row that is in
	// two lists is yielded once. Nil means a set of the walk's own.
	Seen *Seen

	Service, Region, Operation string // named in the errors of the walk itself
}

// Page is one step of a walk. Its numbers tell what happened since the step
// before.
type Page[R any] struct {
	Rows       []R    // those not yielded before; may be empty
	Cursor     string // where to go on after this page; without an error empty after the last one and no other
	Total      int    // rows that the service says the list holds, 0 if it does not say
	Read       int    // rows received, those asked for a second time on purpose left out
	Duplicates int    // rows seen again, or in another list that shares Seen, and left out
	Drift      int    // times that the list was found to have moved
}

const (
	defaultLimit    = 100
	defaultMaxPages = 100_000
	defaultMaxRows  = 5_000_000
)
