package cbr

import (
	"strings"

	"github.com/taskfault/taskfault/sdk"
)

// The service's words for the states in which a task ended badly.
const (
	failed  = "failed"
	timeout = "timeout"
	skipped = "skipped"
)

// state is the table from the service's words to states, in any case of letters. A
// word that is not in it is unknown.
func state(word string) sdk.State {
	switch plain(word) {
	case "waiting":
		return sdk.Pending
	case "running":
		return sdk.Running
	case "success":
		return sdk.Succeeded
	case failed, timeout:
		return sdk.Failed
	case skipped: // a check before it did not pass, so that it never began
		return sdk.Missed
	}
	return sdk.Unknown
}

// plain is a word of the service in small letters.
func plain(word string) string { return strings.ToLower(strings.TrimSpace(word)) }
