package fnf

import (
	"context"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk/transport"
)

// What a report of failure may hold, in characters.
const (
	maxError = 128
	maxCause = 4096
)

// ReportTaskFailedInput says that the work of a waiting step has failed.
type ReportTaskFailedInput struct {
	TaskToken string // required; a secret
	Error     string // required: the name that the flow's rules match, 1 to 128 characters
	Cause     string // free text, up to 4096 characters
	RequestId string // to be used as the request's ID
}

// ReportTaskFailedOutput is the answer.
type ReportTaskFailedOutput struct {
	EventId   int64 // of the event in the execution's history
	RequestId string
}

// ReportTaskFailed tells a step that waits for a callback that its task failed.
//
// It is repeated like a read: the service takes one report of a token and
// answers TaskAlreadyCompleted, of kind conflict, to every further one. Whether
// that means one's own report [Client.ReportFailure] tells. While a step does
// not wait yet, the service answers TaskInvalidState, and the report is
// repeated.
//
// API: ReportTaskFailed, https://www.alibabacloud.com/help/en/serverless-workflow/latest/api-fnf-2019-03-15-reporttaskfailed
func (c *Client) ReportTaskFailed(ctx context.Context, in ReportTaskFailedInput) (*ReportTaskFailedOutput, error) {
	out, _, err := c.reportTaskFailed(ctx, in)
	return out, err
}

func (c *Client) reportTaskFailed(ctx context.Context, in ReportTaskFailedInput) (*ReportTaskFailedOutput, transport.Meta, error) {
	const operation = "ReportTaskFailed"
	if err := c.api.Refuse(operation,
		alibaba.Token("TaskToken", in.TaskToken),
		alibaba.Text("Error", in.Error, maxError),
		alibaba.Runes("Cause", in.Cause, maxCause),
	); err != nil {
		return nil, transport.Meta{}, err
	}
	return alibaba.Do[ReportTaskFailedOutput](ctx, c.api, alibaba.Call{
		Action: operation, Repeatable: true, AwaitState: true, Secrets: []string{in.TaskToken},
		Query: alibaba.Params("TaskToken", in.TaskToken, "RequestId", in.RequestId),
		Form:  alibaba.Params("Error", in.Error, "Cause", in.Cause),
	}, nil)
}
