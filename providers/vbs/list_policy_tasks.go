package vbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListPolicyTasksInput chooses tasks of one policy.
type ListPolicyTasksInput struct {
	PolicyID string // required
	SortKey  string // created_at, and nothing else
	SortDir  string // asc or desc
	Limit    int    // 1 to 1000; 0 leaves it to the service, which takes 20
	Offset   int    // tasks to skip
	Marker   string // JobID of the last task of the page before
	JobID    string
	Status   string // RUNNING, WAITING, EXECUTE_SUCCESS, EXECUTE_FAIL, EXECUTE_TIMEOUT or SKIP

	raw bool // keep the rows' own JSON
}

// ListPolicyTasksOutput is a page of tasks.
type ListPolicyTasksOutput struct {
	Count int                   `json:"count"` // of all tasks that were asked for
	Tasks wire.List[PolicyTask] `json:"tasks"`
}

// PolicyTask is one run of a policy for one disk. What it has not come to is
// empty.
type PolicyTask struct {
	Status       string    `json:"status"`
	JobID        string    `json:"job_id"`     // the task's own, which [Client.ShowJob] does not know
	VbsJobID     string    `json:"vbs_job_id"` // of the job that made the backup
	CreatedAt    wire.Time `json:"created_at,omitzero"`
	FinishedAt   wire.Time `json:"finished_at,omitzero"`
	BackupName   string    `json:"backup_name"`
	ResourceID   string    `json:"resource_id"` // of the disk
	ResourceType string    `json:"resource_type"`
	Code         string    `json:"code"`
	Message      string    `json:"message"`
}

type listPolicyTasksAnswer struct {
	ListPolicyTasksOutput
	huawei.Fault
}

// ListPolicyTasks lists the tasks that a backup policy has started. Rows that
// cannot be read are in Tasks.Dropped. A policy that does not exist is an error
// of kind [errors.NotFound].
//
// API: Querying Backup Jobs Triggered by a Backup Policy, https://support.huaweicloud.com/intl/en-us/api-vbs/en-us_topic_0043430177.html
func (c *Client) ListPolicyTasks(ctx context.Context, in ListPolicyTasksInput) (*ListPolicyTasksOutput, error) {
	const operation = "ListPolicyTasks"
	if err := c.cloud.CheckID(operation, "policy_id", in.PolicyID); err != nil {
		return nil, err
	}
	if err := c.cloud.CheckPage(operation, in.Limit, 1000, in.Offset); err != nil {
		return nil, err
	}
	if err := c.checkDir(operation, in.SortDir); err != nil {
		return nil, err
	}
	q := huawei.Query{}
	q.Text("sort_key", in.SortKey)
	q.Text("sort_dir", in.SortDir)
	q.Number("limit", in.Limit)
	q.Number("offset", in.Offset)
	q.Text("marker", in.Marker)
	q.Text("job_id", in.JobID)
	q.Text("status", in.Status)

	var a listPolicyTasksAnswer
	a.Tasks.KeepRaw = in.raw
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v2", Path: []string{"backuppolicy", in.PolicyID, "backuptasks"},
		Query: q.Values(), Answer: &a, Wants: []string{"tasks", "count"},
	})
	if err != nil {
		return nil, err
	}
	return &a.ListPolicyTasksOutput, nil
}
