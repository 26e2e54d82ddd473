package huaweitest

import (
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// Scan is what the pages of a client brought together.
type Scan struct {
	Tasks   []sdk.Task
	Dropped []*errors.Error
	Unread  []*errors.Error
	Cursors []sdk.Cursor // one for each page, also where it is empty
	Stats   sdk.Stats
	Err     error // what ended it, else the first of Unread
}

// Read ranges over the pages of client, no more than most of them; 0 is no bound.
func Read(t testing.TB, client sdk.Client, q sdk.Query, most int) (s Scan) {
	t.Helper()
	for page, err := range client.Pages(t.Context(), q) {
		s.Tasks = append(s.Tasks, page.Tasks...)
		s.Dropped = append(s.Dropped, page.Dropped...)
		s.Cursors = append(s.Cursors, page.Cursor)
		s.Stats.Add(page.Stats)
		s.Unread = append(s.Unread, page.Unread...)
		switch {
		case err != nil:
			s.Err = err
		case s.Err == nil && len(s.Unread) > 0:
			s.Err = s.Unread[0]
		}
		if len(s.Cursors) == most {
			break
		}
	}
	return s
}

// IDs are those of tasks. One that comes twice fails the test.
func IDs(t testing.TB, tasks []sdk.Task) map[string]bool {
	t.Helper()
	set := make(map[string]bool, len(tasks))
	for i := range tasks {
		if set[tasks[i].ID] {
			t.Errorf("task %s came twice", tasks[i].ID)
		}
		set[tasks[i].ID] = true
	}
	return set
}

// Resumes stops a scan in pages of one size behind each of its pages, and goes on
// in pages of another, 0 for the client's own. Both parts together must have every
// task. fresh makes a client of a service of its own, each time with the same
// tasks, as another process would.
func Resumes(t *testing.T, fresh func() sdk.Client, size, then int) {
	t.Helper()
	whole := Read(t, fresh(), sdk.Query{PageSize: size}, 0)
	all := IDs(t, whole.Tasks)
	if whole.Err != nil || len(whole.Cursors) < 3 {
		t.Fatalf("got %d pages, %v, want some to stop behind", len(whole.Cursors), whole.Err)
	}
	for stop := 1; stop < len(whole.Cursors); stop++ {
		before := Read(t, fresh(), sdk.Query{PageSize: size}, stop)
		after := Read(t, fresh(), sdk.Query{PageSize: then, Resume: []sdk.Cursor{before.Cursors[stop-1]}}, 0)
		if before.Err != nil || after.Err != nil {
			t.Errorf("stopped after page %d: %v, then %v", stop, before.Err, after.Err)
		}
		found := make(map[string]bool, len(all))
		for _, task := range append(before.Tasks, after.Tasks...) {
			found[task.ID] = true
			if !all[task.ID] {
				t.Errorf("stopped after page %d: task %s is not one of the whole scan's", stop, task.ID)
			}
		}
		if len(found) != len(all) {
			t.Errorf("stopped after page %d: %d of %d tasks in both parts", stop, len(found), len(all))
		}
	}
}
