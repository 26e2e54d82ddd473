package dbs

import (
	"strings"

	"github.com/taskfault/taskfault/sdk"
)

// The types of tasks.
const (
	typePlan      = "backupPlan"
	typeFull      = "fullBackup"
	typeIncrement = "incrementBackup"
	typeRestore   = "restoreTask"
)

// states has the state for each word that a document names, by the type of
// task. The lists spell them in different cases, so they stand here in lower
// case. Both kinds of sets share one table.
//
// Four words need more than the table: a plan in init is settled by its
// precheck, a running restore may be through, and a set or a restore is looked up
// whose word is not here, or is uncompleted and has an end.
var states = map[string]map[string]sdk.State{
	typePlan: {
		"wait":       sdk.Pending, // not configured
		"init":       sdk.Unknown,
		"check_pass": sdk.Pending,
		"running":    sdk.Running,
		"stop":       sdk.Failed,
		"pause":      sdk.Pending, // until somebody lets it go on
		"locked":     sdk.Pending, // until it is paid for
	},
	typeFull:      sets,
	typeIncrement: sets,
	typeRestore: {
		"init":       sdk.Pending,
		"check_pass": sdk.Pending,
		"running":    sdk.Running,
		"stop":       sdk.Failed,
		"pause":      sdk.Pending,
	},
}

var sets = map[string]sdk.State{
	"schedule":    sdk.Pending,
	"init":        sdk.Pending,
	"running":     sdk.Running,
	"filling":     sdk.Running,
	"finish":      sdk.Succeeded,
	"completed":   sdk.Succeeded,
	"failed":      sdk.Failed,
	"fail":        sdk.Failed,
	"stop":        sdk.Failed,
	"uncompleted": sdk.Unknown, // no document says whether it still may be completed
}

// stateOf finds the state for the service's word. named is false for a word
// that no document names; the state is Unknown then.
func stateOf(kind, word string) (state sdk.State, named bool) {
	s, ok := states[kind][strings.ToLower(strings.TrimSpace(word))]
	if !ok {
		return sdk.Unknown, false
	}
	return s, true
}

// through reports whether a running restore is over. There is no word for one that
// is: it stays running, has a time at which it finished, and shows every stage of
// the full restore as done.
func through(r *RestoreTaskDetail) bool {
	whole := r.FullStruforeRestoreProgress >= 100 && r.FullDataRestoreProgress >= 100 && r.FullStruAfterRestoreProgress >= 100
	return whole && !r.RestoreTaskFinishTime.IsZero()
}
