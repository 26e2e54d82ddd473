package sdktest

import (
	"context"
	"fmt"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// reading are the cases about one task.
var reading = []testCase{
	{
		name: "get",
		rule: "Get reads each listed task by its ID, in whatever state it is, and keeps what the list had: type, state, resource, start, code, reason and phase, and so the fingerprint",
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			listed := s.scanAll(client, sdk.Query{}).tasks
			s.compare("read", s.getAll(client, listed), listed, sinceListed)
		},
	},
	{
		name:  "unknown task",
		rule:  "a task that does not exist is not_found",
		needs: func(h Harness) string { return lacks(len(h.Absent) > 0, "Absent") },
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			for _, id := range s.harness.Absent {
				_, err := sdk.Get(context.Background(), client, id)
				s.typed(err, errors.NotFound)
			}
		},
	},
	{
		name: "impossible IDs",
		rule: "an ID that cannot be one is invalid_input, and nothing is sent",
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			for _, id := range append([]string{"", ".", ".."}, s.harness.Impossible...) {
				_, err := sdk.Get(context.Background(), client, id)
				s.typed(err, errors.InvalidInput)
				if s.sent() > 0 {
					s.Fatalf("%d requests were sent for the ID %q", s.sent(), id)
				}
			}
		},
	},
	{
		name: "odd IDs",
		rule: "whatever stands in an ID stays there: it is an error, and neither a panic nor a request to another place",
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			for _, id := range []string{"a/../b", "%2e%2e", "a?b=c", "a#b", "batch", "\x00", "é\u202e", "a b", strings.Repeat("x", 5000)} {
				task, err := sdk.Get(context.Background(), client, id)
				if err == nil {
					s.Errorf("the ID %q gave the task %s", id, task.ID)
					continue
				}
				s.typed(err, errors.KindOf(err))
			}
			if len(s.hosts) > 1 {
				s.Errorf("requests went to %v", s.hosts)
			}
		},
	},
	{
		name: "get from a service that is down",
		rule: "Get fails with the service's error, and gives no task then",
		run: func(s *stage) {
			client := s.client((&Faults{Rate: 1, Kinds: []Fault{Unavailable}}).RoundTripper(s.serve(planted)))
			for _, id := range s.harness.Absent {
				task, err := sdk.Get(context.Background(), client, id)
				s.typed(err, errors.Unavailable)
				if task.ID != "" {
					s.Errorf("the failed call gave the task %+v", task)
				}
			}
		},
		needs: func(h Harness) string { return lacks(len(h.Absent) > 0, "Absent") },
	},
}

// lacks is the name of what the harness has not.
func lacks(has bool, name string) string {
	if has {
		return ""
	}
	return name
}

// getAll reads tasks by their IDs.
func (s *stage) getAll(client sdk.Client, tasks map[string]sdk.Task) map[string]sdk.Task {
	s.Helper()
	got := make(map[string]sdk.Task, len(tasks))
	for id := range tasks {
		task, err := sdk.Get(context.Background(), client, id)
		if err != nil || task.ID != id {
			s.Errorf("the task %s is read with the ID %q: %v", id, task.ID, err)
		}
		got[id] = task
	}
	return got
}

// sinceListed says in what a task that was read is not the listed one. Get may know
// times that lists do not tell.
func sinceListed(got, listed sdk.Task) []string {
	if listed.UpdatedAt.IsZero() {
		listed.UpdatedAt = got.UpdatedAt
	}
	if listed.EndedAt.IsZero() {
		listed.EndedAt = got.EndedAt
	}
	list := differences(got, listed)
	for what, why := range map[string][2]*errors.Failure{"failure": {got.Failure, listed.Failure}, "warning": {got.Warning, listed.Warning}} {
		if is, was := why[0], why[1]; is != nil && was != nil && (is.Phase != was.Phase || is.Kind != was.Kind) {
			list = append(list, fmt.Sprintf("a %s in phase %q of kind %s instead of %q and %s", what, is.Phase, is.Kind, was.Phase, was.Kind))
		}
	}
	if is, was := got.Fingerprint(), listed.Fingerprint(); is != was {
		list = append(list, fmt.Sprintf("the fingerprint %s instead of %s", is, was))
	}
	return list
}
