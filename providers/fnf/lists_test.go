package fnf_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// answeredByStatus is a transport over the flows a and b, each with one execution
// that has failed and one that has timed out. answers has what the lists of a say
// instead, by status.
func answeredByStatus(asked *[]string, answers map[string]httpmock.Responder) http.RoundTripper {
	mock := httpmock.NewMockTransport()
	mock.RegisterNoResponder(func(req *http.Request) (*http.Response, error) {
		q := req.URL.Query()
		flow, status := q.Get("FlowName"), q.Get("Status")
		switch q.Get("Action") {
		case "ListFlows":
			return httpmock.NewStringResponse(200, `{"RequestId":"r","Flows":[{"Name":"a"},{"Name":"b"}]}`), nil
		case "ListExecutions":
			*asked = append(*asked, flow+"/"+status)
			if answer := answers[status]; flow == "a" && answer != nil {
				return answer(req)
			}
			return httpmock.NewStringResponse(200, fmt.Sprintf(`{"RequestId":"r","Executions":[{"FlowName":%q,"Name":%q,"Status":%q}]}`, flow, status, status)), nil
		}
		return httpmock.NewStringResponse(200, `{"RequestId":"r","Events":[]}`), nil
	})
	return mock
}

// Each of a flow's lists fails alone, unless it is the flow that cannot be read:
// then it is one list for whoever counts them, and the other is not asked for.
func TestAFlowsListFailsAlone(t *testing.T) {
	refused := httpmock.NewStringResponder(403, `{"Code":"AccessDenied","Message":"no","RequestId":"r"}`)
	broken := httpmock.NewStringResponder(200, `{"RequestId":"r","Executions":7}`)
	failing := httpmock.NewStringResponder(500, `{"Code":"InternalServerError","Message":"no","RequestId":"r"}`)
	for _, c := range []struct {
		name    string
		answers map[string]httpmock.Responder
		tasks   string
		unread  []string
		asked   string
	}{
		{"the first is malformed", map[string]httpmock.Responder{"Failed": broken}, "a/TimedOut b/Failed b/TimedOut", []string{"the Failed executions of the flow a"}, "a/Failed a/TimedOut b/Failed b/TimedOut"},
		{"the last is malformed", map[string]httpmock.Responder{"TimedOut": broken}, "a/Failed b/Failed b/TimedOut", []string{"the TimedOut executions of the flow a"}, "a/Failed a/TimedOut b/Failed b/TimedOut"},
		{"both are malformed", map[string]httpmock.Responder{"Failed": broken, "TimedOut": broken}, "b/Failed b/TimedOut", []string{"the Failed executions of the flow a", "the TimedOut executions of the flow a"}, "a/Failed a/TimedOut b/Failed b/TimedOut"},
		{"the service fails for one", map[string]httpmock.Responder{"Failed": failing}, "a/TimedOut b/Failed b/TimedOut", []string{"the Failed executions of the flow a"}, "a/Failed a/TimedOut b/Failed b/TimedOut"},
		{"the flow is refused", map[string]httpmock.Responder{"Failed": refused, "TimedOut": refused}, "b/Failed b/TimedOut", []string{"the executions of the flow a"}, "a/Failed b/Failed b/TimedOut"},
	} {
		var asked, tasks []string
		client := open(t, answeredByStatus(&asked, c.answers), func(s *settings) { s.Transport.MaxAttempts = 1 })
		var unread []string
		for page, err := range client.Pages(t.Context(), sdk.Query{Trouble: true}) {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			for _, task := range page.Tasks {
				tasks = append(tasks, task.ID)
			}
			for _, e := range page.Unread {
				unread = append(unread, e.List)
				if e.Kind == errors.Unknown {
					t.Errorf("%s: %v has no kind", c.name, e)
				}
			}
		}
		got := fmt.Sprintf("%s; %q; %s", strings.Join(tasks, " "), unread, strings.Join(asked, " "))
		if want := fmt.Sprintf("%s; %q; %s", c.tasks, c.unread, c.asked); got != want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, want)
		}
	}
}
