package sdk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// choose leaves on a page the tasks that the query asks for, and counts those in
// an unknown state. A task that is left
// out for a status that nobody can read counts as a row that could not be read:
// it may be one that was asked for.
func (q Query) choose(page *Page) {
	var unclear []*errors.Error
	page.Stats.Unknown = 0
	page.Tasks = slices.DeleteFunc(page.Tasks, func(t Task) bool {
		keep := q.Keep(t)
		if !keep && t.unclear() && q.couldKeep(t) {
			unclear = append(unclear, t.noStatus(page.Source))
			return true
		}
		if t.State == Unknown {
			page.Stats.Unknown++
		}
		return !keep
	})
	if len(unclear) > 0 {
		page.Dropped = slices.Concat(page.Dropped, unclear)
	}
}

// couldKeep reports whether the query asks for t in any state.
func (q Query) couldKeep(t Task) bool {
	q.States, q.Trouble = nil, false
	return q.Keep(t)
}

// unclear reports whether the service gave no word for the task's state: none,
// or an object or a list in its place. A word that no table has is one all the
// same, and the task's state is unknown.
func (t Task) unclear() bool {
	return t.State == Unknown && (t.RawState == "" || strings.ContainsAny(t.RawState[:1], "{["))
}

// noStatus is the error of a task that is unclear.
func (t Task) noStatus(s Source) *errors.Error {
	return &errors.Error{
		Service: s.Service, Region: s.Region, Operation: "Scan", Kind: errors.Malformed, Retry: errors.RetryNo,
		Message: fmt.Sprintf("the task %s has no status that can be read: it may be one that was asked for", t.ID),
	}
}
