package alibaba

import (
	"encoding/json"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/wire"
)

// Progress begins a reading for q of which nobody counts the requests.
func (c *Client) Progress(q sdk.Query) *provider.Progress {
	return provider.NewProgress(c.source, q, nil)
}

// At is where the rows of an answer come from.
func At(operation, requestID string) provider.Place {
	return provider.Place{Operation: operation, RequestID: requestID, Before: provider.NotNumbered}
}

// Rows turns the rows of an answer into rows of the adapter's own. A row that turn
// calls nameless is dropped: without its ID it could not be told from the next one.
func Rows[T, R any](p *provider.Progress, operation, requestID string, list *wire.List[T], turn func(row *T, raw json.RawMessage) (r R, name string)) paging.Answer[R] {
	return provider.Rows(p, At(operation, requestID), list, func(row *T, raw json.RawMessage, to *R) (lack string) {
		r, name := turn(row, raw)
		if name == "" {
			return "has no ID"
		}
		*to = r
		return ""
	})
}
