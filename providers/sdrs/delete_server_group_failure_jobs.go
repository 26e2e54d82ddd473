package sdrs

import (
	"context"
	"net/http"

	"github.com/taskfault/taskfault/providers/huawei"
)

// DeleteServerGroupFailureJobsInput names a protection group.
type DeleteServerGroupFailureJobsInput struct {
	ServerGroupID string // required
}

// DeleteServerGroupFailureJobsOutput is empty: the service answers with nothing.
type DeleteServerGroupFailureJobsOutput struct{}

// DeleteServerGroupFailureJobs takes all failed tasks inside of one protection
// group out of the task center. It is not repeated when its answer is lost: what
// failed since would go too.
//
// API: DeleteServerGroupFailureJobs, https://support.huaweicloud.com/intl/en-us/api-sdrs/sdrs_05_0904.html
func (c *Client) DeleteServerGroupFailureJobs(ctx context.Context, in DeleteServerGroupFailureJobsInput) (*DeleteServerGroupFailureJobsOutput, error) {
	const operation = "DeleteServerGroupFailureJobs"
	if err := c.cloud.CheckID(operation, "server_group_id", in.ServerGroupID, "batch", "failure-jobs"); err != nil {
		return nil, err
	}
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v1", Method: http.MethodDelete,
		Path: []string{"task-center", in.ServerGroupID, "failure-jobs", "batch"},
	})
	if err != nil {
		return nil, err
	}
	return &DeleteServerGroupFailureJobsOutput{}, nil
}
