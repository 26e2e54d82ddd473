package sdk

import (
	"slices"

	"github.com/taskfault/taskfault/errors"
)

// This file is the part of a Scan that writes receipts.

// reading is what a range knows of one source.
type reading struct {
	query   Query // with the source's own window
	receipt Receipt
	torn    bool // something was not read, and what is read behind it is no whole
	before  bool // and it was so where the scan went on
	atEnd   bool // the last page was taken whole
	over    bool // the client has ended the list, and without an error

	unread *errors.Error // of the first list that could not be read
}

// newReceipt is the receipt of a source of which nothing was read.
func newReceipt(s Source, q Query) Receipt {
	return Receipt{Source: s, States: slices.Clone(s.States), Since: q.Since, Until: q.Until}
}

// begin checks the scan and opens a receipt for each source.
func (s *Scan) begin() error {
	err := s.Check()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sources = make([]reading, len(s.clients))
	for i, client := range s.clients {
		r := &s.sources[i]
		r.query = s.query
		switch {
		case err == nil:
			r.open(client.Source())
		case client != nil:
			r.receipt = newReceipt(client.Source(), s.query)
		}
		r.receipt.Err = err
	}
	return err
}

// open begins a source where its cursor says. A source that goes on does so in
// the cursor's window, whatever the query's has become by then.
func (r *reading) open(source Source) {
	var place Cursor
	if c, ok, err := r.query.resume(source); err == nil && ok && !c.Done {
		r.query.Since, r.query.Until = c.Since, c.Until
		place = r.query.cursor(source, c.Position)
		if r.torn, r.before = c.Torn, c.Torn; c.Torn {
			place = place.torn()
		}
	}
	r.receipt = newReceipt(source, r.query)
	r.receipt.Cursor = place
}

// took counts the page of a step that is handed out, and notes what ended the
// reading of its source.
func (s *Scan) took(st *step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, page := &s.sources[st.source], &st.page
	if st.err != nil {
		r.broke(st)
	}
	r.atEnd = false
	lookups := len(page.Lookups) + page.NotLookedUp
	if st.err == nil { // the cursor of the page with an error stands before all that it lacks
		r.torn = r.torn || len(page.Dropped)+lookups+len(page.Unread) > 0
	}
	r.receipt.Stats.Add(page.Stats)
	r.receipt.Dropped += len(page.Dropped)
	r.receipt.Lookups += lookups
	r.receipt.Unread += len(page.Unread)
	if r.unread == nil && len(page.Unread) > 0 {
		r.unread = page.Unread[0]
	}
	if page.Earliest.After(r.receipt.Earliest) {
		r.receipt.Earliest = page.Earliest
	}
}

// gave counts tasks that were handed out.
func (s *Scan) gave(i, tasks int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sources[i].receipt.Tasks += tasks
}

// passed notes that a page was taken whole.
func (s *Scan) passed(i int, page *Page, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &s.sources[i]
	r.atEnd = err == nil && page.Cursor == ""
	switch {
	case page.Cursor == "":
	case r.torn:
		r.receipt.Cursor = page.Cursor.torn()
	default:
		r.receipt.Cursor = page.Cursor
	}
}

// broke notes what ended the reading of the source.
func (r *reading) broke(st *step) {
	r.receipt.Err = st.err
	if st.end {
		r.receipt.Cursor = ""
	}
}

// ended notes that a source was read to its end. If something of it could not
// be read there is nothing to go on from: it must be read from the beginning.
func (s *Scan) ended(i int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sources[i].end()
}

func (r *reading) end() {
	r.over = true
	r.receipt.Cursor = ""
	if r.unread != nil {
		r.receipt.Err = r.unread
	}
	if !r.torn {
		r.receipt.Complete = true
		r.receipt.Cursor = r.query.cursor(r.receipt.Source, "")
	}
}

// missed is the error of a source that was read to its end from a cursor before
// which something could not be read. Nil if there was nothing of the kind.
func (s *Scan) missed(i int) error {
	r := &s.sources[i]
	if !r.before { // which nobody writes after begin
		return nil
	}
	e := scanError(r.receipt.Source, errors.Unknown,
		"the scan from whose cursor this one went on could not read everything before it: the next scan begins anew")
	e.Situation = errors.TornCursor
	return e
}

// unread notes a step that nobody took: the requests for its page, or that the
// list has ended.
func (s *Scan) unread(st *step) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := &s.sources[st.source]
	r.receipt.Stats.Add(Stats{Requests: st.page.Stats.Requests, Retries: st.page.Stats.Retries})
	r.over = r.over || st.end
}

// settle closes the receipts when every reader has stopped. A source whose last
// page was taken whole before the range was left has been read to its end all the
// same. The others have not where the query's limit was what ended the range.
func (s *Scan) settle(limited bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.sources {
		switch r := &s.sources[i]; {
		case r.receipt.Err != nil:
		case r.over && r.atEnd:
			r.end()
		case !r.receipt.Complete:
			r.receipt.Limited = limited
		}
	}
}
