package fnf

import (
	"context"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk/wire"
)

// GetExecutionHistoryInput asks for one page of an execution's events.
type GetExecutionHistoryInput struct {
	FlowName      string // required
	ExecutionName string // required
	NextToken     string // of the page before; empty for the first
	Limit         int    // 1 to 999; default 60
	RequestId     string // to be used as the request's ID
}

// GetExecutionHistoryOutput is one page of events. An empty NextToken ends the
// list.
type GetExecutionHistoryOutput struct {
	Events    wire.List[Event]
	NextToken string
	RequestId string
}

// Event is something that happened in an execution.
type Event struct {
	EventId         int64
	ScheduleEventId int64 // of the event that caused this one
	StepName        string
	Type            string    // TaskFailed, ExecutionSucceeded and others
	Time            wire.Time `json:",omitzero"`
	EventDetail     string    // JSON
}

// GetExecutionHistory lists an execution's events, page by page and oldest
// first. Rows that could not be read are in Events.Dropped.
//
// API: GetExecutionHistory, https://www.alibabacloud.com/help/en/serverless-workflow/latest/api-fnf-2019-03-15-getexecutionhistory
func (c *Client) GetExecutionHistory(ctx context.Context, in GetExecutionHistoryInput) (*GetExecutionHistoryOutput, error) {
	const operation = "GetExecutionHistory"
	if err := c.api.Refuse(operation,
		alibaba.ID("FlowName", in.FlowName),
		alibaba.ID("ExecutionName", in.ExecutionName),
		alibaba.Between("Limit", in.Limit, 1, 999),
	); err != nil {
		return nil, err
	}
	out, _, err := alibaba.Do[GetExecutionHistoryOutput](ctx, c.api, alibaba.Call{
		Action: operation, Class: history, Repeatable: true, Wants: []string{"Events"},
		Query: alibaba.Params(
			"FlowName", in.FlowName, "ExecutionName", in.ExecutionName,
			"NextToken", in.NextToken, "Limit", alibaba.Number(in.Limit), "RequestId", in.RequestId,
		),
	}, nil)
	return out, err
}
