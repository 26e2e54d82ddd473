package sdrs

import (
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/huawei"
	"github.com/taskfault/taskfault/sdk"
)

// failedTask is a row of the task center, which holds nothing but failures,
// whatever job_status says. A row that names neither a job nor a resource is about
// nothing that anybody could look for; it counts as one that cannot be read, so
// that it is not lost without a word.
func (c *Client) failedTask(project string, row *FailureJob) (t sdk.Task, lack string) {
	t = c.cloud.Task(project)
	switch {
	case row.JobID != "":
		t.ID = row.JobID
	case row.ResourceID != "":
		t.ID = row.ResourceID // Get cannot read it by that, but a failure without a job is still one
	default:
		return t, "has neither job_id nor resource_id"
	}
	t.Type = row.JobType
	t.State, t.RawState = sdk.Failed, row.JobStatus
	t.Resource = sdk.Resource{ID: row.ResourceID, Name: row.ResourceName, Type: row.ResourceType}
	t.StartedAt = row.BeginTime.Time
	t.Failure = errors.NewFailure("sdrs", huawei.Reason(row.ErrorCode), huawei.Reason(row.FailReason), row.FailureStatus)
	return t, ""
}

// jobTask is a job as a task.
func (c *Client) jobTask(project string, job *Job) sdk.Task {
	t := c.cloud.Task(project)
	t.ID, t.Type = job.JobID, job.JobType
	t.State, t.RawState = state(job.Status), job.Status
	t.Resource = resource(job)
	t.StartedAt, t.EndedAt = job.BeginTime.Time, job.EndTime.Time
	leaf := huawei.FailingLeaf(job, failed, subJobs)
	switch {
	case leaf == nil:
	case t.State == sdk.Failed:
		t.Failure = failure(leaf, job)
	default:
		t.Warning = failure(leaf, leaf)
	}
	return t
}

func failed(j *Job) bool   { return state(j.Status) == sdk.Failed }
func subJobs(j *Job) []Job { return j.Entities.SubJobs.Rows }

// failure is why a job failed: for what its leaf says, and where that says
// nothing, for what the job itself does.
func failure(leaf, job *Job) *errors.Failure {
	code, reason := huawei.Reason(leaf.ErrorCode), huawei.Reason(leaf.FailReason)
	if code == "" && reason == "" {
		code, reason = huawei.Reason(job.ErrorCode), huawei.Reason(job.FailReason)
	}
	f := errors.NewFailure("sdrs", code, reason, leaf.JobType)
	f.Situation = leaf.Status // the types of steps are not a closed list
	return f
}

// resource is what a job works on: the smallest thing that its entities name, or
// those of its sub-jobs where its own name none.
func resource(job *Job) sdk.Resource {
	e := &job.Entities
	for _, r := range [...]sdk.Resource{
		{ID: e.DisasterRecoveryDrillID, Type: "disaster_recovery_drills"},
		{ID: e.ReplicationPairID, Type: "replications"},
		{ID: e.ProtectedInstanceID, Type: "protected_instances"},
		{ID: e.ServerGroupID, Type: "server_groups"},
	} {
		if r.ID != "" {
			return r
		}
	}
	for i := range e.SubJobs.Rows {
		if r := resource(&e.SubJobs.Rows[i]); r.ID != "" {
			return r
		}
	}
	return sdk.Resource{}
}
