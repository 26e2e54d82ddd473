package vbs

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// longestWait is how long before its job a policy's task may have been made: it
// waits for other work on the disk, and a run that comes due meanwhile is skipped.
const longestWait = 7 * 24 * time.Hour

// getJob reads a job. One that a policy began is the policy's task here, told as
// Pages tells it: a failure has one identity, whichever way somebody came to it.
func (c *Client) getJob(ctx context.Context, id string) (sdk.Task, error) {
	var raw json.RawMessage
	out, err := c.ShowJob(ctx, ShowJobInput{JobID: id, raw: &raw})
	if err != nil {
		return sdk.Task{}, err
	}
	project, err := c.cloud.Project(ctx, "ShowJob")
	if err != nil {
		return sdk.Task{}, err
	}
	job := c.jobTask(project, &out.Job)
	job.Raw = raw
	if job.ID == "" {
		job.ID = id
	}
	if !mayBePolicys(&out.Job) {
		return job, nil
	}
	row, err := c.policyTaskOf(ctx, &job)
	if row == nil {
		return job, err // with what is known, where only the policies could not be read
	}
	t := c.cloud.Task(project)
	c.fillPolicyTask(&row.PolicyTask, &t) // it has the job's ID
	t.Raw = row.raw
	if t.Failure == nil {
		t.Warning = job.Warning // a step that failed, which the row does not tell
	}
	return t, nil
}

// mayBePolicys reports whether a policy may have begun a job: policies make
// backups and do nothing else by a job, whose type is bksCreateBackup.
func mayBePolicys(job *Job) bool { return strings.Contains(strings.ToLower(job.JobType), "create") }

// ranTask is a task of a policy with its own JSON.
type ranTask struct {
	PolicyTask
	raw json.RawMessage
}

// policyTaskOf looks through the policies for the task that came to a job, nil if
// there is none. No operation tells of a job whether a policy began it. A list
// that Pages cannot read either is passed over: a job of it is known by itself alone.
func (c *Client) policyTaskOf(ctx context.Context, job *sdk.Task) (*ranTask, error) {
	out, err := c.ListPolicies(ctx, ListPoliciesInput{})
	if err != nil {
		if !provider.Passing(err) {
			err = nil
		}
		return nil, err
	}
	for i := range out.BackupPolicies.Rows {
		id := out.BackupPolicies.Rows[i].BackupPolicyID
		if id == "" {
			continue
		}
		row, err := c.policyTaskIn(ctx, id, job)
		if row != nil || provider.Passing(err) {
			return row, err
		}
	}
	return nil, nil
}

// policyTaskIn looks for the task in the list of one policy, newest first, and no
// further back than it can be. A job may be about several disks, which are a task
// each: the one of the job's own disk is taken, else one that failed.
func (c *Client) policyTaskIn(ctx context.Context, policy string, job *sdk.Task) (best *ranTask, err error) {
	const operation = "ListPolicyTasks"
	o := c.cloud.Options(sdk.Query{PageSize: fewRows}, operation, mostRows, "")
	for page, err := range paging.Offset(ctx, o, c.ranTasks(policy), (*ranTask).key) {
		if err != nil {
			return best, err
		}
		for i := range page.Rows {
			row := &page.Rows[i]
			if provider.ID(row.VbsJobID) != job.ID {
				continue
			}
			if provider.ID(row.ResourceID) == job.Resource.ID {
				return row, nil
			}
			if best == nil || policyTaskState(row.Status).Bad() && !policyTaskState(best.Status).Bad() {
				best = row
			}
		}
		if n := len(page.Rows); n > 0 && before(page.Rows[n-1].CreatedAt.Time, job.StartedAt.Add(-longestWait)) {
			return best, nil
		}
	}
	return best, nil
}

// before reports whether a time that is known is before another.
func before(at, other time.Time) bool { return !at.IsZero() && at.Before(other) }

// key is the identity of a row in its list: all of it where it has no name.
func (r *ranTask) key() string {
	if provider.ID(r.JobID) == "" {
		return string(r.raw)
	}
	return r.JobID + "\x00" + r.VbsJobID + "\x00" + r.ResourceID
}

// ranTasks reads the tasks of a policy, newest first.
func (c *Client) ranTasks(policy string) paging.Fetch[ranTask] {
	return func(ctx context.Context, r paging.Request) (paging.Answer[ranTask], error) {
		out, err := c.ListPolicyTasks(ctx, ListPolicyTasksInput{
			PolicyID: policy, SortKey: "created_at", SortDir: "desc", Limit: r.Limit, Offset: r.Offset, raw: true,
		})
		if err != nil {
			return paging.Answer[ranTask]{}, err
		}
		rows := make([]ranTask, len(out.Tasks.Rows))
		for i := range rows {
			rows[i] = ranTask{out.Tasks.Rows[i], out.Tasks.Raw[i]}
		}
		return paging.Answer[ranTask]{Rows: rows, Read: len(rows) + len(out.Tasks.Dropped), Total: out.Count}, nil
	}
}
