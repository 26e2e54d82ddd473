package sdk

import (
	"slices"
	"time"
)

// Query says which tasks to list. The zero value asks for all of them.
type Query struct {
	States   []State   // only these; empty means any
	Since    time.Time // only tasks that began at or after it; zero means no bound
	Until    time.Time // only tasks that began at or before it; zero means no bound
	Resource string    // only tasks of the resource with this ID or name
	Limit    int       // at most this many tasks over all sources; 0 means no limit
	PageSize int       // rows to ask for at once, brought to what the service accepts; 0 means its default
	Raw      bool      // fill Task.Raw in listings
	Resume   []Cursor  // go on where earlier receipts ended; each client takes its own
	Parallel int       // how many sources are read at once; 0 means eight
}

// Keep reports whether the query asks for t. A task without a time is inside
// every window.
func (q Query) Keep(t Task) bool {
	return q.Wants(t.State) && q.inWindow(t.StartedAt) &&
		(q.Resource == "" || q.Resource == t.Resource.ID || q.Resource == t.Resource.Name)
}

// Wants reports whether the query asks for tasks in state s.
func (q Query) Wants(s State) bool {
	return len(q.States) == 0 || slices.Contains(q.States, s)
}

// inWindow reports whether t is neither before Since nor after Until.
func (q Query) inWindow(t time.Time) bool {
	if t.IsZero() {
		return true
	}
	return !(t.Before(q.Since) || !q.Until.IsZero() && t.After(q.Until))
}
