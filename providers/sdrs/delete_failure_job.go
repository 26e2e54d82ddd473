package sdrs

import (
	"context"
	"net/http"

	"github.com/taskfault/taskfault/providers/huawei"
)

// DeleteFailureJobInput names a failed task.
type DeleteFailureJobInput struct {
	// FailureJobID is required. Whether it is the task's job_id or its
	// resource_id is not settled: the document calls it the ID of the failed
	// task, and its example is a resource_id.
	FailureJobID string
}

// DeleteFailureJobOutput is empty: the service answers with nothing.
type DeleteFailureJobOutput struct{}

// DeleteFailureJob takes one failed task out of the task center. The failure
// itself and what it left behind stay as they are.
//
// It is not repeated when its answer is lost, since the record may be gone then.
// The ID "batch" would delete every record of the group level; it is refused.
//
// API: DeleteFailureJob, https://support.huaweicloud.com/intl/en-us/api-sdrs/sdrs_05_0902.html
func (c *Client) DeleteFailureJob(ctx context.Context, in DeleteFailureJobInput) (*DeleteFailureJobOutput, error) {
	const operation = "DeleteFailureJob"
	if err := c.cloud.CheckID(operation, "failure_job_id", in.FailureJobID, "batch"); err != nil {
		return nil, err
	}
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v1", Method: http.MethodDelete,
		Path: []string{"task-center", "failure-jobs", in.FailureJobID},
	})
	if err != nil {
		return nil, err
	}
	return &DeleteFailureJobOutput{}, nil
}
