package emulator_test

import (
	"slices"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
)

// A service tells each of its tasks once, and the same ones when it is made again.
func TestPlanted(t *testing.T) {
	now := time.Date(2026, 3, 1, 2, 3, 4, 5e6, time.UTC)
	unlisted := map[string]int{"sdrs": 5, "vbs": 5} // jobs
	for _, service := range emulator.Services() {
		name := service.Name
		told := func(failures int) (tasks []emulator.Planted) {
			service.New(emulator.Config{
				Seed: 1, Failures: failures, Now: func() time.Time { return now },
				Planted: func(p emulator.Planted) { tasks = append(tasks, p) },
			})
			return tasks
		}
		tasks, quiet, hidden := told(24), told(-1), 0
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
				hidden++
			}
		}
		if hidden != unlisted[name] {
			t.Errorf("%s: %d tasks are in no list, want %d", name, hidden, unlisted[name])
		}
	}
}
