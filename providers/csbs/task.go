package csbs

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// fill makes t the task that an item is. Without an ID that can be neither told
// from others nor asked for again.
func fill(item *CheckpointItem, t *sdk.Task) (lack string) {
	if t.ID = provider.ID(item.ID); t.ID == "" {
		return "has no id"
	}
	info := &item.ExtendInfo
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
	return ""
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
	t := c.cloud.Task(project)
	fill(&out.CheckpointItem, &t) // ShowCheckpointItem has seen to its ID
	t.Raw = raw
	return t, nil
}
