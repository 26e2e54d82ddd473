package fnf

import (
	"encoding/json"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// typeExecution is the one type of task.
const typeExecution = "execution"

// row is an execution as a task. The name is that inside its flow.
type row struct {
	task       sdk.Task
	flow, name string
	of         string // the flow that the row itself names
}

// rowKey is a row's identity in its list.
func rowKey(r *row) string { return r.name }

// executionRow turns an execution of a flow into a task. The flow is the
// resource: executions have a name of their own every night.
func (c *Client) executionRow(flow string) func(*Execution, json.RawMessage) (row, string) {
	s := c.Source()
	return func(e *Execution, raw json.RawMessage) (row, string) {
		t := sdk.Task{
			Service: s.Service, Region: s.Region, ID: flow + "/" + e.Name, Type: typeExecution,
			State: stateOf(e.Status), RawState: e.Status,
			Resource:  sdk.Resource{ID: flow, Name: flow, Type: "flow"},
			StartedAt: e.StartedTime.Time,
			Raw:       raw,
		}
		if t.State == sdk.Pending || t.State == sdk.Running {
			t.UpdatedAt = e.StoppedTime.Time // what goes on has not ended, whatever stands there
		} else {
			t.EndedAt = e.StoppedTime.Time
		}
		if t.State == sdk.Failed {
			t.Failure = c.failure(e.Status, "", "", "")
		}
		return row{task: t, flow: flow, name: e.Name, of: e.FlowName}, e.Name
	}
}

// failure is that of an execution with this status. The phase is a step, whose
// name is the flow's author's; what the tables of codes know goes by the status.
//
// The step takes no part in the fingerprint, though two steps of a flow that fail
// with one code are one failure by it. Which of several parallel steps fails first
// changes from run to run, and the step is unknown where the history has a gap or
// only the execution's end tells the error: one failure would then be a new one
// night after night, which hides more than two that are shown as one.
func (c *Client) failure(status, code, cause, step string) *errors.Failure {
	f := c.api.Codes().Failure(code, cause, step)
	f.Situation = status
	return f
}
