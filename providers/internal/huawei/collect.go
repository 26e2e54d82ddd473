package huawei

import (
	"fmt"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/wire"
)

// Place says where the rows of an answer come from.
type Place struct {
	Operation string
	List      string // whose list it is, empty where there is only one
	Before    int    // rows of the list that come before the answer's
}

// Collect makes the rows of one answer tasks, each with its own JSON where that
// was kept, and tells notes about the rows that cannot be read. turn fills in a
// task of the project from its row, or says what the row lacks to be one. It
// writes in place, since a page of tasks is too much to copy twice.
func Collect[R any](notes *Notes, at Place, project string, list *wire.List[R], turn func(*R, *sdk.Task) (lack string)) paging.Answer[sdk.Task] {
	answer := paging.Answer[sdk.Task]{
		Rows:  make([]sdk.Task, len(list.Rows)),
		Read:  len(list.Rows) + len(list.Dropped),
		Total: -1,
	}
	var useless []error
	n := 0
	for i := range list.Rows {
		t := &answer.Rows[n]
		notes.client.begin(t, project)
		if lack := turn(&list.Rows[i], t); lack != "" {
			useless = append(useless, fmt.Errorf("row %d %s", i, lack))
			*t = sdk.Task{}
			continue
		}
		if i < len(list.Raw) {
			t.Raw = list.Raw[i]
		}
		n++
	}
	answer.Rows = answer.Rows[:n]
	notes.answers++
	notes.Drop(at, list.Dropped)
	notes.Drop(at, useless)
	return answer
}
