package sdk_test

import (
	"slices"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// A task is in a window if its span touches it: from its start to the latest time
// that is known of it, to now while it runs.
func TestWindowIsTouchedByTheSpan(t *testing.T) {
	hour := func(n int) time.Time { return night.Add(time.Duration(n) * time.Hour) }
	since, until := hour(0), hour(24)
	for name, c := range map[string]struct {
		task sdk.Task
		want bool
	}{
		"no time at all":                              {sdk.Task{State: sdk.Failed}, true},
		"began inside":                                {sdk.Task{State: sdk.Failed, StartedAt: hour(1)}, true},
		"began before, its end is not told":           {sdk.Task{State: sdk.Failed, StartedAt: hour(-30)}, false},
		"began 30 hours before and failed inside":     {sdk.Task{State: sdk.Failed, StartedAt: hour(-30), EndedAt: hour(1)}, true},
		"three weeks old, changed inside":             {sdk.Task{State: sdk.Failed, StartedAt: hour(-21 * 24), UpdatedAt: hour(1)}, true},
		"changed inside, though its end is before":    {sdk.Task{State: sdk.Failed, StartedAt: hour(-30), EndedAt: hour(-29), UpdatedAt: hour(1)}, true},
		"ended inside, though its change is before":   {sdk.Task{State: sdk.Failed, StartedAt: hour(-30), EndedAt: hour(1), UpdatedAt: hour(-29)}, true},
		"over before":                                 {sdk.Task{State: sdk.Failed, StartedAt: hour(-30), EndedAt: hour(-1), UpdatedAt: hour(-1)}, false},
		"ended just at the beginning":                 {sdk.Task{State: sdk.Failed, StartedAt: hour(-30), EndedAt: since}, true},
		"began just at the end":                       {sdk.Task{State: sdk.Failed, StartedAt: until}, true},
		"began after":                                 {sdk.Task{State: sdk.Failed, StartedAt: hour(25), EndedAt: hour(26)}, false},
		"spans the window":                            {sdk.Task{State: sdk.Succeeded, StartedAt: hour(-1), EndedAt: hour(25)}, true},
		"running since before":                        {sdk.Task{State: sdk.Running, StartedAt: hour(-300)}, true},
		"pending since before":                        {sdk.Task{State: sdk.Pending, StartedAt: hour(-300), UpdatedAt: hour(-299)}, true},
		"pending, begins after":                       {sdk.Task{State: sdk.Pending, StartedAt: hour(25)}, false},
		"unknown, last changed before":                {sdk.Task{State: sdk.Unknown, StartedAt: hour(-300), UpdatedAt: hour(-299)}, false},
		"its end was looked for in vain":              {sdk.Task{State: sdk.Failed, StartedAt: hour(-30), EndUnknown: true}, true},
		"its end was looked for in vain, began after": {sdk.Task{State: sdk.Failed, StartedAt: hour(25), EndUnknown: true}, false},
		"only its end is known, inside":               {sdk.Task{State: sdk.Failed, EndedAt: hour(1)}, true},
		"only its end is known, before":               {sdk.Task{State: sdk.Failed, EndedAt: hour(-1)}, false},
		"only its end is known, after":                {sdk.Task{State: sdk.Failed, EndedAt: hour(25)}, true},
	} {
		if got := (sdk.Query{Since: since, Until: until}).Keep(c.task); got != c.want {
			t.Errorf("%s: Keep = %v, want %v", name, got, c.want)
		}
		if !(sdk.Query{}).Keep(c.task) {
			t.Errorf("%s: not kept without a window", name)
		}
	}
}

// What failures asks for: failed, partial and missed tasks, unknown ones that
// carry a reason or a code, and those with a warning.
func TestTroubleIsWhatSomebodyShouldLookAt(t *testing.T) {
	said := &errors.Failure{Reason: "has dependents"}
	coded := &errors.Failure{Code: "EVS.2024"}
	for name, c := range map[string]struct {
		task sdk.Task
		want bool
	}{
		"failed":                 {sdk.Task{State: sdk.Failed}, true},
		"partial":                {sdk.Task{State: sdk.Partial}, true},
		"missed":                 {sdk.Task{State: sdk.Missed}, true},
		"canceled":               {sdk.Task{State: sdk.Canceled}, false},
		"succeeded":              {sdk.Task{State: sdk.Succeeded}, false},
		"a warning":              {sdk.Task{State: sdk.Succeeded, Warning: said}, true},
		"a locked plan":          {sdk.Task{State: sdk.Pending, Warning: said}, true},
		"unknown":                {sdk.Task{State: sdk.Unknown, RawState: "odd"}, false},
		"unknown with a reason":  {sdk.Task{State: sdk.Unknown, RawState: "odd", Failure: said}, true},
		"unknown with a code":    {sdk.Task{State: sdk.Unknown, RawState: "odd", Failure: coded}, true},
		"unknown, empty failure": {sdk.Task{State: sdk.Unknown, RawState: "odd", Failure: &errors.Failure{}}, false},
	} {
		if got := c.task.HasTrouble(); got != c.want {
			t.Errorf("%s: HasTrouble = %v, want %v", name, got, c.want)
		}
		if got := (sdk.Query{Trouble: true}).Keep(c.task); got != c.want {
			t.Errorf("%s: Keep = %v, want %v", name, got, c.want)
		}
	}
}

func TestStatesWanted(t *testing.T) {
	for name, c := range map[string]struct {
		query sdk.Query
		want  []sdk.State
	}{
		"anything":                  {sdk.Query{}, nil},
		"states":                    {sdk.Query{States: []sdk.State{sdk.Succeeded, sdk.Failed}}, []sdk.State{sdk.Failed, sdk.Succeeded}},
		"trouble":                   {sdk.Query{Trouble: true}, []sdk.State{sdk.Failed}},
		"trouble in another state":  {sdk.Query{Trouble: true, States: []sdk.State{sdk.Partial}}, []sdk.State{}},
		"trouble in several states": {sdk.Query{Trouble: true, States: []sdk.State{sdk.Failed, sdk.Partial}}, []sdk.State{sdk.Failed}},
	} {
		if got := c.query.StatesWanted(sdk.Failed); !slices.Equal(got, c.want) || (got == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
