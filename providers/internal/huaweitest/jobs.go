package huaweitest

import (
	"fmt"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// Jobs reads the five jobs, one of each kind of end, that the emulator has of
// every service with jobs, and sees to their states. failure is the code of the
// one that failed, warning of the one that went well with a failed sub-job.
func Jobs(t testing.TB, client sdk.Client, failure, warning string) []sdk.Task {
	t.Helper()
	var tasks []sdk.Task
	for i, want := range []struct {
		state            sdk.State
		failure, warning string
	}{
		{state: sdk.Pending},
		{state: sdk.Running},
		{state: sdk.Succeeded},
		{state: sdk.Succeeded, warning: warning},
		{state: sdk.Failed, failure: failure},
	} {
		id := fmt.Sprintf("ff80808200000000000000000000000%d", i+1)
		task, err := client.Get(t.Context(), id)
		if err != nil || task.ID != id || task.State != want.state || Code(task.Failure) != want.failure || Code(task.Warning) != want.warning {
			t.Errorf("%s: got %+v, %v, want %+v", id, task, err, want)
		}
		tasks = append(tasks, task)
	}
	return tasks
}

// Code is that of a failure, empty where there is none.
func Code(f *errors.Failure) string {
	if f == nil {
		return ""
	}
	return f.Code
}
