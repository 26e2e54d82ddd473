package sdrs

import (
	"strings"

	"github.com/taskfault/taskfault/sdk"
)

// state is the table from the service's words for a job to states, in any case of
// letters. A word that is not in it is unknown.
func state(word string) sdk.State {
	switch strings.ToUpper(strings.TrimSpace(word)) {
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
