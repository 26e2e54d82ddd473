package csbs

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/huawei"
	"github.com/taskfault/taskfault/sdk"
)

// task is an item as a task.
func (c *Client) task(project string, item *CheckpointItem) sdk.Task {
	info := &item.ExtendInfo
	t := c.cloud.Task(project)
	t.ID = item.ID
	t.State, t.Type = judge(item)
	t.RawState = item.Status
	t.Resource = sdk.Resource{ID: item.ResourceID, Name: info.ResourceName, Type: item.ResourceType}
	if t.Resource.Type == "" {
		t.Resource.Type = info.ResourceType
	}
	t.StartedAt = item.CreatedAt.Time
	if t.State.Ended() {
		t.EndedAt = info.FinishedAt.Time
	}
	t.Progress = min(max(info.Progress, 0), 100)
	switch {
	case t.State == sdk.Failed:
		t.Failure = failure(info, t.Type)
	case info.CopyStatus == "fail":
		// The copy in another region failed; the backup itself is there. Nothing
		// that was asked of this item has failed, so it is a warning.
		t.Warning = failure(info, "copy")
	}
	return t
}

// failure is what an item says of its failed operation.
func failure(info *ExtendInfo, phase string) *errors.Failure {
	reason := huawei.Reason(info.FailReason)
	if reason == "" {
		reason = info.FailCode.Description
	}
	return errors.NewFailure("csbs", info.FailCode.Code, reason, phase)
}

// Get implements [sdk.Client]: it reads an item.
func (c *Client) Get(ctx context.Context, id string) (sdk.Task, error) {
	var raw json.RawMessage
	out, err := c.ShowCheckpointItem(ctx, ShowCheckpointItemInput{CheckpointItemID: id, raw: &raw})
	if err != nil {
		return sdk.Task{}, err
	}
	project, err := c.cloud.Project(ctx, "ShowCheckpointItem")
	if err != nil {
		return sdk.Task{}, err
	}
	t := c.task(project, &out.CheckpointItem)
	t.Raw = raw
	return t, nil
}
