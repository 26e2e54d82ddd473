package huawei

import (
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// deepest bounds the search in a tree of sub-jobs. The services are seen to nest
// them twice.
const deepest = 50

// Tree says how to read a tree of jobs and the jobs inside them.
type Tree[J any] struct {
	Subs  func(*J) []J
	State func(*J) sdk.State
	Said  func(*J) (code, reason string)
	Step  func(*J) (kind, status string)
}

// Explain gives task, which is the job j, what went wrong in j: a failure if the
// job failed, or is in a state that no table has and says why; else a warning if
// a job inside of it did.
func (t Tree[J]) Explain(codes *errors.Codes, j *J, task *sdk.Task) {
	leaf, code, reason := t.leaf(j, deepest)
	if leaf == nil {
		return
	}
	kind, status := t.Step(leaf)
	f := codes.Failure(code, reason, kind)
	f.Situation = status // the types of steps are not a closed list
	if provider.HasFailure(task.State, code, reason) {
		task.Failure = f
	} else {
		task.Warning = f
	}
}

// leaf is the first job in the tree below and including j, depth first, that
// failed and has no failed job inside, or nil: a parent can fail with its code
// only in a sub-job. The code and the reason are the leaf's; what it leaves out is
// taken from the nearest of the failed jobs around it that has it. A job in an
// unknown state counts as failed if it says why.

func (t Tree[J]) leaf(j *J, depth int) (found *J, code, reason string) {
	inner := t.Subs(j)
	for i := 0; i < len(inner) && depth > 0 && found == nil; i++ {
		found, code, reason = t.leaf(&inner[i], depth-1)
	}
	ownCode, ownReason := t.Said(j)
	ownCode, ownReason = Reason(ownCode), Reason(ownReason)
	if !provider.HasFailure(t.State(j), ownCode, ownReason) {
		return found, code, reason
	}
	if found == nil {
		found = j
	}
	return found, first(code, ownCode), first(reason, ownReason)
}

// Reason is a service's text without what it writes for none.
func Reason(text string) string {
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "null") || strings.EqualFold(text, "none") {
		return ""
	}
	return text
}
