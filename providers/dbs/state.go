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
// Three words need more than the table: a plan in init is settled by its
// precheck, a running restore may be through, and a full set with a word that
// is not here is looked up.
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

// restoreState is the state of a restore. There is no word for one that is
// through: it stays running, has a time at which it finished, and shows every
// stage of the full restore as done.
func restoreState(r *RestoreTaskDetail) sdk.State {
	state, _ := stateOf(typeRestore, r.RestoreStatus)
	whole := r.FullStruforeRestoreProgress >= 100 && r.FullDataRestoreProgress >= 100 && r.FullStruAfterRestoreProgress >= 100
	if state == sdk.Running && whole && !r.RestoreTaskFinishTime.IsZero() {
		return sdk.Succeeded
	}
	return state
}
