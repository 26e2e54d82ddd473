package stow

import (
	"encoding/json"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// fill makes t the task that a job is, or says what the job lacks to be one.
func (c *Client) fill(j *Job, raw json.RawMessage, t *sdk.Task) (lack string) {
	if provider.ID(j.ID) == "" {
		return "has no id"
	}
	*t = sdk.Task{
		Service: service, Region: c.source.Region, ID: j.ID, Type: j.Kind, State: state(j.Status), RawState: j.Status,
		Resource:  sdk.Resource{ID: j.Volume.ID, Name: j.Volume.Name, Type: "volume"},
		StartedAt: j.Started.Time, EndedAt: j.Ended.Time, Progress: min(max(j.Progress, 0), 100), Raw: raw,
	}
	if provider.HasFailure(t.State, j.Code, j.Reason) {
		t.Failure = Codes().Failure(j.Code, j.Reason, j.Kind)
	}
	return ""
}
