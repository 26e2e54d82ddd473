package fnf

import (
	"context"
	"strconv"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// reading is one way through the lists: what was asked for, and what it took.
type reading struct {
	*Client
	q     sdk.Query
	p     *provider.Progress
	known []string // the flows that may be read
}

// settle looks up why the failed ones among rows failed, and makes tasks of
// them. A look-up that fails is noted and leaves its task as the list told it.
// The error is the context's own.
func (r *reading) settle(ctx context.Context, rows []row) ([]sdk.Task, error) {
	tasks := make([]sdk.Task, 0, len(rows))
	for i := range rows {
		w := &rows[i]
		if w.task.State == sdk.Failed && r.q.Keep(w.task) {
			l := provider.Lookup{Operation: "GetExecutionHistory", List: "the flow " + w.flow, Task: "task " + w.task.ID}
			if err := r.p.LookUp(ctx, l, func() error { return r.lookUp(ctx, w) }); err != nil {
				return tasks, err
			}
		}
		tasks = append(tasks, w.task)
	}
	return tasks, nil
}

// lookUp puts the error of the execution's last failing event into its task. If
// an event could not be read that may be this last one, it leaves the task as it
// is.
func (r *reading) lookUp(ctx context.Context, w *row) error {
	var last failing
	for page, err := range paging.Token(ctx, r.options("GetExecutionHistory", historyPage, ""), r.historyFetch(w.flow, w.name, &last), eventKey) {
		if err != nil {
			return err
		}
		for i := range page.Rows {
			last.note(&page.Rows[i])
		}
	}
	return last.settle(r.Client, &w.task)
}

// historyPage is how many events are asked for at once: as many as surely fit
// into a body of 16 MiB, since each may bring 64 KiB along.
const historyPage = 200

// eventKey is an event's identity in its history. One without a number has none, and
// is taken for another one whenever it comes.
func eventKey(e *Event) string {
	if e.EventId == 0 {
		return ""
	}
	return strconv.FormatInt(e.EventId, 10)
}

// historyFetch reads an execution's events. They are not rows of a listing, and
// those which cannot be read are noted for [failing.settle].
func (r *reading) historyFetch(flow, execution string, last *failing) paging.Fetch[Event] {
	return func(ctx context.Context, q paging.Request) (paging.Answer[Event], error) {
		out, err := r.GetExecutionHistory(ctx, GetExecutionHistoryInput{
			FlowName: flow, ExecutionName: execution, NextToken: q.Marker, Limit: q.Limit,
		})
		if err != nil {
			return paging.Answer[Event]{}, err
		}
		if why := unread(&out.Events); why != nil {
			last.unread = r.api.Malformed("GetExecutionHistory", out.RequestId, why)
		}
		return paging.Answer[Event]{
			Rows: out.Events.Rows, Read: len(out.Events.Rows) + len(out.Events.Dropped), Total: -1, Next: out.NextToken,
		}, nil
	}
}
