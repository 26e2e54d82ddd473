package fnf

import (
	"context"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListExecutionsInput asks for one page of a flow's executions.
type ListExecutionsInput struct {
	FlowName            string // required
	NextToken           string // of the page before; empty for the first
	Limit               int    // 1 to 99; default 60
	Status              string // Starting, Running, Stopped, Succeeded, Failed or TimedOut
	StartedTimeBegin    string // RFC 3339, UTC
	StartedTimeEnd      string // RFC 3339, UTC
	ExecutionNamePrefix string
	Qualifier           string // version or alias of the flow
	MapRunName          string
	MetadataOnly        bool   // leave out FlowDefinition, Input and Output
	RequestId           string // to be used as the request's ID

	keepRaw bool
}

// ListExecutionsOutput is one page of executions. An empty NextToken ends the
// list.
type ListExecutionsOutput struct {
	Executions wire.List[Execution]
	NextToken  string
	RequestId  string
}

// Execution is one run of a flow.
type Execution struct {
	FlowName       string
	FlowDefinition string
	Name           string    // unique in the flow
	Status         string    // Starting, Running, Stopped, Succeeded, Failed or TimedOut
	Input          string    // JSON
	Output         string    // JSON
	StartedTime    wire.Time `json:",omitzero"`
	StoppedTime    wire.Time `json:",omitzero"`
	Environment    Environment
}

// ListExecutions lists a flow's executions, page by page. Rows that could not be
// read are in Executions.Dropped.
//
// API: ListExecutions, https://www.alibabacloud.com/help/en/serverless-workflow/latest/api-fnf-2019-03-15-listexecutions
func (c *Client) ListExecutions(ctx context.Context, in ListExecutionsInput) (*ListExecutionsOutput, error) {
	const operation = "ListExecutions"
	if err := c.api.Refuse(operation,
		alibaba.ID("FlowName", in.FlowName),
		alibaba.Between("Limit", in.Limit, 1, 99),
		alibaba.OneOf("Status", in.Status, starting, running, stopped, succeeded, failed, timedOut),
		alibaba.RFC3339("StartedTimeBegin", in.StartedTimeBegin),
		alibaba.RFC3339("StartedTimeEnd", in.StartedTimeEnd),
	); err != nil {
		return nil, err
	}
	metadataOnly := ""
	if in.MetadataOnly {
		metadataOnly = "true"
	}
	out, _, err := alibaba.Do(ctx, c.api, alibaba.Call{
		Action: operation, Repeatable: true, Wants: []string{"Executions"},
		Query: alibaba.Params(
			"FlowName", in.FlowName, "NextToken", in.NextToken, "Limit", alibaba.Number(in.Limit), "Status", in.Status,
			"StartedTimeBegin", in.StartedTimeBegin, "StartedTimeEnd", in.StartedTimeEnd,
			"ExecutionNamePrefix", in.ExecutionNamePrefix, "Qualifier", in.Qualifier, "MapRunName", in.MapRunName,
			"MetadataOnly", metadataOnly, "RequestId", in.RequestId,
		),
	}, func(out *ListExecutionsOutput) { out.Executions.KeepRaw = in.keepRaw })
	return out, err
}
