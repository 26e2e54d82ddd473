package csbs

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/providers/huawei"
)

// ShowCheckpointItemInput names an item.
type ShowCheckpointItemInput struct {
	CheckpointItemID string // required

	raw *json.RawMessage // where the item's own JSON goes, nil for nowhere
}

// ShowCheckpointItemOutput is the item.
type ShowCheckpointItemOutput struct {
	CheckpointItem CheckpointItem `json:"checkpoint_item"`
}

type showCheckpointItemAnswer struct {
	ShowCheckpointItemOutput
	huawei.Fault
}

// ShowCheckpointItem reads one backup. One that does not exist is an error of
// kind [errors.NotFound].
//
// API: ShowCheckpointItem, https://support.huaweicloud.com/intl/en-us/api-csbs/en-us_topic_0059304234.html
func (c *Client) ShowCheckpointItem(ctx context.Context, in ShowCheckpointItemInput) (*ShowCheckpointItemOutput, error) {
	const operation = "ShowCheckpointItem"
	if err := c.cloud.CheckID(operation, "checkpoint_item_id", in.CheckpointItemID, "count"); err != nil {
		return nil, err
	}
	var a showCheckpointItemAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v1", Path: []string{"checkpoint_items", in.CheckpointItemID},
		Answer: &a, Wants: []string{"checkpoint_item"},
		Raw: in.raw, RawOf: "checkpoint_item",
		Check: func() string {
			if a.CheckpointItem.ID == "" {
				return "its checkpoint_item has no id"
			}
			return ""
		},
	})
	if err != nil {
		return nil, err
	}
	return &a.ShowCheckpointItemOutput, nil
}
