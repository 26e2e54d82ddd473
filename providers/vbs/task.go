package vbs

import (
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// fillBackup makes t the task that a backup is. Its resource is the disk that it
// protects.
func fillBackup(b *Backup, t *sdk.Task) (lack string) {
	if t.ID = provider.ID(b.ID); t.ID == "" {
		return "has no id"
	}
	t.Type = "backup"
	t.State, t.RawState = backupState(b.Status), b.Status
	t.Resource = sdk.Resource{ID: b.VolumeID, Type: "volume"}
	t.StartedAt = b.CreatedAt.Time
	// When it ended is not said: updated_at also moves when a backup is renamed.
	if strings.Contains(b.ServiceMetadata, "progress") {
		t.Progress = min(max(b.Metadata().Progress, 0), 100)
	}
	if t.State == sdk.Failed {
		phase := ""
		if plain(b.Status) == "error_restoring" {
			phase = "restoring"
		}
		t.Failure = errors.NewFailure("vbs", "", huawei.Reason(b.FailReason), phase)
		t.Failure.Situation = b.Status
	}
	return ""
}

// fillPolicyTask makes t the task that a row of a policy is. Its ID is that of the
// job where there is one, since a job can be read by it.
func fillPolicyTask(row *PolicyTask, t *sdk.Task) (lack string) {
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
	if t.State == sdk.Failed {
		t.Failure = errors.NewFailure("vbs", huawei.Reason(row.Code), huawei.Reason(row.Message), "")
		t.Failure.Situation = row.Status
	}
	return ""
}

// jobTask is a job as a task.
func (c *Client) jobTask(project string, job *Job) sdk.Task {
	t := c.cloud.Task(project)
	t.ID, t.Type = job.JobID, job.JobType
	t.State, t.RawState = jobState(job.Status), job.Status
	t.Resource = resource(job)
	t.StartedAt, t.EndedAt = job.BeginTime.Time, job.EndTime.Time
	if leaf, code, reason := jobs.FailingLeaf(job); leaf != nil {
		f := errors.NewFailure("vbs", code, reason, leaf.JobType)
		f.Situation = leaf.Status // the types of steps are not a closed list
		if t.State == sdk.Failed {
			t.Failure = f
		} else {
			t.Warning = f
		}
	}
	return t
}

// jobs is how a job and its sub-jobs are read.
var jobs = huawei.Tree[Job]{
	Subs:   func(j *Job) []Job { return j.SubJobs.Rows },
	Failed: func(j *Job) bool { return jobState(j.Status) == sdk.Failed },
	Said:   func(j *Job) (code, reason string) { return j.ErrorCode, j.FailReason },
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
