package fnf

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
)

// Get reads one execution by FLOW/EXECUTION, the names of its flow and of itself.
//
// If the execution is there and only the look-up of its error failed, it is
// returned together with that error.
func (c *Client) Get(ctx context.Context, id string) (sdk.Task, error) {
	flow, execution, _ := strings.Cut(id, "/")
	if err := c.api.Refuse("Get", badForm(id),
		alibaba.ID("the flow's part of the task's ID", flow),
		alibaba.ID("the execution's part of the task's ID", execution),
	); err != nil {
		return sdk.Task{}, err
	}
	var raw json.RawMessage
	out, err := c.DescribeExecution(ctx, DescribeExecutionInput{FlowName: flow, ExecutionName: execution, raw: &raw})
	if err != nil {
		return sdk.Task{}, err
	}
	e := out.Execution
	e.Name = execution // what was asked for; an answer may leave it out
	w, _ := c.executionRow(flow)(&e, raw)
	if w.task.State == sdk.Failed {
		r := &reading{Client: c, p: c.api.Progress(sdk.Query{})}
		err = r.lookUp(ctx, &w)
	}
	return w.task, err
}

// badForm says why a task's ID is not two names with a slash between them, empty
// if it is.
func badForm(id string) string {
	switch strings.Count(id, "/") {
	case 0:
		return "the task's ID is not of the form FLOW/EXECUTION"
	case 1:
		return ""
	}
	return "the task's ID has more than one slash: write FLOW/EXECUTION"
}
