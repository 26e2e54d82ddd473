package fnf

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
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
		names, read := alibaba.Rows(r.m, "ListFlows", out.RequestId, &out.Flows, func(f *Flow, _ []byte) (string, string) { return f.Name, f.Name })
		return paging.Answer[string]{Rows: names, Read: read, Total: -1, Next: out.NextToken}, nil
	}
	return paging.Token(ctx, r.options("ListFlows", size(r.q.PageSize, 100), ""), fetch, func(name *string) string { return *name })
}

// executionPages walks the executions of flows: for each flow one list, or one
// for each status that is worth asking for.
func (r *reading) executionPages(ctx context.Context, flows []string, start string) pages {
	statuses := sendable(r.q.StatesWanted(sdk.Failed)) // the rows of a success have nothing else to tell
	return paging.Lists(ctx, flows, start, func(ctx context.Context, flow, start string) pages {
		return paging.Lists(ctx, statuses, start, func(ctx context.Context, status, start string) pages {
			o := r.options("ListExecutions", size(r.q.PageSize, 99), start)
			return r.confirmed(ctx, flow, paging.Token(ctx, o, r.executionFetch(flow, status), rowKey))
		})
	})
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
		in.StartedTimeBegin, in.StartedTimeEnd = window(r.q.Since, r.q.Until)
	}
	turn := r.executionRow(flow)
	return func(ctx context.Context, q paging.Request) (paging.Answer[row], error) {
		in := in
		in.NextToken, in.Limit = q.Marker, q.Limit
		out, err := r.ListExecutions(ctx, in)
		if err != nil {
			return paging.Answer[row]{}, err
		}
		rows, read := alibaba.Rows(r.m, "ListExecutions", out.RequestId, &out.Executions, turn)
		return paging.Answer[row]{Rows: rows, Read: read, Total: -1, Next: out.NextToken}, nil
	}
}

// window is a query's window as the service takes it, a second wider on both
// sides: no document says whether its ends belong to it, nor how it rounds. It
// is sent only for closed executions, which all have a time.
func window(since, until time.Time) (begin, end string) {
	const form = "2006-01-02T15:04:05.000Z"
	if !since.IsZero() {
		begin = since.Add(-time.Second).UTC().Format(form)
	}
	if !until.IsZero() {
		end = until.Add(time.Second).UTC().Format(form)
	}
	return begin, end
}

// confirmed lets the executions of a flow be gone only if the flow is.
func (r *reading) confirmed(ctx context.Context, flow string, seq pages) pages {
	return func(yield func(paging.Page[row], error) bool) {
		for page, err := range seq {
			if err != nil {
				err = r.judge(ctx, flow, err)
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

// judge is an error of kind not_found if the flow does not exist any more, and
// otherwise one that is none for paging.
func (r *reading) judge(ctx context.Context, flow string, err error) error {
	if !isUnknown(err) {
		return alibaba.Hold(err)
	}
	if r.flows != nil { // its user named it, and must hear of it
		r.gone = append(r.gone, flow)
		return err
	}
	for page, listErr := range r.flowPages(ctx) {
		if listErr != nil {
			return alibaba.Hold(listErr)
		}
		for _, name := range page.Rows {
			if name == flow {
				return alibaba.Hold(err)
			}
		}
	}
	return err
}

// isUnknown reports whether the service itself says that something does not
// exist. A 404 without a code is not its word: some proxy's, or a wrong
// endpoint's.
func isUnknown(err error) bool {
	e, ok := errors.AsType[*errors.Error](err)
	return ok && e.Kind == errors.NotFound && e.Code != ""
}

// options are those of one walk.
func (r *reading) options(operation string, limit int, start string) paging.Options {
	s := r.Source()
	return paging.Options{
		Limit: limit, MaxRows: r.q.MaxRows, Start: start, Smaller: smaller,
		Service: s.Service, Region: s.Region, Operation: operation,
	}
}

// size brings a wish to what a list takes.
func size(wish, most int) int {
	if wish <= 0 {
		return most
	}
	return min(wish, most)
}

// smaller answers the refusal of a page with the default of every list.
func smaller(limit int, err error) int {
	if limit > 60 && errors.Is(err, errors.InvalidInput) {
		return 60
	}
	return 0
}

// flowName says what is wrong with a flow's name. A slash is what separates it
// from an execution's.
func flowName(what, name string) string {
	if strings.Contains(name, "/") {
		return what + " has a slash: give the name of a flow alone"
	}
	return alibaba.ID(what, name)
}
