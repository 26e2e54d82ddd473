package sdrs

import (
	"context"
	"net/http"

	"github.com/taskfault/taskfault/providers/huawei"
)

// DeleteAllServerGroupFailureJobsInput is empty: the operation has no choice.
type DeleteAllServerGroupFailureJobsInput struct{}

// DeleteAllServerGroupFailureJobsOutput is empty: the service answers with
// nothing.
type DeleteAllServerGroupFailureJobsOutput struct{}

// DeleteAllServerGroupFailureJobs takes all failed tasks at the level of
// protection groups out of the task center. In spite of its name it leaves those
// inside of groups, by its description. It is not repeated when its answer is
// lost: what failed since would go too.
//
// API: DeleteAllServerGroupFailureJobs, https://support.huaweicloud.com/intl/en-us/api-sdrs/sdrs_05_0903.html
func (c *Client) DeleteAllServerGroupFailureJobs(ctx context.Context, _ DeleteAllServerGroupFailureJobsInput) (*DeleteAllServerGroupFailureJobsOutput, error) {
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: "DeleteAllServerGroupFailureJobs", Right: role, Version: "v1", Method: http.MethodDelete,
		Path: []string{"task-center", "failure-jobs", "batch"},
	})
	if err != nil {
		return nil, err
	}
	return &DeleteAllServerGroupFailureJobsOutput{}, nil
}
