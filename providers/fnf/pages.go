package fnf

import (
	"context"
	"iter"
	"slices"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Pages lists the executions of every flow, in the order of the flows' names.
// The package comment says what is sent and what is looked up.
//
// A flow that goes away while it is read ends its list without an error and
// counts as drift. A flow that Config.Flows names and that does not exist is a list
// that cannot be read, with an error of kind not_found.
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return provider.Listing[row]{
		Source: c.Source(),
		Walk: func(ctx context.Context, p *provider.Progress, start string) pages {
			r := &reading{Client: c, q: q, p: p}
			return r.parts(ctx, start)
		},
		Tasks: func(ctx context.Context, p *provider.Progress, rows []row) ([]sdk.Task, error) {
			r := &reading{Client: c, q: q, p: p}
			return r.settle(ctx, rows)
		},
	}.Pages(ctx, q)
}

// partFlows is the one part of a reading. A position inside of it is known for one
// before anything is sent.
const partFlows = "flows"

// parts walks what there is to read.
func (r *reading) parts(ctx context.Context, start string) pages {
	return paging.Lists(ctx, []string{partFlows}, start, nil, func(ctx context.Context, _, start string) pages {
		return r.flowsAndExecutions(ctx, start)
	})
}

// flowsAndExecutions walks the executions of the flows that there are now.
func (r *reading) flowsAndExecutions(ctx context.Context, start string) pages {
	return func(yield func(paging.Page[row], error) bool) {
		flows, err := r.names(ctx)
		if err != nil {
			yield(paging.Page[row]{Cursor: start}, err)
			return
		}
		r.executionPages(ctx, flows, start)(yield)
	}
}

// names are those of the flows to read. The flow is the resource of every
// execution, so that a query for one resource needs one list.
func (r *reading) names(ctx context.Context) (flows []string, err error) {
	flows = slices.Clone(r.flows)
	if r.flows == nil {
		if flows, err = r.flowNames(ctx); err != nil {
			return nil, err
		}
	}
	r.known = slices.Clone(flows)
	return slices.DeleteFunc(flows, func(name string) bool { return r.q.Resource != "" && r.q.Resource != name }), nil
}

// knows reports whether a flow is one of those to read, or would be if the query
// asked for it.
func (r *reading) knows(flow string) bool { return slices.Contains(r.known, flow) }

// flowNames lists the names of all flows.
func (r *reading) flowNames(ctx context.Context) (flows []string, err error) {
	for page, err := range r.flowPages(ctx) {
		r.p.Moved(page.Drift)
		if err != nil {
			return nil, err
		}
		flows = append(flows, page.Rows...)
	}
	return flows, nil
}
