package dbs

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/wire"
)

// row is a task as its list tells it, with what is still to be looked up.
type row struct {
	codes *errors.Codes
	task  sdk.Task
	job   string // what DescribeJobErrorCode takes
	file  string // of an increment: the log file, of which a job may have several
	plan  string // of a restore, as its row tells it
	words string // the list's own message
	needs detail
}

// detail is what a list leaves open about a task.
type detail int

const (
	nothing   detail = iota
	errorCode        // it failed: with which error
	whether          // a set or a restore with a word that tells no state: did it fail
	precheck         // a plan in init: did its precheck fail
)

// operation is what a detail is asked for by.
func (d detail) operation() string {
	if d == precheck {
		return "DescribePreCheckProgressList"
	}
	return "DescribeJobErrorCode"
}

// rowKey is a row's identity in its list. An increment that names no file is told by
// its whole row.
func rowKey(r *row) string {
	switch {
	case r.task.Type != typeIncrement:
		return r.task.ID
	case r.file == "":
		return provider.WholeRow(&r.task)
	}
	return r.task.ID + "\x00" + r.file
}

// newTask begins a task of a plan. The plan is the resource of all its tasks:
// a set has an ID of its own every night, and the same failure of the same plan
// must be known again.
func (c *Client) newTask(kind, id, plan, planName, status string, raw json.RawMessage) sdk.Task {
	s := c.Source()
	return sdk.Task{
		Service: s.Service, Region: s.Region, ID: id, Type: kind, RawState: status,
		Resource: sdk.Resource{ID: plan, Name: planName, Type: typePlan},
		Raw:      raw,
	}
}

// planRow turns a plan into a task. It has no time: a plan's creation says
// nothing about when it came into its state, and one that stopped last night
// must not be outside of a window that begins today.
func (c *Client) planRow(p *BackupPlanDetail, raw json.RawMessage) (row, string) {
	r := row{
		codes: c.api.Codes(),
		task:  c.newTask(typePlan, p.BackupPlanId, p.BackupPlanId, p.BackupPlanName, p.BackupPlanStatus, raw),
		job:   p.BackupPlanId,
		words: said(p.ErrMessage),
	}
	r.task.State, _ = stateOf(typePlan, p.BackupPlanStatus)
	switch strings.ToLower(strings.TrimSpace(p.BackupPlanStatus)) {
	case "init":
		r.needs = precheck
	case "locked":
		// It makes no more backups, and says why: nothing has failed, and somebody
		// must act all the same.
		if r.words != "" {
			r.task.Warning = r.codes.Failure("", r.words, "locked")
		}
	}
	return r.closed(nothing), provider.ID(p.BackupPlanId)
}

// fullRow turns a full backup set into a task.
func (c *Client) fullRow(p sdk.Resource) func(*FullBackupFile, json.RawMessage) (row, string) {
	return func(b *FullBackupFile, raw json.RawMessage) (row, string) {
		r := row{
			codes: c.api.Codes(),
			task:  c.newTask(typeFull, p.ID+"/"+b.BackupSetId, p.ID, p.Name, b.BackupStatus, raw),
			job:   b.BackupSetId,
			words: said(b.ErrMessage),
		}
		r.task.StartedAt = first(b.StartTime, b.CreateTime).Time
		r.setState(b.BackupStatus, first(b.FinishTime, b.EndTime).Time)
		return r.closed(errorCode), provider.ID(b.BackupSetId)
	}
}

// incrementRow turns an increment into a task.
func (c *Client) incrementRow(p sdk.Resource) func(*IncrementBackupFile, json.RawMessage) (row, string) {
	return func(b *IncrementBackupFile, raw json.RawMessage) (row, string) {
		r := row{
			codes: c.api.Codes(),
			task:  c.newTask(typeIncrement, p.ID+"/"+b.BackupSetJobId, p.ID, p.Name, b.BackupStatus, raw),
			job:   b.BackupSetJobId,
			file:  provider.ID(b.BackupSetId),
		}
		r.task.StartedAt = b.StartTime.Time
		r.setState(b.BackupStatus, b.EndTime.Time)
		return r.closed(errorCode), provider.ID(b.BackupSetJobId)
	}
}

// restoreRow turns a restore into a task.
func (c *Client) restoreRow(p sdk.Resource) func(*RestoreTaskDetail, json.RawMessage) (row, string) {
	return func(t *RestoreTaskDetail, raw json.RawMessage) (row, string) {
		r := row{
			codes: c.api.Codes(),
			task:  c.newTask(typeRestore, t.RestoreTaskId, p.ID, p.Name, t.RestoreStatus, raw),
			job:   t.RestoreTaskId,
			plan:  t.BackupPlanId,
			words: said(t.ErrMessage),
		}
		r.task.StartedAt = t.RestoreTaskCreateTime.Time
		r.setState(t.RestoreStatus, t.RestoreTaskFinishTime.Time)
		if through(t) && r.task.State == sdk.Running {
			r.task.State, r.task.EndedAt, r.task.UpdatedAt = sdk.Succeeded, t.RestoreTaskFinishTime.Time, time.Time{}
		}
		r.task.Progress = max(0, min(t.FullDataRestoreProgress, 100))
		return r.closed(errorCode), provider.ID(t.RestoreTaskId)
	}
}

// setState puts in the state for the service's word, and the time at which the
// service says that the task ended: of one that goes on, it is no more than when
// something was last heard of it. A word that tells no state is looked up, one that
// a document names only once there is an end.
func (r *row) setState(word string, ended time.Time) {
	var named bool
	r.task.State, named = stateOf(r.task.Type, word)
	switch r.task.State {
	case sdk.Pending, sdk.Running:
		r.task.UpdatedAt = ended
		return
	case sdk.Unknown:
		if !named || !ended.IsZero() {
			r.needs = whether
		}
	}
	r.task.EndedAt = ended
}

// closed gives a failed task its failure, as far as the list tells it, and
// notes what there is to look up about it. A task in an unknown state keeps the
// list's message as its failure's reason.
func (r row) closed(needs detail) row {
	switch {
	case r.task.State == sdk.Failed:
		r.fail("", r.words, r.phase())
		r.needs = needs
	case provider.HasFailure(r.task.State, "", r.words):
		r.task.Failure = r.codes.Failure("", r.words, "")
		r.task.Failure.Situation = r.task.RawState
	}
	return r
}

// phase is what failed of a task. A plan fails by stopping; for anything else
// there is no word but its type.
func (r *row) phase() string {
	if r.task.Type == typePlan {
		return "stop"
	}
	return r.task.Type
}

// wait makes the task one that has not begun.
func (r *row) wait() { r.task.State, r.task.Failure = sdk.Pending, nil }

// fail makes the task a failed one.
func (r *row) fail(code, reason, phase string) {
	r.task.State = sdk.Failed
	r.task.Failure = r.codes.Failure(code, reason, phase)
}

// said is a message of the service, without the word NULL that stands for none.
func said(s string) string {
	s = strings.TrimSpace(s)
	if strings.EqualFold(s, "NULL") {
		return ""
	}
	return s
}

// first is the first time that is known.
func first(times ...wire.Time) wire.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t
		}
	}
	return wire.Time{}
}
