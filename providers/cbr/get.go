package cbr

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/sdk"
)

// Get implements [sdk.Client]: it reads a task by the ID of its operation log.
func (c *Client) Get(ctx context.Context, id string) (sdk.Task, error) {
	var raw json.RawMessage
	out, err := c.ShowOpLog(ctx, ShowOpLogInput{OperationLogID: id, raw: &raw})
	if err != nil {
		return sdk.Task{}, err
	}
	project, err := c.cloud.Project(ctx, "ShowOpLog")
	if err != nil {
		return sdk.Task{}, err
	}
	t := c.cloud.Task(project)
	c.fill(&out.OperationLog, &t) // ShowOpLog has seen to its ID
	t.Raw = raw
	return t, nil
}
