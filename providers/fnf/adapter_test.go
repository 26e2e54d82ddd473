package fnf_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

// event is one of a history.
func event(id int, kind, step, detail string) string {
	b, err := json.Marshal(map[string]any{"EventId": id, "Type": kind, "StepName": step, "EventDetail": detail})
	if err != nil {
		panic(err)
	}
	return string(b)
}

// failedWith is a service with one failed execution, flow/exec, and its events.
func failedWith(events ...string) *alibabatest.Service {
	s := alibabatest.NewService()
	s.Register("ListFlows", httpmock.NewStringResponder(200, `{"RequestId":"r","Flows":[{"Name":"flow"}]}`))
	s.Register("ListExecutions", httpmock.NewStringResponder(200, `{"RequestId":"r","Executions":[{"Name":"exec","Status":"Failed"}]}`))
	s.Register("DescribeExecution", httpmock.NewStringResponder(200, `{"RequestId":"r","Name":"exec","Status":"Failed"}`))
	s.Answer("GetExecutionHistory", func(p url.Values) (int, string) {
		from := 0
		_, _ = fmt.Sscan(p.Get("NextToken"), &from)
		next := ""
		if from+1 < len(events) { // one event a page
			next = fmt.Sprintf(`"NextToken":"%d",`, from+1)
		}
		return 200, fmt.Sprintf(`{%s"RequestId":"r","Events":[%s]}`, next, strings.Join(events[min(from, len(events)):min(from+1, len(events))], ","))
	})
	return s
}

func TestTheLastFailingEventTellsTheFailure(t *testing.T) {
	for name, tt := range map[string]struct {
		events []string
		want   string // code|cause|step
	}{
		"the last": {[]string{
			event(1, "ExecutionStarted", "", `{"error":"no"}`),
			event(2, "TaskFailed", "one", `{"error":"First","cause":"a"}`),
			event(3, "TaskSucceeded", "one", `{"error":"no"}`),
			event(4, "TaskFailed", "two", `{"error":"Second","cause":"b"}`),
			event(5, "ExecutionFailed", "", `{"error":"Third","cause":"c"}`),
		}, "Third|c|two"},
		"by number, not by place":  {[]string{event(9, "TaskFailed", "two", `{"error":"Late"}`), event(2, "TaskFailed", "one", `{"error":"Early"}`)}, "Late||two"},
		"that says why":            {[]string{event(1, "TaskTimedOut", "s", `{"error":"E","cause":"c"}`), event(2, "ExecutionTimedOut", "", `{}`)}, "E|c|s"},
		"other names":              {[]string{event(1, "StepFailed", "s", `{"ErrorCode":"E","ErrorMessage":"c"}`)}, "E|c|s"},
		"one level down":           {[]string{event(1, "TaskSubmitFailed", "s", `{"Error":{"Code":"E","Message":"c"}}`)}, "E|c|s"},
		"values of other kinds":    {[]string{event(1, "TaskFailed", "s", `{"error":404,"cause":{"a":1}}`)}, `404|{"a":1}|s`},
		"NULL":                     {[]string{event(1, "TaskFailed", "s", `{"error":"NULL","cause":null}`)}, "||s"},
		"no JSON":                  {[]string{event(1, "TaskFailed", "s", `it broke`)}, "|it broke|s"},
		"nothing":                  {[]string{event(1, "ExecutionFailed", "", ``)}, "||"},
		"no failing event":         {[]string{event(1, "ExecutionStarted", "", `{"error":"no"}`)}, "||"},
		"no events":                {nil, "||"},
		"several spellings":        {[]string{event(1, "TaskFailed", "s", `{"ERROR":"A","Error":"B","errOr":"C"}`)}, "A||s"},
		"no number and no failure": {[]string{`{"Type":"ExecutionStarted"}`, event(2, "TaskFailed", "s", `{"error":"E"}`)}, "E||s"},
	} {
		t.Run(name, func(t *testing.T) {
			tasks, pages := alibabatest.Scan(t, open(t, failedWith(tt.events...)), sdk.Query{})
			if len(tasks) != 1 || len(pages[0].Lookups) > 0 {
				t.Fatalf("%d tasks, failed look-ups %v", len(tasks), pages[0].Lookups)
			}
			f := tasks[0].Failure
			if got := f.Code + "|" + f.Reason + "|" + f.Phase; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// An event that could not be read may be the last failing one, unless that which
// ends the execution was read. An older failure is none that can be named instead.
func TestHistoriesWithGaps(t *testing.T) {
	var (
		caught = event(2, "TaskFailed", "one", `{"error":"Caught","cause":"and got over"}`)
		ended  = event(5, "ExecutionFailed", "", `{"error":"Last","cause":"c"}`)
		late   = event(5, "executiontimedout", "", `{"cause":"too late"}`)
		silent = event(5, "ExecutionFailed", "", `{}`)
	)
	for name, tt := range map[string]struct {
		events []string
		want   string // code|cause|step
		missed string // why the look-up failed, empty if it did not
	}{
		"the last may be lost":              {[]string{caught, `null`}, "||", "row 0 is null"},
		"the first may be lost":             {[]string{`null`, caught}, "||", "row 0 is null"},
		"the end is told":                   {[]string{caught, `null`, ended}, "Last|c|", ""},
		"the end is told first":             {[]string{ended, `null`, caught}, "Last|c|", ""},
		"the end is told by a cause":        {[]string{caught, `null`, late}, "|too late|", ""},
		"the end tells nothing":             {[]string{caught, `null`, silent}, "||", "row 0 is null"},
		"the end itself is lost":            {[]string{caught, `{"EventId":5,"Type":"ExecutionFailed","ScheduleEventId":"x"}`}, "||", "ScheduleEventId"},
		"nothing is known of an event":      {[]string{caught, `{"Kind":"TaskFailed"}`}, "||", "no member that is known"},
		"an event without a type":           {[]string{caught, event(3, " ", "two", `{"error":"Second"}`)}, "||", "no type"},
		"a failure without a number":        {[]string{caught, `{"Type":"TaskFailed","StepName":"two","EventDetail":"{}"}`}, "||", "no number"},
		"something failed behind the end":   {[]string{ended, `null`, event(6, "TaskFailed", "one", `{"error":"Later"}`)}, "||", "row 0 is null"},
		"all that is there cannot be read":  {[]string{`null`, `7`}, "||", "not an object"},
		"the end is told, and no step sure": {[]string{caught, `{"EventId":3}`, ended}, "Last|c|", ""},
	} {
		t.Run(name, func(t *testing.T) {
			tasks, pages := alibabatest.Scan(t, open(t, failedWith(tt.events...)), sdk.Query{})
			lookups := pages[0].Lookups
			if len(tasks) != 1 || len(lookups) != min(len(tt.missed), 1) {
				t.Fatalf("%v: %d tasks, failed look-ups %v; want one, and why: %q", tt.events, len(tasks), lookups, tt.missed)
			}
			f := tasks[0].Failure
			if got := f.Code + "|" + f.Reason + "|" + f.Phase; got != tt.want || f.Situation != "Failed" {
				t.Errorf("%v: got %q in %q, want %q in Failed", tt.events, got, f.Situation, tt.want)
			}
			for _, e := range lookups {
				if e.Kind != errors.Malformed || !strings.Contains(e.Message, "flow/exec") || !strings.Contains(e.Message, tt.missed) {
					t.Errorf("%v: look-up %v, want malformed that names the task and says %q", tt.events, e, tt.missed)
				}
			}
			task, err := open(t, failedWith(tt.events...)).Get(context.Background(), "flow/exec")
			if (err != nil) != (tt.missed != "") || *task.Failure != *f {
				t.Errorf("%v: Get gives %+v and %v, want %+v as the listing", tt.events, task.Failure, err, f)
			}
		})
	}
}

func TestLookupsThatFail(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events []string
		status int
		body   string
		kind   errors.Kind
	}{
		{name: "denied", status: 403, body: `{"Code":"AccessDenied","Message":"m"}`, kind: errors.PermissionDenied},
		{name: "gone", status: 404, body: `{"Code":"ExecutionNotExists","Message":"m"}`, kind: errors.NotFound},
		{name: "an event that cannot be read, and no other", events: []string{`null`}, kind: errors.Malformed},
	} {
		s := failedWith(tt.events...)
		if tt.status != 0 {
			s.Register("GetExecutionHistory", httpmock.NewStringResponder(tt.status, tt.body))
		}
		s.Answer("ListExecutions", func(p url.Values) (int, string) {
			name := map[string]string{"Failed": "exec", "TimedOut": "exec-2"}[p.Get("Status")]
			return 200, fmt.Sprintf(`{"RequestId":"r","Executions":[{"Name":%q,"Status":%q}]}`, name, p.Get("Status"))
		})
		tasks, pages := alibabatest.Scan(t, open(t, s), sdk.Query{States: onlyFailed})
		// Two tasks: one of the list for Failed, one of that for TimedOut.
		if len(tasks) != 2 || tasks[0].Failure == nil || tasks[0].Failure.Code != "" {
			t.Errorf("%s: tasks %+v, want two without a code", tt.name, tasks)
		}
		lookups := slices.Concat(pages[0].Lookups, pages[1].Lookups)
		denied := tt.kind == errors.PermissionDenied // which is told once for a flow
		told := map[bool]int{true: 1, false: 2}[denied]
		if missed := pages[0].NotLookedUp + pages[1].NotLookedUp; len(lookups) != told || missed != 2-told || lookups[0].Kind != tt.kind || !strings.Contains(lookups[0].Message, "flow/exec") {
			t.Errorf("%s: look-ups %v, want %s that name the task", tt.name, lookups, tt.kind)
		}
		if asked := s.Count("GetExecutionHistory"); asked != told {
			t.Errorf("%s: %d histories asked for, want %d", tt.name, asked, told)
		}
		task, err := open(t, s).Get(context.Background(), "flow/exec")
		if errors.KindOf(err) != tt.kind || task.State != sdk.Failed {
			t.Errorf("%s: Get gives %+v and %v, want the task and %s", tt.name, task, err, tt.kind)
		}
	}
}

func TestWords(t *testing.T) {
	for word, want := range map[string]sdk.State{
		"Starting": sdk.Pending, "Running": sdk.Running, "Stopped": sdk.Canceled, "Succeeded": sdk.Succeeded,
		"Failed": sdk.Failed, "TimedOut": sdk.Failed, "timedout": sdk.Failed, "Melted": sdk.Unknown,
	} {
		s := alibabatest.Fixed(200, fmt.Sprintf(`{"RequestId":"r","Name":"e","Status":%q,"Events":[]}`, word))
		task, err := open(t, s).Get(context.Background(), "f/e")
		if err != nil || task.State != want || task.RawState != word || (task.Failure != nil) != (want == sdk.Failed) {
			t.Errorf("%s is %+v, %v, want %s", word, task, err, want)
		}
	}
}

// TestWhatIsSent holds the table of the package comment.
func TestWhatIsSent(t *testing.T) {
	since, until := time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.FixedZone("", 3600)), time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name string
		q    sdk.Query
		want string
	}{
		{"everything", sdk.Query{}, "Limit=99&MetadataOnly=true"},
		{"raw", sdk.Query{Raw: true, PageSize: 7}, "Limit=7"},
		{"failed", sdk.Query{States: onlyFailed, PageSize: 500}, "Limit=99&MetadataOnly=true&Status=Failed, Limit=99&MetadataOnly=true&Status=TimedOut"},
		{"canceled since", sdk.Query{States: []sdk.State{sdk.Canceled}, Since: since}, "Limit=99&MetadataOnly=true&Status=Stopped"},
		{"canceled since, of an hour at most", sdk.Query{States: []sdk.State{sdk.Canceled}, Since: since, Longest: time.Hour}, "Limit=99&MetadataOnly=true&StartedTimeBegin=2026-01-02T01%3A04%3A04.006Z&Status=Stopped"},
		{"trouble", sdk.Query{Trouble: true}, "Limit=99&MetadataOnly=true&Status=Failed, Limit=99&MetadataOnly=true&Status=TimedOut"},
		{"succeeded until", sdk.Query{States: []sdk.State{sdk.Succeeded}, Until: until}, "Limit=99&MetadataOnly=true&StartedTimeEnd=2026-01-03T00%3A00%3A01.000Z&Status=Succeeded"},
		{"open ones", sdk.Query{States: []sdk.State{sdk.Failed, sdk.Running}, Since: since}, "Limit=99&MetadataOnly=true"},
		{"unknown ones", sdk.Query{States: []sdk.State{sdk.Unknown}, Until: until}, "Limit=99&MetadataOnly=true"},
		{"all that ended", sdk.Query{States: []sdk.State{sdk.Failed, sdk.Succeeded, sdk.Canceled}, Until: until}, "Limit=99&MetadataOnly=true"},
	} {
		var sent []string
		s := alibabatest.NewService()
		s.Register("ListFlows", httpmock.NewStringResponder(200, `{"RequestId":"r","Flows":[{"Name":"flow"}]}`))
		s.Answer("ListExecutions", func(p url.Values) (int, string) {
			p.Del("FlowName")
			sent = append(sent, p.Encode())
			return 200, `{"RequestId":"r","Executions":[]}`
		})
		alibabatest.Scan(t, open(t, s), tt.q)
		if got := strings.Join(sent, ", "); got != tt.want {
			t.Errorf("%s: sent\n%s, want\n%s", tt.name, got, tt.want)
		}
	}
}

// TestSentOrNotTheAnswerIsTheSame compares filters of the service with ours.
func TestSentOrNotTheAnswerIsTheSame(t *testing.T) {
	c := emulated(t, emulator.Config{Seed: 3, Failures: 40})
	all, _ := alibabatest.Scan(t, c, sdk.Query{})
	middle := all[len(all)/2].StartedAt
	for _, states := range [][]sdk.State{nil, onlyFailed, {sdk.Succeeded, sdk.Canceled}, {sdk.Running}, {sdk.Failed, sdk.Running}} {
		for _, q := range []sdk.Query{{States: states}, {States: states, Since: middle}, {States: states, Until: middle}, {States: states, Resource: "restore-drill"}} {
			got, _ := alibabatest.Scan(t, c, q)
			want := slices.DeleteFunc(slices.Clone(all), func(t sdk.Task) bool { return !q.Keep(t) })
			byID := func(a, b sdk.Task) int { return strings.Compare(a.ID, b.ID) }
			slices.SortFunc(got, byID)
			slices.SortFunc(want, byID)
			if !reflect.DeepEqual(got, want) || len(want) == 0 {
				t.Errorf("%+v: got\n%s want\n%s", q, alibabatest.IDs(got), alibabatest.IDs(want))
			}
		}
	}
}

func TestResumeGoesOnExactlyWhereItEnded(t *testing.T) {
	for _, states := range [][]sdk.State{nil, onlyFailed} {
		rt := emulator.Transport(emulator.FnF(emulator.Config{Seed: 4, Failures: 60}))
		alibabatest.Resumes(t, func() sdk.Client { return open(t, rt) }, sdk.Query{PageSize: 5, States: states}, 15, 1)
	}
}

func TestGetGivesWhatPagesGave(t *testing.T) {
	c := emulated(t, emulator.Config{Seed: 2, Failures: 24})
	all, _ := alibabatest.Scan(t, c, sdk.Query{})
	for _, want := range all {
		got, err := c.Get(context.Background(), want.ID)
		_, name, _ := strings.Cut(want.ID, "/")
		if raw := string(got.Raw); !strings.Contains(raw, `"`+name+`"`) || !strings.Contains(raw, `"FlowDefinition":`) {
			t.Errorf("Get(%q): Raw is %s", want.ID, raw)
		}
		if got.Raw = nil; got.Fingerprint() != want.Fingerprint() {
			t.Errorf("Get(%q) has another fingerprint than in the list", want.ID)
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Get(%q) is\n%+v %+v, %v, want\n%+v %+v", want.ID, got, got.Failure, err, want, want.Failure)
		}
	}
	for id, kind := range map[string]errors.Kind{
		"nosuchflow/run": errors.NotFound, all[0].Resource.ID + "/nosuchrun": errors.NotFound, "flow": errors.InvalidInput, "": errors.InvalidInput,
		"/": errors.InvalidInput, "flow/": errors.InvalidInput, "/run": errors.InvalidInput, "../run": errors.InvalidInput, "flow/..": errors.InvalidInput,
	} {
		if task, err := c.Get(context.Background(), id); errors.KindOf(err) != kind {
			t.Errorf("Get(%q) is %+v, %v, want %s", id, task, err, kind)
		}
	}
}

func TestRawIsTheServicesOwn(t *testing.T) {
	c := emulated(t, emulator.Config{})
	tasks, _ := alibabatest.Scan(t, c, sdk.Query{Raw: true, States: onlyFailed})
	for _, task := range tasks {
		if !strings.Contains(string(task.Raw), `"FlowDefinition":"version`) {
			t.Errorf("%s: Raw is %s", task.ID, task.Raw)
		}
	}
}

func TestNamedFlows(t *testing.T) {
	// The right to list flows is not needed for flows that are named.
	with := func(names ...string) *fnf.Client {
		return emulated(t, emulator.Config{}, func(c *settings) { c.Flows = names })
	}
	tasks, _ := alibabatest.Scan(t, with("verify-archive", "restore-drill", "verify-archive"), sdk.Query{})
	flows := map[string]bool{}
	for _, task := range tasks {
		flows[task.Resource.ID] = true
	}
	if len(flows) != 2 || !flows["verify-archive"] || !flows["restore-drill"] {
		t.Errorf("flows %v, want the two named", flows)
	}
	got, _, err := alibabatest.Read(t, with("a-typo", "verify-archive", "z-typo"))
	if len(got) == 0 || !errors.Is(err, errors.NotFound) || !strings.Contains(err.Error(), "the flow a-typo ") || !strings.Contains(err.Error(), "the flow z-typo ") {
		t.Errorf("%d tasks and %v, want those of the flow that exists and not_found", len(got), err)
	}
	for _, name := range []string{"", "..", "a/b", "a b"} {
		if _, err := fnf.New(alibaba.Config{Region: "cn-hangzhou"}, fnf.Options{Flows: []string{name}}); !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), "Flows") {
			t.Errorf("the flow %q: %v, want invalid_input that names Flows", name, err)
		}
	}
	if _, err := fnf.New(alibaba.Config{}, fnf.Options{}); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("no region: %v, want invalid_input", err)
	}
}

func TestFlowsThatGoAway(t *testing.T) {
	for _, tt := range []struct {
		name   string
		status int
		body   string
		gone   bool
		kind   errors.Kind
		want   string
	}{
		{"really", 404, `{"Code":"FlowNotExists","Message":"m"}`, true, "", "a/e c/e"},
		{"not", 404, `{"Code":"FlowNotExists","Message":"m"}`, false, errors.NotFound, "a/e c/e"},
		{"not, though a proxy says so", 404, `<html>404</html>`, false, errors.NotFound, "a/e c/e"},
		{"really, whoever said it", 404, `<html>404</html>`, true, "", "a/e c/e"},
		{"not: it may not be read", 403, `{"Code":"AccessDenied","Message":"m"}`, true, errors.PermissionDenied, "a/e c/e"},
	} {
		flows := httpmock.NewStringResponder(200, `{"RequestId":"r","Flows":[{"Name":"a"},{"Name":"b"},{"Name":"c"}]}`)
		if tt.gone {
			flows = flows.Then(httpmock.NewStringResponder(200, `{"RequestId":"r","Flows":[{"Name":"a"},{"Name":"c"}]}`))
		}
		s := alibabatest.NewService()
		s.Register("ListFlows", flows)
		s.Answer("ListExecutions", func(p url.Values) (int, string) {
			if p.Get("FlowName") == "b" {
				return tt.status, tt.body
			}
			return 200, `{"RequestId":"r","Executions":[{"Name":"e","Status":"Running"}]}`
		})
		tasks, stats, err := alibabatest.Read(t, open(t, s))
		if got := alibabatest.IDs(tasks); got != tt.want || errors.KindOf(err) != tt.kind || (stats.Drift > 0) != (tt.kind == "") {
			t.Errorf("%s: tasks %q, drift %d and %v, want %q and %q", tt.name, got, stats.Drift, err, tt.want, tt.kind)
		}
	}
}

func TestTheListOfFlowsMustBeThere(t *testing.T) {
	for _, body := range []string{`<html>404</html>`, `{"Code":"FlowNotExists","Message":"m"}`} {
		n := 0
		for page, err := range open(t, alibabatest.Fixed(404, body)).Pages(context.Background(), sdk.Query{}) {
			n++
			if !errors.Is(err, errors.NotFound) || page.Stats.Requests != 1 {
				t.Errorf("%s: %v after %d requests, want not_found after one", body, err, page.Stats.Requests)
			}
		}
		if n != 1 {
			t.Errorf("%s: %d pages, want the error alone", body, n)
		}
	}
	_, pages := alibabatest.Scan(t, open(t, alibabatest.Fixed(200, `{"RequestId":"r","Flows":[]}`)), sdk.Query{})
	if len(pages) != 1 || pages[0].Stats.Requests != 1 || pages[0].Cursor != "" {
		t.Errorf("no flows: %+v, want one empty page that counts its request", pages)
	}
}

func TestRowsThatCannotBeRead(t *testing.T) {
	s := alibabatest.NewService()
	s.Register("ListFlows", httpmock.NewStringResponder(200, `{"RequestId":"r","Flows":[{"Name":"f"},{"Id":"nameless"},7]}`))
	s.Register("ListExecutions", httpmock.NewStringResponder(200, `{"RequestId":"r","Executions":[{"Name":"e","Status":"Running"},null,{"Status":"Failed"}]}`))
	tasks, pages := alibabatest.Scan(t, open(t, s), sdk.Query{})
	dropped := pages[0].Dropped
	if len(tasks) != 1 || len(dropped) != 4 || pages[0].Stats.Rows != 3 || pages[0].Stats.Requests != 2 {
		t.Errorf("%d tasks, dropped %v, stats %+v", len(tasks), dropped, pages[0].Stats)
	}
	for _, e := range dropped {
		if e.Kind != errors.Malformed || e.Operation == "" {
			t.Errorf("dropped %v, want malformed that names its operation", e)
		}
	}
}

func TestASizeThatIsRefused(t *testing.T) {
	s := alibabatest.NewService()
	for action, rows := range map[string]string{"ListFlows": `"Flows":[{"Name":"f"}]`, "ListExecutions": `"Executions":[{"Name":"e","Status":"Running"}]`} {
		s.Answer(action, func(p url.Values) (int, string) {
			if p.Get("Limit") != "60" {
				return 400, `{"Code":"InvalidArgument","Message":"Limit"}`
			}
			return 200, `{"RequestId":"r",` + rows + `}`
		})
	}
	if tasks, _ := alibabatest.Scan(t, open(t, s), sdk.Query{}); len(tasks) != 1 {
		t.Errorf("%d tasks, want one", len(tasks))
	}
}

func TestCancellation(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := failedWith()
	s.Answer("GetExecutionHistory", func(url.Values) (int, string) {
		cancel()
		return 200, `{"RequestId":"r","NextToken":"1","Events":[` + event(1, "TaskFailed", "s", "{}") + `]}`
	})
	for page, err := range open(t, s).Pages(ctx, sdk.Query{}) {
		if !errors.Is(err, errors.Canceled) || len(page.Lookups) > 0 {
			t.Errorf("%v with the look-ups %v, want canceled and none", err, page.Lookups)
		}
	}
}

func TestAStrangeCursor(t *testing.T) {
	alibabatest.StrangeCursor(t, open(t, alibabatest.Fixed(200, `{}`)))
}

// TestPublishedLimits holds the classes of the service's limits.
func TestPublishedLimits(t *testing.T) {
	limited := func(c *settings) { c.Transport.Rate = 0; c.Transport.Limiter = nil }
	for _, tt := range []struct {
		name  string
		burst int
		call  func(context.Context, *fnf.Client) error
	}{
		{"others", 10, func(ctx context.Context, c *fnf.Client) error {
			_, err := c.ListFlows(ctx, fnf.ListFlowsInput{})
			return err
		}},
		{"history", 50, func(ctx context.Context, c *fnf.Client) error {
			_, err := c.DescribeExecution(ctx, fnf.DescribeExecutionInput{FlowName: "f", ExecutionName: "e"})
			return err
		}},
	} {
		n := 0
		synctest.Test(t, func(t *testing.T) {
			c := open(t, alibabatest.Fixed(200, `{"RequestId":"r","Status":"Running","Flows":[]}`), limited)
			ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
			defer cancel()
			for ; n < 100 && tt.call(ctx, c) == nil; n++ {
			}
		})
		if n != tt.burst {
			t.Errorf("%s: %d calls at once, want %d", tt.name, n, tt.burst)
		}
	}
}
