package stow

import (
	"context"
	"net/url"
	"strconv"

	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// mostJobs is the largest page that the service takes.
const mostJobs = 200

// ListJobsInput chooses jobs. The zero value asks for the first page of all.
type ListJobsInput struct {
	Volume string
	Limit  int    // 1 to 200; 0 leaves it to the service
	Page   string // the Next of the page before

	raw bool // keep the jobs' own JSON
}

// ListJobsOutput is a page of jobs, newest first.
type ListJobsOutput struct {
	Jobs wire.List[Job] `json:"jobs"`
	Next string         `json:"next"` // empty on the last page
}

// Job is a piece of work.
type Job struct {
	ID       string    `json:"id"`
	Kind     string    `json:"kind"`   // backup or restore
	Status   string    `json:"status"` // queued, running, done, failed or skipped
	Volume   Volume    `json:"volume"`
	Started  wire.Time `json:"started"`
	Ended    wire.Time `json:"ended"`
	Code     string    `json:"code"` // why it failed
	Reason   string    `json:"reason"`
	Progress int       `json:"progress"`
}

// Volume is what a job is about.
type Volume struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// ListJobs lists jobs.
func (c *Client) ListJobs(ctx context.Context, in ListJobsInput) (*ListJobsOutput, error) {
	q := url.Values{}
	for name, value := range map[string]string{"volume": in.Volume, "page": in.Page} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if in.Limit > 0 {
		q.Set("limit", strconv.Itoa(in.Limit))
	}
	var out ListJobsOutput
	out.Jobs.KeepRaw = in.raw
	read := func(r transport.Response) error { return provider.Read(r, &out, "jobs") }
	if err := c.get(ctx, "ListJobs", read, q, "jobs"); err != nil {
		return nil, err
	}
	return &out, nil
}
