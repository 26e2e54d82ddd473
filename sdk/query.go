package sdk

import (
	"slices"
	"time"
)

// Query says which tasks to list. The zero value asks for all of them.
type Query struct {
	States  []State // only these; empty means any
	Trouble bool    // only tasks that somebody should look at; see [Task.HasTrouble]

	// Since and Until are the window; zero means no bound. A task is inside if its
	// span touches the window: from its start to the latest time that is known of
	// it, to now while it is pending or running.
	Since, Until time.Time
	// Longest is how long a task may take. It is for services whose lists tell no
	// end of a task: failed tasks that began up to Longest before Since are looked
	// up there. 0 means the provider's default.
	Longest time.Duration

	Resource string   // only tasks of the resource with this ID or name
	Limit    int      // at most this many tasks over all sources; 0 means no limit
	PageSize int      // rows to ask for at once, brought to what the service accepts; 0 means its default
	MaxRows  int      // rows after which one list counts as endless, and its reading as incomplete; 0 means 5,000,000
	Raw      bool     // fill Task.Raw in listings
	Resume   []Cursor // go on where earlier receipts ended; each client takes its own
	Parallel int      // how many sources are read at once; 0 means eight
}

// Keep reports whether the query asks for t. A task without a time is inside
// every window.
func (q Query) Keep(t Task) bool {
	return q.Wants(t.State) && (!q.Trouble || t.HasTrouble()) && q.inWindow(t) &&
		(q.Resource == "" || q.Resource == t.Resource.ID || q.Resource == t.Resource.Name)
}

// Wants reports whether the query may ask for a task in state s.
func (q Query) Wants(s State) bool {
	return len(q.States) == 0 || slices.Contains(q.States, s)
}

// StatesWanted are the states in which a task of the caller's service may be one
// that the query asks for; nil means any. troubled are those in which the service
// can show a task with trouble at all: a provider whose successes carry no
// warnings need not read them where only trouble is asked for.
func (q Query) StatesWanted(troubled ...State) []State {
	if !q.Trouble {
		return q.statesAsked()
	}
	return slices.DeleteFunc(slices.Clone(troubled), func(s State) bool { return !q.Wants(s) })
}

// inWindow reports whether the span of t touches the window.
func (q Query) inWindow(t Task) bool {
	first, last := t.span()
	if last.IsZero() {
		return true
	}
	return (t.endsLater() || !last.Before(q.Since)) && (q.Until.IsZero() || !first.After(q.Until))
}

// span is from the task's start to the latest time that is known of it, both zero
// where no time is. A task whose start nobody tells may have begun at any time.
func (t Task) span() (first, last time.Time) {
	last = t.StartedAt
	for _, at := range [...]time.Time{t.UpdatedAt, t.EndedAt} {
		if at.After(last) {
			last = at
		}
	}
	return t.StartedAt, last
}

// endsLater reports whether the task may end after every time that is known of
// it: then its span reaches to now.
func (t Task) endsLater() bool {
	return t.EndUnknown || t.State == Pending || t.State == Running
}
