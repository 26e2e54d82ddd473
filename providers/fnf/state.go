package fnf

import (
	"strings"

	"github.com/taskfault/taskfault/sdk"
)

// The statuses of executions.
const (
	starting  = "Starting"
	running   = "Running"
	stopped   = "Stopped"
	succeeded = "Succeeded"
	failed    = "Failed"
	timedOut  = "TimedOut"
)

// states has the state for each status. Whoever stops an execution means it, so
// that one is no failure. A status that is not here is Unknown.
var states = map[string]sdk.State{
	starting:  sdk.Pending,
	running:   sdk.Running,
	stopped:   sdk.Canceled,
	succeeded: sdk.Succeeded,
	failed:    sdk.Failed,
	timedOut:  sdk.Failed,
}

// stateOf finds the state for the service's word.
func stateOf(word string) sdk.State {
	if s, ok := states[word]; ok {
		return s
	}
	word = strings.TrimSpace(word)
	for name, s := range states {
		if strings.EqualFold(name, word) {
			return s
		}
	}
	return sdk.Unknown
}

// closing are the statuses that an execution never leaves, in the order in which
// they are asked for.
var closing = []string{failed, timedOut, stopped, succeeded}

// sendable are the values of Status that find every execution in the wanted
// states, one for each list to read. It is one empty value, for all executions,
// unless only closed executions are wanted: one that is still open could change
// from a status whose list is yet to be read to one whose list was read.
func sendable(wanted []sdk.State) []string {
	all := []string{""}
	if len(wanted) == 0 {
		return all
	}
	want := make(map[sdk.State]bool, len(wanted))
	for _, s := range wanted {
		if !s.Ended() {
			return all
		}
		want[s] = true
	}
	var statuses []string
	for _, word := range closing {
		if want[states[word]] {
			statuses = append(statuses, word)
		}
	}
	if len(statuses) == len(closing) {
		return all // the same rows in more requests, but for those still open
	}
	return statuses
}
