package fnf_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

// deaf is a service of the flows a, b and c that ignores the parameters named. It
// pages by two.
func deaf(ignored ...string) *alibabatest.Service {
	all := []struct{ flow, name, status string }{
		{"a", "1", "Failed"}, {"a", "2", "TimedOut"}, {"a", "3", "Succeeded"}, {"b", "1", "TimedOut"}, {"b", "4", "Failed"}, {"c", "5", "Failed"},
	}
	s := alibabatest.NewService()
	s.Register("ListFlows", httpmock.NewStringResponder(200, `{"RequestId":"r","Flows":[{"Name":"a"},{"Name":"b"},{"Name":"c"}]}`))
	s.Register("GetExecutionHistory", httpmock.NewStringResponder(200, `{"RequestId":"r","Events":[]}`))
	s.Answer("ListExecutions", func(p url.Values) (int, string) {
		for _, name := range ignored {
			p.Del(name)
		}
		var rows []string
		for _, e := range all {
			if f, s := p.Get("FlowName"), p.Get("Status"); (f == "" || f == e.flow) && (s == "" || s == e.status) {
				rows = append(rows, fmt.Sprintf(`{"FlowName":%q,"Name":%q,"Status":%q}`, e.flow, e.name, e.status))
			}
		}
		from := 0
		_, _ = fmt.Sscan(p.Get("NextToken"), &from)
		next := ""
		if from+2 < len(rows) {
			next = fmt.Sprint(from + 2)
		}
		return 200, fmt.Sprintf(`{"RequestId":"r","NextToken":%q,"Executions":[%s]}`, next, strings.Join(rows[min(from, len(rows)):min(from+2, len(rows))], ","))
	})
	return s
}

// A service that ignores a filter gives the same executions in each of its lists.
// Each comes once, and as what it is.
func TestFiltersThatAreIgnored(t *testing.T) {
	for _, ignored := range [][]string{nil, {"Status"}, {"FlowName"}, {"Status", "FlowName"}} {
		for _, q := range []sdk.Query{{States: onlyFailed}, {}, {States: []sdk.State{sdk.Failed, sdk.Succeeded}}, {States: onlyFailed, Resource: "b"}} {
			want := "a/1 a/2 b/1 b/4 c/5"
			switch {
			case q.Resource != "":
				want = "b/1 b/4"
			case q.Wants(sdk.Succeeded):
				want = "a/1 a/2 a/3 b/1 b/4 c/5"
			}
			tasks, pages := alibabatest.Scan(t, open(t, deaf(ignored...)), q)
			if got := sorted(tasks); got != want {
				t.Errorf("%v of %v ignored: got %s, want %s", ignored, q, got, want)
			}
			for _, p := range pages {
				if len(p.Dropped) > 0 {
					t.Errorf("%v of %v ignored: dropped %v", ignored, q, p.Dropped)
				}
			}
			for _, task := range tasks {
				if flow, _, _ := strings.Cut(task.ID, "/"); flow != task.Resource.ID {
					t.Errorf("%v ignored: %s is a task of %s", ignored, task.ID, task.Resource.ID)
				}
			}
		}
	}
}

// An execution of a flow that is not known is not taken for one of another's.
func TestAnExecutionOfAnotherFlow(t *testing.T) {
	client := open(t, deaf("FlowName"), func(c *settings) { c.Flows = []string{"a", "b"} })
	tasks, pages := alibabatest.Scan(t, client, sdk.Query{States: onlyFailed})
	if got := sorted(tasks); got != "a/1 a/2 b/1 b/4" {
		t.Errorf("got %s, want those of a and b", got)
	}
	dropped := 0
	for _, p := range pages {
		for _, e := range p.Dropped {
			dropped++
			if !errors.Is(e, errors.Malformed) || e.RequestID != "r" {
				t.Errorf("got %v, want malformed with the ID of the request", e)
			}
		}
	}
	if dropped != 2 {
		t.Errorf("%d rows are told, want the one of c in each of the two lists", dropped)
	}
}

func sorted(tasks []sdk.Task) string {
	ids := strings.Fields(alibabatest.IDs(tasks))
	slices.Sort(ids)
	return strings.Join(ids, " ")
}
