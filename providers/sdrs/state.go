package sdrs

import "github.com/taskfault/taskfault/sdk"

// state is the table from the service's words for a job to states. A word that
// is not in it is unknown.
func state(word string) sdk.State {
	switch word {
	case "INIT":
		return sdk.Pending
	case "RUNNING":
		return sdk.Running
	case "SUCCESS":
		return sdk.Succeeded
	case "FAIL":
		return sdk.Failed
	}
	return sdk.Unknown
}
