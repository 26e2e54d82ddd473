package sdk

import (
	"context"
	"iter"

	"github.com/taskfault/taskfault/errors"
)

// Client is the common client interface: one service, in one region, for one
// account. Implementations are safe for concurrent use and immutable after
// their New.
//
// Every error of a Client is an [*errors.Error], or wraps one.
type Client interface {
	// Source says whose tasks these are. It does no I/O.
	Source() Source

	// Pages lists the service's tasks, page by page, in the service's order.
	// A page may hold tasks that q does not ask for: the caller filters. Which
	// parts of q reach the service is the client's business, under one rule: a
	// filter is sent only if it can never hide a row that counts.
	//
	// Lists inside the source and rows that cannot be read, and details that cannot
	// be looked up, come with their page and do not end the walk. An error ends it:
	// it is yielded once, last, with a page whose Stats and Cursor are still filled
	// and which may hold the tasks read before it. The cursor of that page stands
	// before everything that the page says could not be read. Leaving the loop early fetches nothing
	// more. The iterator can be ranged over again; it begins anew then.
	Pages(ctx context.Context, q Query) iter.Seq2[Page, error]

	// Get reads one task by the ID that Pages gave it. A task that does not
	// exist is an error of kind [errors.NotFound]; an ID that cannot be one is
	// [errors.InvalidInput] and nothing is sent. The task's Raw is always filled.
	Get(ctx context.Context, id string) (Task, error)
}

// Explainer is a Client whose service can be asked what became of a task.
type Explainer interface {
	Client
	// ExplainTask asks the service for the error of the task with this ID, in
	// "en" or "zh". It returns nil without an error if the service names none.
	ExplainTask(ctx context.Context, id, lang string) (*errors.Failure, error)
}

// Source names one service in one region for one account.
type Source struct {
	Name    string // how receipts call it: the URL it was opened by, without addresses and keys
	Service string // dbs fnf sdrs csbs vbs
	Region  string
	Project string // where the service has projects

	// States are the only ones that the service can list; nil where it lists
	// tasks in any state.
	States []State
}

// String is the source's name.
func (s Source) String() string { return s.Name }

// Get reads one task from its service. It is client.Get with the ID checked.
func Get(ctx context.Context, client Client, id string) (Task, error) {
	if id == "" {
		s := client.Source()
		return Task{}, &errors.Error{
			Service: s.Service, Region: s.Region, Operation: "Get", Kind: errors.InvalidInput,
			Message: "the task's ID is empty", Retry: errors.RetryNo,
		}
	}
	return client.Get(ctx, id)
}

// ExplainTask asks the service of client what became of a task, in "en" or
// "zh". The answer is nil without an error if the service names none, and
// [errors.Unsupported] if it cannot be asked.
func ExplainTask(ctx context.Context, client Client, id, lang string) (*errors.Failure, error) {
	e, ok := client.(Explainer)
	if !ok {
		return nil, unsupported(client, "ExplainTask", "this service cannot be asked about a task's error: use its table of codes")
	}
	return e.ExplainTask(ctx, id, lang)
}

// unsupported is the answer of a portable function to a client that lacks the
// optional interface it needs.
func unsupported(client Client, operation, why string) *errors.Error {
	s := client.Source()
	return &errors.Error{
		Service: s.Service, Region: s.Region, Operation: operation, Kind: errors.Unsupported,
		Message: why, Retry: errors.RetryNo,
	}
}
