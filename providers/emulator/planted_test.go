package emulator_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
)

// A service tells each of its tasks once, and the same ones when it is made again.
func TestPlanted(t *testing.T) {
	now := time.Date(2026, 3, 1, 2, 3, 4, 5e6, time.UTC)
	for name, service := range map[string]struct {
		serve    func(emulator.Config) http.Handler
		unlisted int
	}{
		"dbs": {emulator.DBS, 0}, "fnf": {emulator.FnF, 0}, "sdrs": {emulator.SDRS, 5}, "csbs": {emulator.CSBS, 0}, "vbs": {emulator.VBS, 5},
	} {
		told := func(failures int) (tasks []emulator.Planted) {
			service.serve(emulator.Config{
				Seed: 1, Failures: failures, Now: func() time.Time { return now },
				Planted: func(p emulator.Planted) { tasks = append(tasks, p) },
			})
			return tasks
		}
		tasks, quiet, unlisted := told(24), told(-1), 0
		if !slices.Equal(tasks, told(24)) {
			t.Errorf("%s: made again it holds other tasks", name)
		}
		if len(tasks) < len(quiet)+24 {
			t.Errorf("%s: %d tasks with 24 failures, and %d without any", name, len(tasks), len(quiet))
		}
		seen := map[[3]string]bool{}
		for _, p := range tasks {
			if key := [3]string{p.Type, p.ResourceID, p.ID}; p.ID == "" || p.Status == "" || p.ResourceID == "" || seen[key] {
				t.Errorf("%s: the task %+v has no name, or is there twice", name, p)
			} else {
				seen[key] = true
			}
			for _, at := range []time.Time{p.Began, p.Changed, p.Ended} {
				if !at.IsZero() && (at.Location() != time.UTC || at != at.Truncate(time.Microsecond)) {
					t.Errorf("%s: the task %s has the time %v, which the service could not print", name, p.ID, at)
				}
			}
			if p.Unlisted {
				unlisted++
			}
		}
		if unlisted != service.unlisted {
			t.Errorf("%s: %d tasks are in no list, want %d", name, unlisted, service.unlisted)
		}
	}
}
