package csbs

import (
	"strings"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
)

// What an item's last piece of work was, in the service's own words for fail_op.
const (
	backup  = "backup"
	restore = "restore"
	remove  = "delete"
)

// state is the table from the service's words for an item to states, and to what
// is being done in them, in any case of letters. A word that is not in it is unknown.
//
// deleted is the good end of a deletion. copying to another region has a status
// of its own and leaves this one as it is.
func state(word string) (s sdk.State, work string) {
	switch plain(word) {
	case "waiting_protect":
		return sdk.Pending, backup
	case "protecting":
		return sdk.Running, backup
	case "available":
		return sdk.Succeeded, backup
	case "error":
		return sdk.Failed, backup
	case "waiting_restore":
		return sdk.Pending, restore
	case "restoring":
		return sdk.Running, restore
	case "waiting_delete":
		return sdk.Pending, remove
	case "deleting":
		return sdk.Running, remove
	case "deleted":
		return sdk.Succeeded, remove
	}
	return sdk.Unknown, backup
}

// judge is the state of an item and what was last done to it. A restore or a
// deletion that failed leaves the item available and says so in fail_op alone.
func judge(item *CheckpointItem) (s sdk.State, work string) {
	s, work = state(item.Status)
	op := plain(huawei.Reason(item.ExtendInfo.FailOp))
	switch {
	case op == "":
	case plain(item.Status) == "available":
		return sdk.Failed, op
	case s == sdk.Failed:
		return s, op
	}
	return s, work
}

// plain is a word of the service in the form that the tables have.
func plain(word string) string { return strings.ToLower(strings.TrimSpace(word)) }
