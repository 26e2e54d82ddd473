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

// failureWords are the beginnings of job types, and of the failure_status that the
// task center gives to a failed job of such a type.
var failureWords = []string{"create", "delete", "attach", "detach", "expand", "resize", "start", "stop", "reverse", "failover", "reprotect"}

// failureStatus is the task center's word for the failure of a job, by the job's
// type; empty where none follows from it. What becomes of a NIC is no state of the
// NIC's own there.
func failureStatus(jobType string) string {
	if strings.Contains(jobType, "Nic") {
		return ""
	}
	for _, word := range failureWords {
		if strings.HasPrefix(jobType, word) {
			return word + "Fail"
		}
	}
	return ""
}
