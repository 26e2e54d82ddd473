package stow

import "github.com/taskfault/taskfault/sdk"

// state is the table from the service's words to states. A word that is not in it is
// unknown.
func state(word string) sdk.State {
	switch word {
	case "queued":
		return sdk.Pending
	case "running":
		return sdk.Running
	case "done":
		return sdk.Succeeded
	case "failed":
		return sdk.Failed
	case "skipped":
		return sdk.Missed
	}
	return sdk.Unknown
}
