package sdrs

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/sdk"
)

// Get implements [sdk.Client]: it reads a job in whatever state it is. A failed
// one has code and reason of the first failing leaf of its sub-jobs; one that
// went well in spite of a failed sub-job has a Warning.
//
// The task has the fingerprint that Pages gives to the same failure, as far as
// the service tells both alike. It may not: where several steps failed, nothing
// says that the task center's error_code is that of the first (in the document's
// example it is some step's); one of its rows spells a job_type without the NoCG
// that the list of job types has; and a job that failed for several resources is
// a task for each of them there, and one here.
func (c *Client) Get(ctx context.Context, id string) (sdk.Task, error) {
	var raw json.RawMessage
	out, err := c.ShowJob(ctx, ShowJobInput{JobID: id, raw: &raw})
	if err != nil {
		return sdk.Task{}, err
	}
	project, err := c.cloud.Project(ctx, "ShowJob")
	if err != nil {
		return sdk.Task{}, err
	}
	t := c.jobTask(project, &out.Job)
	t.Raw = raw
	if t.ID == "" {
		t.ID = id
	}
	return t, nil
}
