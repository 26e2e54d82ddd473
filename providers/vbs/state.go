package vbs

import (
	"strings"

	"github.com/taskfault/taskfault/sdk"
)

// The tables from the service's words to states, in any case of letters. A word
// that is not in them is unknown: OpenStack's own backups know more of them than
// the service documents.

func backupState(word string) sdk.State {
	switch plain(word) {
	case "creating", "restoring", "deleting":
		return sdk.Running
	case "available":
		return sdk.Succeeded
	case "error", "error_restoring":
		return sdk.Failed
	}
	return sdk.Unknown
}

func policyTaskState(word string) sdk.State {
	switch strings.ToUpper(plain(word)) {
	case "WAITING":
		return sdk.Pending
	case "RUNNING":
		return sdk.Running
	case "EXECUTE_SUCCESS":
		return sdk.Succeeded
	case "EXECUTE_FAIL", "EXECUTE_TIMEOUT":
		return sdk.Failed
	case "SKIP": // not run, because the one before it was not over
		return sdk.Missed
	}
	return sdk.Unknown
}

func jobState(word string) sdk.State {
	switch strings.ToUpper(plain(word)) {
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

// plain is a word of the service in small letters.
func plain(word string) string { return strings.ToLower(strings.TrimSpace(word)) }
