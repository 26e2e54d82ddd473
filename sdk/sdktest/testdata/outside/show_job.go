package stow

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ShowJobInput names a job.
type ShowJobInput struct {
	ID string // required

	raw *json.RawMessage // where the job's own JSON goes, nil for nowhere
}

// ShowJobOutput is the job.
type ShowJobOutput struct {
	Job Job `json:"job"`
}

// ShowJob reads one job. One that does not exist is an error of kind
// [errors.NotFound].
func (c *Client) ShowJob(ctx context.Context, in ShowJobInput) (*ShowJobOutput, error) {
	if why := provider.BadID(in.ID); why != "" {
		return nil, provider.Invalid(c.source, "ShowJob", "ID cannot be an ID: "+why)
	}
	var out ShowJobOutput
	err := c.get(ctx, "ShowJob", func(r transport.Response) error {
		if err := provider.Read(r, &out, "job"); err != nil {
			return err
		}
		if out.Job.ID != in.ID {
			return provider.Unreadable(r, errors.New("the answer is about another job"))
		}
		if in.raw != nil {
			*in.raw = wire.Raw(r.Body, "job")
		}
		return nil
	}, nil, "jobs", in.ID)
	if err != nil {
		return nil, err
	}
	return &out, nil
}
