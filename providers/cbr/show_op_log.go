package cbr

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/providers/huawei"
)

// ShowOpLogInput names a task.
type ShowOpLogInput struct {
	OperationLogID string // required

	raw *json.RawMessage // where the task's own JSON goes, nil for nowhere
}

// ShowOpLogOutput is the task.
type ShowOpLogOutput struct {
	OperationLog OperationLog `json:"operation_log"`
}

type showOpLogAnswer struct {
	ShowOpLogOutput
	huawei.Fault
}

// ShowOpLog reads one task. One that does not exist is an error of kind
// [errors.NotFound].
//
// API: ShowOpLog, https://support.huaweicloud.com/api-cbr/ShowOpLog.html
func (c *Client) ShowOpLog(ctx context.Context, in ShowOpLogInput) (*ShowOpLogOutput, error) {
	const operation = "ShowOpLog"
	if err := c.cloud.CheckID(operation, "operation_log_id", in.OperationLogID); err != nil {
		return nil, err
	}
	var a showOpLogAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: mayGet, Version: "v3", Path: []string{"operation-logs", in.OperationLogID},
		Answer: &a, Wants: []string{"operation_log"},
		Raw: in.raw, RawOf: "operation_log",
		Check: func() string {
			if a.OperationLog.ID == "" {
				return "its operation_log has no id"
			}
			return ""
		},
	})
	if err != nil {
		return nil, err
	}
	return &a.ShowOpLogOutput, nil
}
