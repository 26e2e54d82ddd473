package provider_test

import (
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

func TestID(t *testing.T) {
	for text, want := range map[string]string{"": "", "NULL": "", " null ": "", "Null": "", " id ": "id", "none": "none", "nullable": "nullable"} {
		if got := provider.ID(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Whatever two rows differ in, they are two; and a row is the same again.
func TestWholeRow(t *testing.T) {
	full := func() *sdk.Task {
		return &sdk.Task{
			ID: "i", Type: "t", State: sdk.Failed, RawState: "FAIL", Resource: sdk.Resource{ID: "r", Name: "n", Type: "k"},
			StartedAt: time.Unix(1, 2), Failure: &errors.Failure{Code: "c", Reason: "why", Phase: "p"},
		}
	}
	seen := map[string]string{provider.WholeRow(full()): "the row itself"}
	for name, change := range map[string]func(*sdk.Task){
		"ID": func(t *sdk.Task) { t.ID = "j" }, "type": func(t *sdk.Task) { t.Type = "u" }, "state": func(t *sdk.Task) { t.State = sdk.Partial },
		"project": func(t *sdk.Task) { t.Project = "p" }, "raw state": func(t *sdk.Task) { t.RawState = "ERROR" }, "resource": func(t *sdk.Task) { t.Resource.ID = "s" },
		"resource's name": func(t *sdk.Task) { t.Resource.Name = "m" }, "resource's type": func(t *sdk.Task) { t.Resource.Type = "l" },
		"names moved":   func(t *sdk.Task) { t.Resource.ID, t.Resource.Name = "rn", "" },
		"start":         func(t *sdk.Task) { t.StartedAt = time.Unix(1, 3) },
		"times swapped": func(t *sdk.Task) { t.StartedAt, t.EndedAt = t.EndedAt, t.StartedAt },
		"change":        func(t *sdk.Task) { t.UpdatedAt = time.Unix(1, 2) }, "end": func(t *sdk.Task) { t.EndedAt = time.Unix(1, 2) },
		"progress": func(t *sdk.Task) { t.Progress = 50 },
		"code":     func(t *sdk.Task) { t.Failure.Code = "d" }, "reason": func(t *sdk.Task) { t.Failure.Reason = "why not" }, "phase": func(t *sdk.Task) { t.Failure.Phase = "q" },
		"situation": func(t *sdk.Task) { t.Failure.Situation = "s" },
		"warning":   func(t *sdk.Task) { t.Failure, t.Warning = nil, t.Failure }, "no failure": func(t *sdk.Task) { t.Failure = nil },
	} {
		task := full()
		change(task)
		key := provider.WholeRow(task)
		if other, ok := seen[key]; ok {
			t.Errorf("another %s: the identity of %s", name, other)
		}
		seen[key] = name
		again := full()
		change(again)
		if provider.WholeRow(again) != key {
			t.Errorf("another %s: not the same again", name)
		}
	}
}
