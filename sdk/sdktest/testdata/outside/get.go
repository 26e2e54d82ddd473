package stow

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/sdk"
)

// Get implements [sdk.Client].
func (c *Client) Get(ctx context.Context, id string) (t sdk.Task, err error) {
	var raw json.RawMessage
	out, err := c.ShowJob(ctx, ShowJobInput{ID: id, raw: &raw})
	if err != nil {
		return sdk.Task{}, err
	}
	c.fill(&out.Job, raw, &t) // ShowJob has seen to its ID
	return t, nil
}
