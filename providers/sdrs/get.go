package sdrs

import (
	"context"

	"github.com/taskfault/taskfault/sdk"
)

// Get implements [sdk.Client]: it reads a job in whatever state it is. A failed
// one has code and reason of the first failing leaf of its sub-jobs; one that
// went well in spite of a failed sub-job has a Warning.
func (c *Client) Get(ctx context.Context, id string) (sdk.Task, error) {
	out, err := c.ShowJob(ctx, ShowJobInput{JobID: id})
	if err != nil {
		return sdk.Task{}, err
	}
	project, err := c.cloud.Project(ctx, "ShowJob")
	if err != nil {
		return sdk.Task{}, err
	}
	t := c.jobTask(project, &out.Job)
	if t.ID == "" {
		t.ID = id
	}
	return t, nil
}
