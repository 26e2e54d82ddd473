package fnf

import (
	"context"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListFlowsInput asks for one page of flows. Nothing is required.
type ListFlowsInput struct {
	NextToken string // of the page before; empty for the first
	Limit     int    // 1 to 999; default 60
	RequestId string // to be used as the request's ID
}

// ListFlowsOutput is one page of flows. An empty NextToken ends the list.
type ListFlowsOutput struct {
	Flows     wire.List[Flow]
	NextToken string
	RequestId string
}

// Flow is one flow.
type Flow struct {
	Id                      string
	Name                    string // unique in the region
	Type                    string // FDL
	Definition              string
	Description             string
	RoleArn                 string
	CreatedTime             wire.Time `json:",omitzero"`
	LastModifiedTime        wire.Time `json:",omitzero"`
	ExternalStorageLocation string
	ExecutionMode           string // Standard or Express
	Environment             Environment
}

// Environment holds the variables of a flow or an execution.
type Environment struct {
	Variables wire.List[Variable]
}

// Variable is one of them.
type Variable struct {
	Name  string
	Value string
}

// ListFlows lists flows, page by page. Rows that could not be read are in
// Flows.Dropped.
//
// API: ListFlows, https://www.alibabacloud.com/help/en/serverless-workflow/latest/api-fnf-2019-03-15-listflows
func (c *Client) ListFlows(ctx context.Context, in ListFlowsInput) (*ListFlowsOutput, error) {
	const operation = "ListFlows"
	if err := c.api.Refuse(operation, alibaba.Between("Limit", in.Limit, 1, 999)); err != nil {
		return nil, err
	}
	out, _, err := alibaba.Do[ListFlowsOutput](ctx, c.api, alibaba.Call{
		Action: operation, Repeatable: true, Wants: []string{"Flows"},
		Query: alibaba.Params("NextToken", in.NextToken, "Limit", alibaba.Number(in.Limit), "RequestId", in.RequestId),
	}, nil)
	return out, err
}
