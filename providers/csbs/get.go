package csbs

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/sdk"
)

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
