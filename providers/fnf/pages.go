package fnf

import (
	"context"
	"encoding/json"
	"iter"
	"slices"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
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

// pages is a walk over executions.
type pages = iter.Seq2[paging.Page[row], error]

// flowPages walks the flows of the region. Flows are no tasks: they are read for
// their names.
func (r *reading) flowPages(ctx context.Context) iter.Seq2[paging.Page[string], error] {
	fetch := func(ctx context.Context, q paging.Request) (paging.Answer[string], error) {
		out, err := r.ListFlows(ctx, ListFlowsInput{NextToken: q.Marker, Limit: q.Limit})
		if err != nil {
			return paging.Answer[string]{}, err
		}
		a := alibaba.Rows(r.p, "ListFlows", out.RequestId, &out.Flows, func(f *Flow, _ json.RawMessage) (string, string) { return f.Name, f.Name })
		a.Next = out.NextToken
		return a, nil
	}
	return paging.Token(ctx, r.options("ListFlows", 100, ""), fetch, func(name *string) string { return *name })
}

// executionPages walks the executions of flows: for each flow one list, or one
// for each status that is worth asking for.
func (r *reading) executionPages(ctx context.Context, flows []string, start string) pages {
	statuses := sendable(r.q.StatesWanted(sdk.Failed)) // the rows of a success have nothing else to tell
	inner := provider.Inner{
		Title:    func(flow string) string { return executionsOf(flow, "") },
		Required: r.flows != nil,
		Exists: func(ctx context.Context, flow string) (bool, error) {
			now, err := r.flowNames(ctx)
			return slices.Contains(now, flow), err
		},
	}
	return provider.Lists(ctx, r.p, flows, start, inner, func(ctx context.Context, flow, start string) pages {
		var seen *paging.Seen // an execution has one status, unless the service ignores what is asked for
		if len(statuses) > 1 {
			seen = new(paging.Seen)
		}
		each := provider.Inner{
			Title: func(status string) string { return executionsOf(flow, status) },
			Whole: ofTheFlow,
		}
		return provider.Lists(ctx, r.p, statuses, start, each, func(ctx context.Context, status, start string) pages {
			o := r.options("ListExecutions", 99, start)
			o.Seen = seen
			return paging.Token(ctx, o, r.executionFetch(flow, status), rowKey)
		})
	})
}

// executionsOf names a list of a flow, that of all its executions for no status.
func executionsOf(flow, status string) string {
	if status != "" {
		status += " "
	}
	return "the " + status + "executions of the flow " + flow
}

// ofTheFlow reports whether an error of one of a flow's lists is about the flow, so
// that its other list would be answered alike: rights are given by flow.
func ofTheFlow(err error) bool {
	switch errors.KindOf(err) {
	case errors.NotFound, errors.Gone, errors.InvalidInput, errors.PermissionDenied:
		return true
	}
	return false
}

// options are those of one walk.
func (r *reading) options(operation string, most int, start string) paging.Options {
	o := provider.WalkOptions(r.Source(), r.q, operation, most, start)
	o.Smaller = provider.Fewer(smallest)
	return o
}

// smallest is the default of every list, which is asked for where a page is refused.
const smallest = 60
