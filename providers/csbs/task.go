package csbs

import (
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
