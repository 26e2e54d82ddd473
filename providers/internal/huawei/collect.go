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
// was kept, and tells notes about the rows that cannot be read. turn says of a
// row what it lacks to be a task, and nothing if it is one.
func Collect[R any](notes *Notes, at Place, list *wire.List[R], turn func(*R) (t sdk.Task, lack string)) paging.Answer[sdk.Task] {
	answer := paging.Answer[sdk.Task]{
		Rows:  make([]sdk.Task, 0, len(list.Rows)),
		Read:  len(list.Rows) + len(list.Dropped),
		Total: -1,
	}
	var useless []error
	for i := range list.Rows {
		t, lack := turn(&list.Rows[i])
		if lack != "" {
			useless = append(useless, fmt.Errorf("row %d %s", i, lack))
			continue
		}
		if i < len(list.Raw) {
			t.Raw = list.Raw[i]
		}
		answer.Rows = append(answer.Rows, t)
	}
	notes.answers++
	notes.Drop(at, list.Dropped)
	notes.Drop(at, useless)
	return answer
}
