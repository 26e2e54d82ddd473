package sdktest

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// listing are the cases about lists that nothing goes wrong with.
var listing = []testCase{
	{
		name: "source",
		rule: "Source names the client, its service and region, and does no I/O",
		run: func(s *stage) {
			source := s.client(s.serve(planted)).Source()
			if source.Name == "" || source.Service == "" || source.String() != source.Name {
				s.Errorf("the source is %+v", source)
			}
			if s.sent() > 0 {
				s.Errorf("%d requests were sent for it", s.sent())
			}
		},
	},
	{
		name: "empty list",
		rule: "a service without failed tasks gives none, and the scan is complete",
		run:  func(s *stage) { s.whole(s.scan(s.client(s.serve(0)), sdk.Query{}), 0) },
	},
	{
		name: "one page",
		rule: "every failed task is found once, with what identifies and explains it",
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			f := s.scan(client, sdk.Query{})
			s.whole(f, planted)
			for _, task := range f.tasks {
				checkTask(s, client.Source(), task)
			}
			if f.receipt.Requests != s.sent() || f.receipt.Tasks != f.count || f.receipt.Rows < planted || f.receipt.Pages == 0 {
				s.Errorf("%d requests were sent; the receipt counts %d tasks and %+v", s.sent(), f.receipt.Tasks, f.receipt.Stats)
			}
		},
	},
	{
		name: "same again",
		rule: "a second scan, and a second client, find the same tasks with the same fingerprints",
		run: func(s *stage) {
			base := s.serve(planted)
			first, second := s.scan(s.client(base), sdk.Query{}), s.scan(s.client(base), sdk.Query{})
			for id, task := range first.tasks {
				if got := second.tasks[id].Fingerprint(); got != task.Fingerprint() {
					s.Errorf("task %s has the fingerprints %s and %s", id, task.Fingerprint(), got)
				}
			}
			s.whole(second, planted)
		},
	},
	{
		name: "page boundary",
		rule: "whatever the size of a page, the tasks are the same: one on the border is neither lost nor doubled",
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			for _, size := range []int{1, 2, 3, planted - 1, planted, planted + 1, 1 << 30} {
				f := s.scan(client, sdk.Query{PageSize: size})
				s.whole(f, planted)
				if s.Failed() {
					s.Fatalf("with pages of %d", size)
				}
			}
		},
	},
	{
		name: "cursor",
		rule: "a scan that was left goes on at its receipt's cursor: nothing is lost and nothing comes again",
		run:  checkCursor,
	},
	{
		name: "times",
		rule: "times are in UTC, and a task does not end before it began",
		run: func(s *stage) {
			for id, task := range s.scan(s.client(s.serve(planted)), sdk.Query{}).tasks {
				for _, at := range []time.Time{task.StartedAt, task.EndedAt} {
					if !at.IsZero() && at.Location() != time.UTC {
						s.Errorf("task %s has the time %v, which is not in UTC", id, at)
					}
				}
				if !task.EndedAt.IsZero() && task.EndedAt.Before(task.StartedAt) {
					s.Errorf("task %s ended at %v, before it began at %v", id, task.EndedAt, task.StartedAt)
				}
			}
		},
	},
	{
		name: "raw",
		rule: "Raw is the service's JSON, and there only if the query asks",
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			for id, task := range s.scan(client, sdk.Query{}).tasks {
				if task.Raw != nil {
					s.Errorf("task %s has Raw unasked", id)
				}
			}
			f := s.scan(client, sdk.Query{Raw: true})
			s.whole(f, planted)
			for id, task := range f.tasks {
				if len(task.Raw) == 0 || !json.Valid(task.Raw) {
					s.Errorf("task %s has the raw text %q", id, task.Raw)
				}
			}
		},
	},
	{
		name: "leaving early",
		rule: "leaving the loop fetches nothing more, and the receipt is not complete unless all was read",
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			whole := s.scan(client, sdk.Query{PageSize: 1}).receipt
			before := s.sent()
			scan := sdk.Failures(sdk.Query{PageSize: 1}, client)
			for range scan.All(context.Background()) {
				break
			}
			after := s.sent()
			if whole.Pages > 3 && after-before >= whole.Requests {
				s.Errorf("%d requests were sent for the first task, and %d for all", after-before, whole.Requests)
			}
			time.Sleep(time.Hour)
			if s.sent() != after {
				s.Errorf("%d requests were sent after the loop was left", s.sent()-after)
			}
			if r := scan.Receipts()[0]; r.Complete || r.Tasks != 1 {
				s.Errorf("after one of %d tasks the receipt says complete=%v and %d tasks", planted, r.Complete, r.Tasks)
			}
		},
	},
	{
		name: "concurrent use",
		rule: "one client serves many goroutines at once",
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() { s.whole(s.scan(client, sdk.Query{}), planted) })
			}
			all.Wait()
		},
	},
}

// checkTask asserts what every task has that somebody should look at.
func checkTask(s *stage, source sdk.Source, task sdk.Task) {
	s.Helper()
	if task.ID == "" || task.Service != source.Service || task.Region != source.Region || task.Type == "" || task.Fingerprint() == "" {
		s.Errorf("the task is %+v; want an ID, a type, and service and region of %v", task, source)
	}
	why := task.Failure
	if why == nil && !task.State.Bad() {
		why = task.Warning
	}
	if why == nil || task.RawState == "" || !task.HasTrouble() {
		s.Errorf("task %s is in state %q (%q) with failure %v and warning %v; want the service's word, and a failure or a warning", task.ID, task.State, task.RawState, task.Failure, task.Warning)
		return
	}
	if !slices.Contains(errors.Kinds(), why.Kind) || why.Retry == "" {
		s.Errorf("the failure of task %s is of kind %q with the advice %q", task.ID, why.Kind, why.Retry)
	}
	if x := why.Explain("en"); x.Meaning == "" || x.Remedy == "" {
		s.Errorf("the failure of task %s explains itself by %+v", task.ID, x)
	}
}

// checkCursor leaves a scan after every so many pages with tasks, and goes on
// where its receipt says.
func checkCursor(s *stage) {
	client := s.client(s.serve(planted))
	all := s.scan(client, sdk.Query{}).tasks
	for pages := 1; pages <= 3; pages++ {
		seen := map[string]bool{}
		q := sdk.Query{PageSize: 1}
		for runs := 0; ; runs++ {
			if runs > 1000 {
				s.Fatalf("%d pages at a time, a thousand runs do not come to the end", pages)
			}
			scan, taken := sdk.Failures(q, client), 0
			for page, err := range scan.Pages(context.Background()) {
				if err != nil {
					s.Fatalf("%d pages at a time, after %d tasks: %v", pages, len(seen), err)
				}
				if len(page.Tasks) > 0 { // others may be for finding the place again
					taken++
				}
				if taken > pages {
					break
				}
				for _, task := range page.Tasks {
					if seen[task.ID] {
						s.Errorf("%d pages at a time, task %s came again", pages, task.ID)
					}
					seen[task.ID] = true
				}
			}
			r := scan.Receipts()[0]
			if r.Complete {
				break
			}
			if r.Cursor == "" {
				s.Fatalf("the receipt of an incomplete scan has no cursor after %d pages", pages)
			}
			q.Resume = []sdk.Cursor{r.Cursor}
		}
		for id := range maps.Keys(all) {
			if !seen[id] {
				s.Errorf("%d pages at a time, task %s is lost", pages, id)
			}
		}
		if len(seen) != len(all) {
			s.Errorf("%d pages at a time, %d tasks were seen, want %d", pages, len(seen), len(all))
		}
	}
}
