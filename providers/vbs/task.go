package vbs

import (
	"strings"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// fillBackup makes t the task that a backup is. Its resource is the disk that it
// protects.
func (c *Client) fillBackup(b *Backup, t *sdk.Task) (lack string) {
	if t.ID = provider.ID(b.ID); t.ID == "" {
		return "has no id"
	}
	t.Type = "backup"
	t.State, t.RawState = backupState(b.Status), b.Status
	t.Resource = sdk.Resource{ID: b.VolumeID, Type: "volume"}
	// When it ended is not said: updated_at also moves when a backup is renamed.
	t.StartedAt, t.UpdatedAt = b.CreatedAt.Time, b.UpdatedAt.Time
	if strings.Contains(b.ServiceMetadata, "progress") {
		t.Progress = min(max(b.Metadata().Progress, 0), 100)
	}
	phase := ""
	if plain(b.Status) == "error_restoring" {
		phase = "restoring"
	}
	c.fail(t, "", huawei.Reason(b.FailReason), phase)
	return ""
}

// fillPolicyTask makes t the task that a row of a policy is. Its ID is that of the
// job where there is one, since a job can be read by it.
func (c *Client) fillPolicyTask(row *PolicyTask, t *sdk.Task) (lack string) {
	t.ID = provider.ID(row.VbsJobID)
	if t.ID == "" {
		t.ID = provider.ID(row.JobID)
	}
	if t.ID == "" {
		return "has neither vbs_job_id nor job_id"
	}
	t.Type = "backuptask"
	t.State, t.RawState = policyTaskState(row.Status), row.Status
	t.Resource = sdk.Resource{ID: provider.ID(row.ResourceID), Type: row.ResourceType}
	t.StartedAt, t.EndedAt = row.CreatedAt.Time, row.FinishedAt.Time
	c.fail(t, huawei.Reason(row.Code), huawei.Reason(row.Message), "")
	return ""
}

// fail gives a task what its row says of its failure, if it is one that has any.
func (c *Client) fail(t *sdk.Task, code, reason, phase string) {
	if provider.HasFailure(t.State, code, reason) {
		t.Failure = c.cloud.Failure(code, reason, phase)
		t.Failure.Situation = t.RawState
		c.tellOwner(t)
	}
}

// jobTask is a job as a task.
func (c *Client) jobTask(project string, job *Job) sdk.Task {
	t := c.cloud.Task(project)
	t.ID, t.Type = job.JobID, job.JobType
	t.State, t.RawState = jobState(job.Status), job.Status
	t.Resource = resource(job)
	t.StartedAt, t.EndedAt = job.BeginTime.Time, job.EndTime.Time
	jobs.Explain(c.cloud.Codes(), job, &t)
	c.tellOwner(&t)
	return t
}

// jobs is how a job and its sub-jobs are read.
var jobs = huawei.Tree[Job]{
	Subs:  func(j *Job) []Job { return j.SubJobs.Rows },
	State: func(j *Job) sdk.State { return jobState(j.Status) },
	Said:  func(j *Job) (code, reason string) { return j.ErrorCode, j.FailReason },
	Step:  func(j *Job) (kind, status string) { return j.JobType, j.Status },
}

// resource is what a job protects or restores, else the backup that it deletes.
func resource(job *Job) sdk.Resource {
	switch e := &job.Entities; {
	case e.VolumeID != "":
		return sdk.Resource{ID: e.VolumeID, Type: "volume"}
	case e.BackupID != "":
		return sdk.Resource{ID: e.BackupID, Type: "backup"}
	}
	for i := range job.SubJobs.Rows {
		if r := resource(&job.SubJobs.Rows[i]); r.ID != "" {
			return r
		}
	}
	return sdk.Resource{}
}
