package sdrs

import (
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// fill makes t the task that a row of the task center is, which holds nothing but
// failures, whatever job_status says. A row that names neither a job nor a
// resource is about nothing that anybody could look for; it counts as one that
// cannot be read, so that it is not lost without a word.
func (c *Client) fill(row *FailureJob, t *sdk.Task) (lack string) {
	job, resource := provider.ID(row.JobID), provider.ID(row.ResourceID)
	switch {
	case job != "":
		t.ID = job
	case resource != "":
		t.ID = resource // Get cannot read it by that, but a failure without a job is still one
	default:
		return "has neither job_id nor resource_id"
	}
	t.Type = row.JobType
	t.State, t.RawState = sdk.Failed, row.JobStatus
	t.Resource = sdk.Resource{ID: resource, Name: row.ResourceName, Type: row.ResourceType}
	t.StartedAt = row.BeginTime.Time
	t.Failure = c.cloud.Failure(row.ErrorCode, row.FailReason, row.FailureStatus)
	return ""
}

// jobTask is a job as a task.
func (c *Client) jobTask(project string, job *Job) sdk.Task {
	t := c.cloud.Task(project)
	t.ID, t.Type = job.JobID, job.JobType
	t.State, t.RawState = state(job.Status), job.Status
	t.Resource = resource(job)
	t.StartedAt, t.EndedAt = job.BeginTime.Time, job.EndTime.Time
	jobs.Explain(c.cloud.Codes(), job, &t)
	if word := failureStatus(job.JobType); t.Failure != nil && t.State == sdk.Failed && word != "" {
		t.Failure.Phase, t.Failure.Situation = word, ""
	}
	return t
}

// jobs is how a job and its sub-jobs are read.
var jobs = huawei.Tree[Job]{
	Subs:  func(j *Job) []Job { return j.Entities.SubJobs.Rows },
	State: func(j *Job) sdk.State { return state(j.Status) },
	Said:  func(j *Job) (code, reason string) { return j.ErrorCode, j.FailReason },
	Step:  func(j *Job) (kind, status string) { return j.JobType, j.Status },
}
