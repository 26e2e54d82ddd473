package huawei

import (
	"encoding/json"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/wire"
)

// Collect makes the rows of one answer tasks of the project, each with its own
// JSON where that was kept. turn fills in a task from its row, or says what the
// row lacks to be one. It writes in place, since a page of tasks is too much to
// copy twice.
func Collect[R any](c *Client, p *provider.Progress, at provider.Place, project string, list *wire.List[R], turn func(*R, *sdk.Task) (lack string)) paging.Answer[sdk.Task] {
	return provider.Rows(p, at, list, func(row *R, raw json.RawMessage, t *sdk.Task) string {
		c.begin(t, project)
		t.Raw = raw
		return turn(row, t)
	})
}
