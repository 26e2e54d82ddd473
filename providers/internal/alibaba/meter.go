package alibaba

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// Meter counts what one reading of a service takes, from page to page. It is
// for one goroutine.
type Meter struct {
	client  *Client
	query   sdk.Query
	tally   transport.Tally
	pages   int
	dropped []*errors.Error
	lookups []*errors.Error
	denied  map[string]*errors.Error // by operation
}

// Meter begins the reading of a query: calls made with the context that it
// returns are counted.
func (c *Client) Meter(ctx context.Context, q sdk.Query) (context.Context, *Meter) {
	m := &Meter{client: c, query: q, denied: make(map[string]*errors.Error)}
	return transport.WithTally(ctx, &m.tally), m
}

// Rows turns a list that an operation answered to a request into rows of the adapter's own,
// in their order, and how many were received. Rows that could not be read, and
// those that turn calls nameless, are noted as dropped: without its ID a row
// could not be told from the next one.
func Rows[T, R any](m *Meter, operation, requestID string, list *wire.List[T], turn func(row *T, raw []byte) (r R, name string)) (rows []R, read int) {
	m.pages++
	rows = make([]R, 0, len(list.Rows))
	for i := range list.Rows {
		var raw []byte
		if i < len(list.Raw) {
			raw = list.Raw[i]
		}
		r, name := turn(&list.Rows[i], raw)
		if name == "" {
			m.drop(operation, requestID, fmt.Errorf("row %d has no ID", i))
			continue
		}
		rows = append(rows, r)
	}
	for _, err := range list.Dropped {
		m.drop(operation, requestID, err)
	}
	return rows, len(list.Rows) + len(list.Dropped)
}

func (m *Meter) drop(operation, requestID string, err error) {
	m.dropped = append(m.dropped, m.client.Malformed(operation, requestID, err))
}

// Missed notes that the details of a task could not be looked up.
func (m *Meter) Missed(task string, err error) {
	e := m.client.Fail("", errors.KindOf(err), err.Error())
	if told, ok := errors.AsType[*errors.Error](err); ok {
		*e = *told
	}
	e.Message = "the details of " + task + " could not be looked up: " + e.Message
	m.lookups = append(m.lookups, e)
	switch e.Kind {
	case errors.PermissionDenied, errors.Unauthenticated, errors.Unsupported:
		told, _ := errors.AsType[*errors.Error](err)
		m.denied[e.Operation] = told
	}
}

// Denied is why an operation is not worth another look-up in this reading: it
// would be refused for every task alike. It is nil if nothing is known.
func (m *Meter) Denied(operation string) error {
	if e := m.denied[operation]; e != nil {
		return e
	}
	return nil
}

// Page is a page of tasks with everything that was counted since the one
// before. position is where a reading would go on after it, and empty if there
// is nothing to go on with.
func (m *Meter) Page(tasks []sdk.Task, position string, total int, s sdk.Stats) sdk.Page {
	s.Pages += m.pages
	s.Requests, s.Retries = m.tally.Take()
	p := sdk.Page{
		Tasks: tasks, Dropped: m.dropped, Lookups: m.lookups, Total: total, Stats: s,
		Cursor: m.query.CursorAt(m.client.source, position),
	}
	m.pages, m.dropped, m.lookups = 0, nil, nil
	return p
}

// Stats are the numbers of a step of a walk.
func Stats[R any](p paging.Page[R]) sdk.Stats {
	return sdk.Stats{Rows: p.Read, Duplicates: p.Duplicates, Drift: p.Drift}
}
