package sdktest

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// Planted is what a service holds, in the terms of the SDK. It is written from what
// the service's makers know, and not by the client that is tested.
//
// Of each task ID, Type, State, RawState, Resource, the times, and code and reason
// of Failure and Warning are compared; the rest may be left out.
type Planted struct {
	// Listed are all tasks that lists have to tell, in any state, each with an ID of
	// its own.
	Listed []sdk.Task
	// Read are tasks as Get has to tell them, where that is not as they are listed:
	// those of which Get tells more, such as an end, and those in no list.
	Read []sdk.Task
}

// many is how many failed, partial and missed tasks a service holds whose tasks are
// compared one by one: enough for some of every sort.
const many = 24

// servePlanted is a service with many failures, and what it holds.
func (s *stage) servePlanted() (http.RoundTripper, Planted) {
	return s.serve(many), s.harness.Planted(s.harness.data(many))
}

// byGet are the tasks that Get can read, as it has to tell them.
func (p Planted) byGet() map[string]sdk.Task {
	tasks := byID(p.Listed)
	for _, t := range p.Read {
		tasks[t.ID] = t
	}
	return tasks
}

func byID(list []sdk.Task) map[string]sdk.Task {
	tasks := make(map[string]sdk.Task, len(list))
	for _, t := range list {
		tasks[t.ID] = t
	}
	return tasks
}

// lacksPlanted says that the harness has no planted tasks, or none like this one.
func lacksPlanted(h Harness, what string, like func(sdk.Task) bool) string {
	if h.Planted == nil {
		return "Planted"
	}
	for _, t := range h.Planted(h.data(many)).byGet() {
		if like(t) {
			return ""
		}
	}
	return "planted task that " + what
}

// anyTask is like every task.
func anyTask(sdk.Task) bool { return true }

// mostShown is how many tasks that are not as they should be are shown.
const mostShown = 10

// compare asserts that the tasks got are those wanted, and none differs.
func (s *stage) compare(how string, got, want map[string]sdk.Task, differences func(got, want sdk.Task) []string) {
	s.Helper()
	var wrong []string
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if _, found := got[id]; !found {
			wrong = append(wrong, fmt.Sprintf("the task %s is not %s", id, how))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(got)) {
		t, wanted := want[id]
		if !wanted {
			wrong = append(wrong, fmt.Sprintf("the task %s is %s, and there is none", id, how))
		} else if list := differences(got[id], t); len(list) > 0 {
			wrong = append(wrong, fmt.Sprintf("the task %s (%s, %q) is %s with %s", id, t.Type, t.RawState, how, strings.Join(list, "; ")))
		}
	}
	for i, text := range wrong {
		if i == mostShown {
			s.Errorf("and %d more", len(wrong)-i)
			return
		}
		s.Error(text)
	}
}

// differences says in what a task is not the planted one.
func differences(got, want sdk.Task) (list []string) {
	differ := func(what string, got, want any) {
		if got != want {
			list = append(list, what+" "+quoted(got)+" instead of "+quoted(want))
		}
	}
	explained := func(what string, got, want *errors.Failure) {
		switch {
		case got == nil && want != nil:
			list = append(list, "no "+what)
		case got != nil && want == nil:
			list = append(list, "a "+what+" where there is none")
		case got != nil:
			differ(what+" code", got.Code, want.Code)
			differ(what+" reason", got.Reason, want.Reason)
		}
	}
	differ("type", got.Type, want.Type)
	differ("state", got.State, want.State)
	differ("the service's word", got.RawState, want.RawState)
	differ("resource", got.Resource, want.Resource)
	differ("start", moment(got.StartedAt), moment(want.StartedAt))
	differ("change", moment(got.UpdatedAt), moment(want.UpdatedAt))
	differ("end", moment(got.EndedAt), moment(want.EndedAt))
	explained("failure", got.Failure, want.Failure)
	explained("warning", got.Warning, want.Warning)
	return list
}

// quoted is a value as it is shown: texts in quotes.
func quoted(v any) string {
	switch v.(type) {
	case string, sdk.State:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprintf("%+v", v)
}

// moment is a time as it is compared and shown.
func moment(t time.Time) string {
	if t.IsZero() {
		return "no time"
	}
	return t.UTC().Format(time.RFC3339Nano)
}
