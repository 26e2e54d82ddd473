package fnf

import (
	"context"
	"encoding/json"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
)

// DescribeExecutionInput asks for one execution.
type DescribeExecutionInput struct {
	FlowName      string // required
	ExecutionName string // required
	// WaitTimeSeconds is how long the service may wait for the execution's end
	// before it answers, 0 to 60. The attempt's time limit is longer by it.
	WaitTimeSeconds int
	RequestId       string // to be used as the request's ID

	raw *json.RawMessage // where the execution's own JSON goes, nil for nowhere
}

// DescribeExecutionOutput is the execution.
type DescribeExecutionOutput struct {
	Execution
	RequestId string
}

// DescribeExecution reads one execution, and can wait for its end. An execution
// or a flow that does not exist is an error of kind not_found.
//
// API: DescribeExecution, https://www.alibabacloud.com/help/en/serverless-workflow/latest/api-fnf-2019-03-15-describeexecution
func (c *Client) DescribeExecution(ctx context.Context, in DescribeExecutionInput) (*DescribeExecutionOutput, error) {
	const operation = "DescribeExecution"
	if err := c.api.Refuse(operation,
		alibaba.ID("FlowName", in.FlowName),
		alibaba.ID("ExecutionName", in.ExecutionName),
		alibaba.Between("WaitTimeSeconds", in.WaitTimeSeconds, 0, 60),
	); err != nil {
		return nil, err
	}
	out, _, err := alibaba.Do[DescribeExecutionOutput](ctx, c.api, alibaba.Call{
		Action: operation, Class: history, Repeatable: true, Raw: in.raw,
		LongPoll: time.Duration(in.WaitTimeSeconds) * time.Second,
		Query: alibaba.Params(
			"FlowName", in.FlowName, "ExecutionName", in.ExecutionName,
			"WaitTimeSeconds", alibaba.Number(in.WaitTimeSeconds), "RequestId", in.RequestId,
		),
	}, nil)
	if err == nil && out.Status == "" {
		return nil, c.api.Malformed(operation, out.RequestId, errors.New("the answer is no execution: it has no Status"))
	}
	return out, err
}
