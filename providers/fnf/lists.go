package fnf

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

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

// options are those of one walk.
func (r *reading) options(operation string, most int, start string) paging.Options {
	o := provider.WalkOptions(r.Source(), r.q, operation, most, start)
	o.Smaller = provider.Fewer(smallest)
	return o
}

// smallest is the default of every list, which is asked for where a page is refused.
const smallest = 60

// flowName says what is wrong with a flow's name. A slash is what separates it
// from an execution's.
func flowName(what, name string) string {
	if strings.Contains(name, "/") {
		return what + " has a slash: give the name of a flow alone"
	}
	return alibaba.ID(what, name)
}
