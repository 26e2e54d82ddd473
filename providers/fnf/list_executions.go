package fnf

import (
	"context"
	"time"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
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

// executionFetch reads a flow's executions with one status, or all of them.
func (r *reading) executionFetch(flow, status string) paging.Fetch[row] {
	in := ListExecutionsInput{
		FlowName: flow, Status: status,
		// Definition, input and output of 99 executions can be more than a body
		// may hold, and only Raw shows them.
		MetadataOnly: !r.q.Raw,
		keepRaw:      r.q.Raw,
	}
	if status != "" {
		in.StartedTimeBegin, in.StartedTimeEnd = window(r.q)
	}
	turn := r.executionRow(flow)
	return func(ctx context.Context, q paging.Request) (paging.Answer[row], error) {
		in := in
		in.NextToken, in.Limit = q.Marker, q.Limit
		out, err := r.ListExecutions(ctx, in)
		if err != nil {
			return paging.Answer[row]{}, err
		}
		a := alibaba.Rows(r.p, "ListExecutions", out.RequestId, &out.Executions, turn)
		provider.OwnRows(r.p, alibaba.At("ListExecutions", out.RequestId), &a, flow, r.knows, func(w *row) string { return w.of })
		a.Next = out.NextToken
		return a, nil
	}
}

// window is a query's window as the service takes it, a second wider on both
// sides: no document says whether its ends belong to it, nor how it rounds. It
// is sent only for closed executions, which all have a time.
//
// The service goes by the beginning of an execution, which may be long before the
// window in which it failed: a bound for it is known only where the query says how
// long an execution may take.
func window(q sdk.Query) (begin, end string) {
	const form = "2006-01-02T15:04:05.000Z"
	if !q.Since.IsZero() && q.Longest > 0 {
		begin = q.Since.Add(-q.Longest - time.Second).UTC().Format(form)
	}
	if !q.Until.IsZero() {
		end = q.Until.Add(time.Second).UTC().Format(form)
	}
	return begin, end
}
