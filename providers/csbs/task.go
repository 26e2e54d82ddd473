package csbs

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// fill makes t the task that an item is. Without an ID that can be neither told
// from others nor asked for again.
func (c *Client) fill(item *CheckpointItem, t *sdk.Task) (lack string) {
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
	t.StartedAt, t.UpdatedAt = item.CreatedAt.Time, item.UpdatedAt.Time
	if t.State.Ended() && t.Type == backup {
		t.EndedAt = info.FinishedAt.Time // of the backup: no member tells when a restore or a deletion ended
	}
	t.Progress = min(max(info.Progress, 0), 100)
	code, reason := info.FailCode.Code, info.reason()
	switch {
	case t.State == sdk.Failed:
		t.Failure = c.cloud.Failure(code, reason, t.Type)
	case provider.HasFailure(t.State, code, reason):
		t.Failure = c.cloud.Failure(code, reason, huawei.Reason(info.FailOp))
	case t.Type != remove:
		t.Warning = c.warning(info)
	}
	return ""
}

// reason is why the item's last operation failed: what the item says, and what
// the service's text about the code adds.
func (i *ExtendInfo) reason() string {
	return provider.Reason(huawei.Reason(i.FailReason), i.FailCode.Description)
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
	c.fill(&out.CheckpointItem, &t) // ShowCheckpointItem has seen to its ID
	t.Raw = raw
	return t, nil
}
