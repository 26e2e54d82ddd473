package providers_test

import (
	"net/http"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/sdktest"
)

// This file says in the terms of the SDK what the emulator's services hold. The
// tables are written from the contract and the documents, a second time beside
// those of the providers: what both have alike is right twice.

// states are the service's words for states.
type states map[string]sdk.State

// planted turns what a service of the emulator holds into what a client has to
// tell: for each task as it is listed, and as Get reads it.
func planted(service func(emulator.Config) http.Handler, tell func(emulator.Planted) (listed, read sdk.Task)) func(sdktest.Data) sdktest.Planted {
	return func(d sdktest.Data) (all sdktest.Planted) {
		c := config(d)
		c.Planted = func(p emulator.Planted) {
			listed, read := tell(p)
			if !p.Unlisted {
				all.Listed = append(all.Listed, listed)
			}
			all.Read = append(all.Read, read)
		}
		service(c)
		return all
	}
}

// alike is for services that tell a task alike in lists and by Get.
func alike(tell func(emulator.Planted) sdk.Task) func(emulator.Planted) (listed, read sdk.Task) {
	return func(p emulator.Planted) (listed, read sdk.Task) {
		t := tell(p)
		return t, t
	}
}

// task is what all services have alike. Its failure is that of a bad state, or of an
// unknown one that gives a reason; its warning that of a part.
func task(p emulator.Planted, state sdk.State) sdk.Task {
	t := sdk.Task{
		ID: p.ID, Type: p.Type, State: state, RawState: p.Status,
		Resource:  sdk.Resource{ID: p.ResourceID, Name: p.ResourceName, Type: p.ResourceType},
		StartedAt: p.Began, UpdatedAt: p.Changed, EndedAt: p.Ended,
	}
	why := &errors.Failure{Code: p.Code, Reason: p.Reason}
	switch {
	case p.Part != "":
		t.Warning = why
	case state.Bad(), state == sdk.Unknown && p.Code+p.Reason != "":
		t.Failure = why
	}
	return t
}

// of finds the state of a word, in any case of letters.
func (s states) of(word string) sdk.State {
	if state, known := s[strings.ToLower(word)]; known {
		return state
	}
	return sdk.Unknown
}

var csbsStates = states{
	"waiting_protect": sdk.Pending, "protecting": sdk.Running, "available": sdk.Succeeded, "error": sdk.Failed,
	"waiting_restore": sdk.Pending, "restoring": sdk.Running,
	"waiting_delete": sdk.Pending, "deleting": sdk.Running, "deleted": sdk.Succeeded,
}

// csbsTask is an item. A restore or a deletion that failed leaves it available, and
// the end that it tells is its backup's.
func csbsTask(p emulator.Planted) sdk.Task {
	state, work := csbsStates.of(p.Status), p.Type
	switch {
	case work != "":
		state = sdk.Failed
	case strings.Contains(p.Status, "restor"):
		work = "restore"
	case strings.Contains(p.Status, "delet"):
		work = "delete"
	default:
		work = "backup"
	}
	if p.Part != "" && p.Part != "copy" { // a disk, which the reason names
		p.Reason = p.Part + ": " + p.Reason
	}
	t := task(p, state)
	if t.Type = work; work != "backup" || !state.Ended() {
		t.EndedAt = time.Time{}
	}
	return t
}

var (
	backupStates = states{
		"creating": sdk.Running, "restoring": sdk.Running, "deleting": sdk.Running,
		"available": sdk.Succeeded, "error": sdk.Failed, "error_restoring": sdk.Failed,
	}
	policyTaskStates = states{
		"waiting": sdk.Pending, "running": sdk.Running, "skip": sdk.Missed,
		"execute_success": sdk.Succeeded, "execute_fail": sdk.Failed, "execute_timeout": sdk.Failed,
	}
	jobStates = states{"init": sdk.Pending, "running": sdk.Running, "success": sdk.Succeeded, "fail": sdk.Failed}
)

func vbsTask(p emulator.Planted) sdk.Task {
	switch p.Type {
	case "backup":
		return task(p, backupStates.of(p.Status))
	case "backuptask":
		return task(p, policyTaskStates.of(p.Status))
	}
	return task(p, jobStates.of(p.Status))
}

// sdrsTask is a job. The task center does not tell when it ended.
func sdrsTask(p emulator.Planted) (listed, read sdk.Task) {
	t := task(p, jobStates.of(p.Status))
	listed = t
	listed.EndedAt = time.Time{}
	return listed, t
}

var executionStates = states{
	"starting": sdk.Pending, "running": sdk.Running, "stopped": sdk.Canceled,
	"succeeded": sdk.Succeeded, "failed": sdk.Failed, "timedout": sdk.Failed,
}

func fnfTask(p emulator.Planted) sdk.Task {
	p.ID = p.ResourceID + "/" + p.ID
	return task(p, executionStates.of(p.Status))
}

// dbsTypes are the SDK's words for the service's, and the states of each type.
var dbsTypes = map[string]struct {
	name   string
	states states
}{
	"backupPlan": {"backupPlan", states{
		"wait": sdk.Pending, "init": sdk.Pending, "check_pass": sdk.Pending, "running": sdk.Running,
		"stop": sdk.Failed, "pause": sdk.Pending, "locked": sdk.Pending,
	}},
	"fullBackup":       {"fullBackup", dbsSets},
	"continuousBackup": {"incrementBackup", dbsSets},
	"restore": {"restoreTask", states{
		"init": sdk.Pending, "check_pass": sdk.Pending, "running": sdk.Running, "stop": sdk.Failed, "pause": sdk.Pending,
	}},
}

var dbsSets = states{
	"schedule": sdk.Pending, "init": sdk.Pending, "running": sdk.Running, "filling": sdk.Running,
	"finish": sdk.Succeeded, "completed": sdk.Succeeded, "failed": sdk.Failed, "fail": sdk.Failed, "stop": sdk.Failed,
}

// dbsTask is a plan, a set or a restore.
func dbsTask(p emulator.Planted) sdk.Task {
	kind := dbsTypes[p.Type]
	state, isSet := kind.states.of(p.Status), strings.HasSuffix(p.Type, "Backup")
	if isSet {
		p.ID = p.ResourceID + "/" + p.ID
	}
	switch {
	case p.Type == "backupPlan" && p.Status == "locked" && p.Reason != "":
		p.Part = "the plan itself" // nothing has failed, and somebody must pay
	case p.Type == "backupPlan" && p.Status == "init" && p.Reason != "":
		state, p.Standard = sdk.Failed, "CHECK_AUTH_SRC (Source account permissions): "+p.Standard
	case p.Type == "backupPlan":
		p.Code, p.Standard = "", "" // its error cannot be asked for
	case p.Type == "restore" && state == sdk.Running && !p.Ended.IsZero():
		state = sdk.Succeeded
	case isSet && state == sdk.Unknown && p.Code != "":
		state = sdk.Failed
	}
	switch { // the task's own words, and then the standard text
	case p.Reason == "":
		p.Reason = p.Standard
	case p.Standard != "" && p.Standard != p.Reason:
		p.Reason += " (" + p.Standard + ")"
	}
	t := task(p, state)
	t.Type = kind.name
	return t
}
