package alibabatest

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// Scan reads all pages, and of their tasks those that q keeps. An error ends the
// test.
func Scan(t testing.TB, client sdk.Client, q sdk.Query) (tasks []sdk.Task, pages []sdk.Page) {
	t.Helper()
	for page, err := range client.Pages(t.Context(), q) {
		if err != nil {
			t.Fatalf("Pages(%+v): %v", q, err)
		}
		pages = append(pages, page)
		for i := range page.Tasks {
			if q.Keep(page.Tasks[i]) {
				tasks = append(tasks, page.Tasks[i])
			}
		}
	}
	return tasks, pages
}

// Read brings together what the pages of everything have, and the error of the
// last one, else those of the lists that could not be read. An error before the
// last fails the test.
func Read(t testing.TB, client sdk.Client) (tasks []sdk.Task, stats sdk.Stats, err error) {
	t.Helper()
	var unread []error
	for page, e := range client.Pages(t.Context(), sdk.Query{}) {
		if err != nil {
			t.Errorf("there was another page behind the error %v", err)
		}
		tasks, err = append(tasks, page.Tasks...), e
		stats.Add(page.Stats)
		for _, list := range page.Unread {
			unread = append(unread, list)
		}
	}
	if err == nil {
		err = errors.Join(unread...)
	}
	return tasks, stats, err
}

// IDs are those of tasks, in their order.
func IDs(tasks []sdk.Task) string {
	ids := make([]string, len(tasks))
	for i := range tasks {
		ids[i] = tasks[i].ID
	}
	return strings.Join(ids, " ")
}

// Planted sees to it that a client finds as many failed tasks as there are, none
// twice, on pages of which all but the last can be gone on from, and on which
// nothing is missing. It gives the tasks.
func Planted(t testing.TB, client sdk.Client, pageSize, want int) []sdk.Task {
	t.Helper()
	tasks, pages := Scan(t, client, sdk.Query{States: []sdk.State{sdk.Failed}, PageSize: pageSize})
	if len(tasks) != want {
		t.Errorf("%d failed tasks, want %d", len(tasks), want)
	}
	seen := make(map[string]bool, len(tasks))
	for i := range tasks {
		if seen[tasks[i].ID] {
			t.Errorf("%s came twice", tasks[i].ID)
		}
		seen[tasks[i].ID] = true
	}
	for i, p := range pages {
		if (p.Cursor == "") != (i == len(pages)-1) {
			t.Errorf("page %d of %d has the cursor %q", i+1, len(pages), p.Cursor)
		}
		if len(p.Dropped)+len(p.Lookups) > 0 {
			t.Errorf("page %d: dropped %v, lookups %v", i+1, p.Dropped, p.Lookups)
		}
	}
	return tasks
}

// Resumes stops a reading of q behind the first pages and behind every-th of the
// others, 1 for all, and sees to it that the rest is exactly the tasks that had not
// been read, in their order. least is how many pages there must be. fresh makes a
// client each time, as another process would.
func Resumes(t testing.TB, fresh func() sdk.Client, q sdk.Query, least, every int) {
	t.Helper()
	all, pages := Scan(t, fresh(), q)
	if len(pages) < least {
		t.Fatalf("only %d pages: too few to prove anything", len(pages))
	}
	read := 0
	for i, p := range pages[:len(pages)-1] {
		read += len(p.Tasks)
		if i > 3 && i%every != 0 {
			continue
		}
		q.Resume = []sdk.Cursor{p.Cursor}
		rest, _ := Scan(t, fresh(), q)
		if got, want := IDs(rest), IDs(all[read:]); got != want {
			t.Errorf("after page %d of %d: got %s, want %s", i+1, len(pages), got, want)
		}
	}
}

// StrangeCursor sees to it that a client refuses a cursor of a place that is none,
// and one of another query.
func StrangeCursor(t testing.TB, client sdk.Client) {
	t.Helper()
	q := sdk.Query{}
	q.Resume = []sdk.Cursor{q.CursorAt(client.Source(), "elsewhere:")}
	other := q
	other.States = []sdk.State{sdk.Failed}
	for name, q := range map[string]sdk.Query{"strange": q, "another query's": other} {
		pages := 0
		for _, err := range client.Pages(t.Context(), q) {
			pages++
			if !errors.Is(err, errors.InvalidInput) {
				t.Errorf("the cursor is %s: error %v, want invalid_input", name, err)
			}
		}
		if pages != 1 {
			t.Errorf("the cursor is %s: %d pages, want the error alone", name, pages)
		}
	}
}
