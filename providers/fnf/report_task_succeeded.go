package fnf

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk/transport"
)

// ReportTaskSucceededInput says that the work of a waiting step went well.
type ReportTaskSucceededInput struct {
	TaskToken string // required; a secret
	Output    string // required: the step's output, JSON, up to 64 KiB
	RequestId string // to be used as the request's ID
}

// ReportTaskSucceededOutput is the answer.
type ReportTaskSucceededOutput struct {
	EventId   int64 // of the event in the execution's history
	RequestId string
}

// ReportTaskSucceeded tells a step that waits for a callback that its task went
// well. It is repeated as [Client.ReportTaskFailed] is.
//
// API: ReportTaskSucceeded, https://www.alibabacloud.com/help/en/serverless-workflow/latest/api-fnf-2019-03-15-reporttasksucceeded
func (c *Client) ReportTaskSucceeded(ctx context.Context, in ReportTaskSucceededInput) (*ReportTaskSucceededOutput, error) {
	out, _, err := c.reportTaskSucceeded(ctx, in)
	return out, err
}

func (c *Client) reportTaskSucceeded(ctx context.Context, in ReportTaskSucceededInput) (*ReportTaskSucceededOutput, transport.Meta, error) {
	const operation = "ReportTaskSucceeded"
	notJSON := ""
	if !json.Valid([]byte(in.Output)) {
		notJSON = "Output is not JSON"
	}
	if err := c.api.Refuse(operation, alibaba.Token("TaskToken", in.TaskToken), notJSON); err != nil {
		return nil, transport.Meta{}, err
	}
	return alibaba.Do[ReportTaskSucceededOutput](ctx, c.api, alibaba.Call{
		Action: operation, Repeatable: true, AwaitState: true, Secrets: []string{in.TaskToken},
		Query: alibaba.Params("TaskToken", in.TaskToken, "RequestId", in.RequestId),
		Form:  alibaba.Params("Output", in.Output),
	}, nil)
}
