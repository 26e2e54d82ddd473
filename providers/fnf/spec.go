package fnf

import (
	"context"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Spec is what the provider says of itself.
func Spec() provider.Spec {
	return provider.Spec{
		Service: "fnf",
		Title:   "Alibaba Cloud Serverless Workflow (CloudFlow)",
		Help:    "executions of flows; takes reports of waiting steps",
		TaskID:  "FLOW/EXECUTION",
		Codes:   Codes(),
		Keys: []provider.Key{
			provider.EndpointKey(),
			provider.ProfileKey(),
			{Name: "flow", Field: "Flows", Help: "only this flow", Repeats: true, ID: true},
			alibaba.SignatureKey(),
		},
		Open: func(_ context.Context, u provider.SourceURL, with provider.Settings) (sdk.Client, error) {
			c, err := New(alibaba.FromURL(u, with), Options{Name: u.Name, Endpoint: u.Endpoint(), Flows: u.Values("flow")})
			if err != nil {
				return nil, err // and no nil *Client inside an sdk.Client that is not nil
			}
			return c, nil
		},
		Rights: []provider.Right{
			{Operation: "ListFlows", Right: "fnf:ListFlows", For: "the flows, unless they are named"},
			{Operation: "ListExecutions", Right: "fnf:ListExecutions", For: "executions"},
			{Operation: "DescribeExecution", Right: "fnf:DescribeExecution", For: "one execution"},
			{Operation: "GetExecutionHistory", Right: "fnf:GetExecutionHistory", For: "why an execution failed"},
			{Operation: "ReportTaskFailed", Right: "fnf:ReportTaskFailed", For: "reports of failed tasks"},
			{Operation: "ReportTaskSucceeded", Right: "fnf:ReportTaskSucceeded", For: "reports of tasks that went well"},
		},
	}
}
