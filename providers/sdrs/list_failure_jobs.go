package sdrs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListFailureJobsInput chooses failed tasks. The zero value asks for the first
// 1000 at the level of protection groups.
type ListFailureJobsInput struct {
	// FailureStatus is createFail, deleteFail, attachFail, detachFail,
	// expandFail, resizeFail, startFail, stopFail, reverseFail (a planned
	// failover), failoverFail or reprotectFail.
	FailureStatus string
	ResourceName  string // described as the name of a protection group's resource
	// ServerGroupID asks for the failures inside of this protection group.
	// Without it only those of groups themselves are listed.
	ServerGroupID string
	// ResourceType is server_groups, protected_instances, replications or
	// disaster_recovery_drills. In answers it may be spelt in another way.
	ResourceType string
	Limit        int // 1 to 1000, though 1000 is in doubt; 0 leaves it to the service, which takes 1000
	Offset       int // failed tasks to skip

	raw bool // keep the rows' own JSON
}

// ListFailureJobsOutput is a page of failed tasks.
type ListFailureJobsOutput struct {
	// Count is the number of failed tasks; the document does not say whether of
	// the page or of all that there are.
	Count       int                   `json:"count"`
	FailureJobs wire.List[FailureJob] `json:"failure_jobs"`
}

// FailureJob is a failed task in the task center.
type FailureJob struct {
	JobStatus     string    `json:"job_status"` // FAIL, and nothing else so far
	ResourceID    string    `json:"resource_id"`
	ResourceName  string    `json:"resource_name"`
	ResourceType  string    `json:"resource_type"`
	FailureStatus string    `json:"failure_status"`
	JobID         string    `json:"job_id"`
	JobType       string    `json:"job_type"`
	BeginTime     wire.Time `json:"begin_time,omitzero"`
	ErrorCode     string    `json:"error_code"` // may be another service's, such as EVS.2024
	FailReason    string    `json:"fail_reason"`
}

type listFailureJobsAnswer struct {
	ListFailureJobsOutput
	huawei.Fault
}

// ListFailureJobs lists the failed tasks of the task center: those at the level
// of protection groups, or those inside of one group. Their order is not
// documented, and a deletion moves the rest up.
//
// Rows that cannot be read are in FailureJobs.Dropped. A group that does not
// exist is an error of kind [errors.NotFound].
//
// API: ListFailureJobs, https://support.huaweicloud.com/intl/en-us/api-sdrs/sdrs_05_0901.html
func (c *Client) ListFailureJobs(ctx context.Context, in ListFailureJobsInput) (*ListFailureJobsOutput, error) {
	const operation = "ListFailureJobs"
	if err := c.cloud.CheckPage(operation, in.Limit, 1000, in.Offset); err != nil {
		return nil, err
	}
	q := huawei.Query{}
	q.Text("failure_status", in.FailureStatus)
	q.Text("resource_name", in.ResourceName)
	q.Text("server_group_id", in.ServerGroupID)
	q.Text("resource_type", in.ResourceType)
	q.Number("limit", in.Limit)
	q.Number("offset", in.Offset)

	var a listFailureJobsAnswer
	a.FailureJobs.KeepRaw = in.raw
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v1", Path: []string{"task-center", "failure-jobs"},
		Query: q.Values(), Answer: &a, Wants: []string{"failure_jobs", "count"},
	})
	if err != nil {
		return nil, err
	}
	return &a.ListFailureJobsOutput, nil
}
