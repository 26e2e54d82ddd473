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
		rule: "Get reads each listed task by its ID and keeps what the list had: type, state, resource, start, code, reason and phase, and so the fingerprint",
		run: func(s *stage) {
			client := s.client(s.serve(planted))
			for id, listed := range s.scan(client, sdk.Query{}).tasks {
				task, err := sdk.Get(context.Background(), client, id)
				if err != nil {
					s.Errorf("task %s is listed and cannot be read: %v", id, err)
					continue
				}
				if got, want := identity(task), identity(listed); got != want {
					s.Errorf("task %s is read as\n%s\nand listed as\n%s", id, got, want)
				}
			}
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

// identity is what a task tells alike in a list and by Get, in words.
func identity(t sdk.Task) string {
	why := func(f *errors.Failure) string {
		if f == nil {
			return "none"
		}
		return fmt.Sprintf("code %q, reason %q, phase %q, kind %s", f.Code, f.Reason, f.Phase, f.Kind)
	}
	return fmt.Sprintf("%s: type %q, state %s (%q), resource %+v, started %v; failure: %s; warning: %s; fingerprint %s",
		t.ID, t.Type, t.State, t.RawState, t.Resource, t.StartedAt, why(t.Failure), why(t.Warning), t.Fingerprint())
}
