package sdk

import "time"

// Receipt says what a scan covered of one source, and what it did not.
//
// Tasks, Pages, Rows, Duplicates, Drift, Unknown, Older, Dropped, Lookups and
// Unread count what was handed out; Requests and Retries count all that were made, also those for a
// page that nobody took.
type Receipt struct {
	Source Source

	// Complete says that the source was read to its end, every list and every row
	// could be read, and every look-up of details went well: also before the
	// cursor, where the scan went on from one.
	Complete bool
	// Limited says that Query.Limit ended the scan before the source did.
	Limited bool

	Tasks   int // tasks handed out
	Dropped int // rows that could not be read
	Lookups int // tasks whose details could not be looked up
	Unread  int // lists inside the source that could not be read
	Stats

	// Earliest is the first instant that the service can show at all, zero where
	// it does not say that it keeps its tasks for a limited time.
	Earliest time.Time

	States       []State   // the only ones that the source can list; nil if it lists any
	Since, Until time.Time // the window that was read, zero where it is open

	// Cursor is where to go on: after the last page that was taken whole, or
	// where the scan itself had to go on if there was none. It is done after a
	// complete scan, and empty where there is nothing to go on from, so that the
	// next scan begins at the beginning.
	Cursor Cursor

	// Err is what ended the reading of the source, else the error of the first list
	// inside of it that could not be read.
	Err error
}
