package emulator_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
)

// pages reads a list of FnF to its end by its tokens.
func pages(t testing.TB, r *rpc, action, member string, limit int, pairs ...string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for token := ""; ; {
		m := r.ok(t, action, append([]string{"Limit", strconv.Itoa(limit), "NextToken", token}, pairs...)...)
		got := rows(t, m, member)
		all = append(all, got...)
		next, more := m["NextToken"]
		if !more {
			return all
		}
		if len(got) != limit || text(next) == "" || text(next) == token {
			t.Fatalf("%s limit %d: page of %d rows with token %v after %q", action, limit, len(got), next, token)
		}
		token = text(next)
	}
}

func history(t testing.TB, r *rpc, flow, execution string, limit int) []map[string]any {
	t.Helper()
	return pages(t, r, "GetExecutionHistory", "Events", limit, "FlowName", flow, "ExecutionName", execution)
}

// eventDetail is the JSON text inside an event.
func eventDetail(t testing.TB, event map[string]any) map[string]string {
	t.Helper()
	var d map[string]string
	if err := json.Unmarshal([]byte(text(event["EventDetail"])), &d); err != nil {
		t.Errorf("EventDetail %v: %v", event["EventDetail"], err)
	}
	return d
}

// describe is the status of one execution.
func describe(t testing.TB, r *rpc, flow, execution string) map[string]any {
	t.Helper()
	return r.ok(t, "DescribeExecution", "FlowName", flow, "ExecutionName", execution)
}

// holder finds the waiting execution that a token belongs to by its history.
func holder(t testing.TB, r *rpc, token string) (execution string) {
	t.Helper()
	for _, e := range pages(t, r, "ListExecutions", "Executions", 99, "FlowName", emulator.FnFWaitingFlow) {
		for _, event := range history(t, r, emulator.FnFWaitingFlow, text(e["Name"]), 999) {
			if event["Type"] == "TaskSubmitted" && eventDetail(t, event)["taskToken"] == token {
				return text(e["Name"])
			}
		}
	}
	t.Fatalf("no TaskSubmitted event shows %q", token)
	return ""
}

func TestFnFHoldsExactlyTheFailuresAskedFor(t *testing.T) {
	for _, n := range []int{0, 1, 2, 5, 12, 1000} {
		for _, seed := range []uint64{0, 7} {
			t.Run(fmt.Sprintf("%d seed %d", n, seed), func(t *testing.T) {
				c := emulator.Config{Seed: seed, Failures: n}
				if n == 0 {
					c.Failures = -1
				}
				r := newFnF(c)
				states := map[string]int{}
				flows := pages(t, r, "ListFlows", "Flows", 60)
				for _, f := range flows {
					for i, e := range pages(t, r, "ListExecutions", "Executions", 99, "FlowName", text(f["Name"])) {
						states[text(e["Status"])]++
						if i < 40 {
							checkHistory(t, r, e)
						}
					}
				}
				if got := states["Failed"] + states["TimedOut"]; got != n {
					t.Errorf("failed executions = %d of %v, want %d", got, states, n)
				}
				for _, s := range []string{"Starting", "Running", "Stopped", "Succeeded"} {
					if states[s] < 2 {
						t.Errorf("executions in %s = %d, want 2 at least", s, states[s])
					}
				}
				if n >= 2 && (states["Failed"] == 0 || states["TimedOut"] == 0) || len(flows) < 2 {
					t.Errorf("states %v in %d flows, want both ways to fail and two flows at least", states, len(flows))
				}
			})
		}
	}
}

// checkHistory checks an execution's events against its state.
func checkHistory(t *testing.T, r *rpc, e map[string]any) {
	t.Helper()
	events := history(t, r, text(e["FlowName"]), text(e["Name"]), 999)
	if len(events) < 3 {
		t.Fatalf("%v: %d events, want 3 at least", e, len(events))
	}
	for i, event := range events {
		if num(t, event["EventId"]) != int64(i+1) || num(t, event["ScheduleEventId"]) > int64(i) {
			t.Errorf("%v: event %d is %v", e["Name"], i, event)
		}
		if i > 0 && text(event["Time"]) < text(events[i-1]["Time"]) {
			t.Errorf("%v: event %d is earlier than the one before it: %v", e["Name"], i, event)
		}
		eventDetail(t, event)
	}
	last := events[len(events)-1]
	want := map[string]string{"Stopped": "ExecutionStopped", "Succeeded": "ExecutionSucceeded", "Failed": "ExecutionFailed", "TimedOut": "ExecutionTimedOut"}[text(e["Status"])]
	if want != "" && last["Type"] != want || want == "" && strings.HasPrefix(text(last["Type"]), "Execution") {
		t.Errorf("%v: last event of a %v execution is %v", e["Name"], e["Status"], last)
	}
	if (e["StoppedTime"] != nil) != (want != "") {
		t.Errorf("%v: StoppedTime of a %v execution is %v", e["Name"], e["Status"], e["StoppedTime"])
	}
	if e["Status"] == "Failed" || e["Status"] == "TimedOut" {
		step := events[len(events)-2]
		for _, event := range []map[string]any{step, last} {
			if d := eventDetail(t, event); d["error"] == "" || d["cause"] == "" {
				t.Errorf("%v: %v has no error and cause", e["Name"], event)
			}
		}
		if step["Type"] != "StepFailed" {
			t.Errorf("%v: event before the last is %v, want StepFailed", e["Name"], step)
		}
	}
}

func TestFnFWalksWithEveryLimit(t *testing.T) {
	r := newFnF(emulator.Config{Failures: 300})
	var long string
	for _, e := range pages(t, r, "ListExecutions", "Executions", 99, "FlowName", emulator.FnFWaitingFlow, "Status", "Failed") {
		if len(history(t, r, emulator.FnFWaitingFlow, text(e["Name"]), 999)) > 150 {
			long = text(e["Name"])
		}
	}
	if long == "" {
		t.Fatal("no failed execution has a history of many pages")
	}
	for _, c := range []struct {
		action, member, key string
		limits              []int
		pairs               []string
	}{
		{"ListFlows", "Flows", "Name", []int{1, 2, 5, 60, 999}, nil},
		{"ListExecutions", "Executions", "Name", []int{1, 7, 60, 99}, []string{"FlowName", emulator.FnFWaitingFlow}},
		{"ListExecutions", "Executions", "Name", []int{1, 7, 60, 99}, []string{"FlowName", emulator.FnFWaitingFlow, "Status", "TimedOut"}},
		{"GetExecutionHistory", "Events", "EventId", []int{1, 60, 100, 999}, []string{"FlowName", emulator.FnFWaitingFlow, "ExecutionName", long}},
	} {
		var first []string
		for _, limit := range c.limits {
			var keys []string
			for _, row := range pages(t, r, c.action, c.member, limit, c.pairs...) {
				keys = append(keys, fmt.Sprint(row[c.key]))
			}
			if first == nil {
				first = keys
			}
			if sorted := slices.Compact(slices.Sorted(slices.Values(keys))); len(sorted) != len(keys) || len(keys) < 5 || !slices.Equal(keys, first) {
				t.Errorf("%s %q limit %d: %d rows, %d different; with limit %d %d", c.action, c.pairs, limit, len(keys), len(sorted), c.limits[0], len(first))
			}
		}
	}
}

func TestFnFParameters(t *testing.T) {
	r := newFnF(emulator.Config{})
	const flow, ex = emulator.FnFWaitingFlow, "my_exec_name"
	for _, c := range []struct {
		action string
		pairs  []string
		status int
		code   string
	}{
		{"ListFlows", []string{"Limit", "0"}, 400, "InvalidArgument"},
		{"ListFlows", []string{"Limit", "1000"}, 400, "InvalidArgument"},
		{"ListFlows", []string{"Limit", "ten"}, 400, "InvalidArgument"},
		{"DescribeFlow", []string{"Name", "none"}, 404, "FlowNotExists"},
		{"ListExecutions", []string{"FlowName", "none"}, 404, "FlowNotExists"},
		{"ListExecutions", []string{"FlowName", flow, "Limit", "100"}, 400, "InvalidArgument"},
		{"ListExecutions", []string{"FlowName", flow, "Status", "Paused"}, 400, "InvalidArgument"},
		{"ListExecutions", []string{"FlowName", flow, "StartedTimeBegin", "yesterday"}, 400, "InvalidArgument"},
		{"ListExecutions", []string{"FlowName", flow, "StartedTimeEnd", "1"}, 400, "InvalidArgument"},
		{"ListExecutions", []string{"FlowName", flow, "NextToken", "none"}, 400, "InvalidArgument"},
		{"ListExecutions", []string{"FlowName", flow, "MetadataOnly", "1"}, 400, "InvalidArgument"},
		{"DescribeExecution", []string{"FlowName", "none", "ExecutionName", ex}, 404, "FlowNotExists"},
		{"DescribeExecution", []string{"FlowName", flow, "ExecutionName", ex}, 404, "ExecutionNotExists"},
		{"DescribeExecution", []string{"FlowName", "my_flow_name", "ExecutionName", ex, "WaitTimeSeconds", "61"}, 400, "InvalidArgument"},
		{"GetExecutionHistory", []string{"FlowName", flow, "ExecutionName", ex}, 404, "ExecutionNotExists"},
		{"GetExecutionHistory", []string{"FlowName", "my_flow_name", "ExecutionName", ex, "Limit", "1000"}, 400, "InvalidArgument"},
		{"GetExecutionHistory", []string{"FlowName", "my_flow_name", "ExecutionName", ex, "NextToken", "x"}, 400, "InvalidArgument"},
		{"StartExecution", []string{"FlowName", "none"}, 404, "FlowNotExists"},
		{"StartExecution", []string{"FlowName", flow, "ExecutionName", "1st"}, 400, "InvalidArgument"},
		{"StartExecution", []string{"FlowName", flow, "ExecutionName", strings.Repeat("n", 129)}, 400, "InvalidArgument"},
		{"StartExecution", []string{"FlowName", flow, "Input", "{"}, 400, "InvalidArgument"},
		{"StartExecution", []string{"FlowName", flow, "Input", `"` + strings.Repeat("x", 64<<10) + `"`}, 400, "EntityTooLarge"},
		{"StartExecution", []string{"FlowName", flow, "Qualifier", "v7"}, 400, "InvalidArgument"},
		{"StartExecution", []string{"FlowName", flow, "CallbackFnFTaskToken", "none"}, 400, "InvalidArgument"},
		{"StartExecution", []string{"FlowName", "my_flow_name", "ExecutionName", ex}, 409, "ExecutionAlreadyExists"},
		{"ReportTaskFailed", []string{"TaskToken", "none", "Error", "E"}, 400, "InvalidArgument"},
		{"ReportTaskFailed", []string{"TaskToken", "emulator-task-token", "Error", strings.Repeat("é", 129)}, 400, "InvalidArgument"},
		{"ReportTaskFailed", []string{"TaskToken", "emulator-task-token", "Error", "E", "Cause", strings.Repeat("é", 4097)}, 400, "InvalidArgument"},
		{"ReportTaskSucceeded", []string{"TaskToken", "emulator-task-token", "Output", "yes"}, 400, "InvalidArgument"},
		{"ReportTaskSucceeded", []string{"TaskToken", "emulator-task-token", "Output", `"` + strings.Repeat("x", 64<<10) + `"`}, 400, "EntityTooLarge"},
	} {
		r.inForm = true // the larger ones do not fit a query
		if got := r.call(t, c.action, c.pairs...); got.status != c.status || got.code() != c.code {
			t.Errorf("%s %.100q = %d %s, want %d %s", c.action, c.pairs, got.status, got.body, c.status, c.code)
		}
	}
}

func TestFnFReports(t *testing.T) {
	longest, cause := strings.Repeat("é", 128), strings.Repeat("ß", 4096)
	for _, c := range []struct {
		action string
		pairs  []string
		status string
		events []string
		detail map[string]string
	}{
		{"ReportTaskFailed", []string{"Error", longest, "Cause", cause}, "Failed", []string{"TaskFailed", "StepFailed", "ExecutionFailed"},
			map[string]string{"error": longest, "cause": cause}},
		{"ReportTaskFailed", []string{"Error", "E"}, "Failed", []string{"TaskFailed", "StepFailed", "ExecutionFailed"},
			map[string]string{"error": "E", "cause": ""}},
		{"ReportTaskSucceeded", []string{"Output", `{"rows":12}`}, "Succeeded", []string{"TaskSucceeded", "StepSucceeded", "StepExited", "ExecutionSucceeded"},
			map[string]string{"output": `{"rows":12}`}},
	} {
		const token = "mine/+=" // with characters that need encoding
		r := newFnF(emulator.Config{TaskToken: token})
		name := holder(t, r, token)
		before := history(t, r, emulator.FnFWaitingFlow, name, 999)
		if got := describe(t, r, emulator.FnFWaitingFlow, name); got["Status"] != "Running" {
			t.Fatalf("execution that waits is %v", got)
		}
		m := r.ok(t, c.action, append([]string{"TaskToken", token, "RequestId", "testRequestId"}, c.pairs...)...)
		if m["RequestId"] != "testRequestId" {
			t.Errorf("%s: RequestId = %v, want the one of the request", c.action, m["RequestId"])
		}
		after := history(t, r, emulator.FnFWaitingFlow, name, 999)
		var added []string
		for _, e := range after[len(before):] {
			added = append(added, text(e["Type"]))
		}
		if !slices.Equal(added, c.events) || num(t, m["EventId"]) != int64(len(before)+1) {
			t.Errorf("%s: added events %v with EventId %v, want %v with %d", c.action, added, m["EventId"], c.events, len(before)+1)
		}
		if d := eventDetail(t, after[len(before)]); fmt.Sprint(d) != fmt.Sprint(c.detail) {
			t.Errorf("%s: detail = %v, want %v", c.action, d, c.detail)
		}
		if got := describe(t, r, emulator.FnFWaitingFlow, name); got["Status"] != c.status || got["Output"] != c.detail["output"] || got["StoppedTime"] != "2024-05-06T07:08:09.000Z" {
			t.Errorf("%s: execution is %v, want %s", c.action, got, c.status)
		}
		for _, again := range []string{"ReportTaskFailed", "ReportTaskSucceeded"} {
			got := r.call(t, again, "TaskToken", token, "Error", "E", "Output", "{}")
			if got.status != 400 || got.code() != "TaskAlreadyCompleted" {
				t.Errorf("%s after %s = %d %s, want 400 TaskAlreadyCompleted", again, c.action, got.status, got.body)
			}
		}
	}
}

func TestFnFPlantedTokens(t *testing.T) {
	r := newFnF(emulator.Config{})
	const token = "emulator-task-token"
	for _, c := range []struct {
		suffix string
		status []int
		code   string
	}{
		{"-submitted", []int{409, 409, 409, 409}, "TaskInvalidState"},
		{"-soon", []int{409, 409, 200}, "TaskInvalidState"},
		{"-soon", []int{400}, "TaskAlreadyCompleted"},
		{"-done", []int{400, 400}, "TaskAlreadyCompleted"},
		{"-other", []int{400}, "InvalidArgument"},
	} {
		for i, want := range c.status {
			got := r.call(t, "ReportTaskFailed", "TaskToken", token+c.suffix, "Error", "E")
			if got.status != want || want != 200 && got.code() != c.code {
				t.Errorf("report %d of %s = %d %s, want %d %s", i+1, c.suffix, got.status, got.body, want, c.code)
			}
		}
	}
}

func TestFnFStartExecution(t *testing.T) {
	r := newFnF(emulator.Config{})
	const flow = emulator.FnFWaitingFlow
	first := r.ok(t, "StartExecution", "FlowName", flow, "ExecutionName", "mine", "Input", `{"n":1}`)
	if first["Status"] != "Running" || first["Input"] != `{"n":1}` || first["FlowDefinition"] == "" || first["StartedTime"] != "2024-05-06T07:08:09.000Z" {
		t.Errorf("StartExecution = %v", first)
	}
	if again := r.ok(t, "StartExecution", "FlowName", flow, "ExecutionName", "mine", "Input", `{"n":2}`); again["Input"] != `{"n":1}` {
		t.Errorf("StartExecution of a running name = %v, want what runs", again)
	}
	list := rows(t, r.ok(t, "ListExecutions", "FlowName", flow), "Executions")
	if list[0]["Name"] != "mine" {
		t.Errorf("newest execution = %v, want mine", list[0])
	}
	tokens := map[string]bool{}
	for range 3 {
		m := r.ok(t, "StartExecution", "FlowName", flow, "CallbackFnFTaskToken", "emulator-task-token")
		for _, event := range history(t, r, flow, text(m["Name"]), 999) {
			if event["Type"] == "TaskSubmitted" {
				tokens[eventDetail(t, event)["taskToken"]] = true
			}
		}
	}
	if len(tokens) != 3 || tokens[""] {
		t.Fatalf("tokens of three executions = %v, want three", tokens)
	}
	outer := holder(t, r, "emulator-task-token")
	for token := range tokens {
		r.ok(t, "ReportTaskFailed", "TaskToken", token, "Error", "Inner", "Cause", "because")
		if got := describe(t, r, flow, outer); got["Status"] != "Failed" {
			t.Errorf("execution that waits for another is %v, want it Failed with it", got["Status"])
		}
	}
	name := text(r.ok(t, "StartExecution", "FlowName", "unused-flow")["Name"])
	if got := describe(t, r, "unused-flow", name); got["Status"] != "Succeeded" || got["Output"] != "{}" {
		t.Errorf("execution of a flow that does not wait = %v, want Succeeded", got)
	}
}

func TestFnFStartedExecutionsAreBounded(t *testing.T) {
	r := newFnF(emulator.Config{})
	r.inForm = true
	big := `"` + strings.Repeat("x", 60<<10) + `"`
	for i := range 200 {
		got := r.call(t, "StartExecution", "FlowName", emulator.FnFWaitingFlow, "Input", big)
		if got.status == 429 && got.code() == "ResourceThrottled" {
			if i < 120 {
				t.Errorf("execution %d was the first that is refused, want it above 120", i)
			}
			return
		}
	}
	t.Error("12 MB of input were kept")
}

func TestFnFFilters(t *testing.T) {
	r := newFnF(emulator.Config{Failures: 60})
	const flow = emulator.FnFWaitingFlow
	all := pages(t, r, "ListExecutions", "Executions", 99, "FlowName", flow)
	middle := text(all[len(all)/2]["StartedTime"])
	count := func(keep func(map[string]any) bool) (n int) {
		for _, e := range all {
			if keep(e) {
				n++
			}
		}
		return n
	}
	for _, c := range []struct {
		pairs []string
		want  int
	}{
		{nil, len(all)},
		{[]string{"Status", "Failed"}, count(func(e map[string]any) bool { return e["Status"] == "Failed" })},
		{[]string{"StartedTimeBegin", middle}, len(all)/2 + 1},
		{[]string{"StartedTimeEnd", middle}, len(all) - len(all)/2},
		{[]string{"StartedTimeEnd", "2019-01-01T08:00:00+08:00"}, 0},
		{[]string{"ExecutionNamePrefix", "run-"}, len(all)},
		{[]string{"ExecutionNamePrefix", text(all[3]["Name"])[:12]}, 1},
		{[]string{"ExecutionNamePrefix", "x"}, 0},
		{[]string{"MapRunName", "m"}, 0},
		{[]string{"Qualifier", "LATEST"}, len(all)},
		{[]string{"Qualifier", "v7"}, 0},
	} {
		if got := len(pages(t, r, "ListExecutions", "Executions", 99, append([]string{"FlowName", flow}, c.pairs...)...)); got != c.want {
			t.Errorf("executions with %q = %d, want %d of %d", c.pairs, got, c.want, len(all))
		}
	}
	row := rows(t, r.ok(t, "ListExecutions", "FlowName", flow, "MetadataOnly", "true", "Limit", "1"), "Executions")[0]
	if row["Input"] != "" || row["FlowDefinition"] != "" || all[0]["Input"] == "" {
		t.Errorf("row with metadata only = %v", row)
	}
	f := r.ok(t, "DescribeFlow", "Name", flow)
	if f["Name"] != flow || !strings.Contains(text(f["Definition"]), "waitForCallback") {
		t.Errorf("DescribeFlow = %v, want the flow that waits", f)
	}
}

func TestFnFDocumentExample(t *testing.T) {
	got := history(t, newFnF(emulator.Config{}), "my_flow_name", "my_exec_name", 60)
	want := map[string]any{"EventId": 2.0, "ScheduleEventId": 1.0, "StepName": "passStep", "Type": "TaskSucceeded", "Time": "2019-01-01T01:01:01.001Z", "EventDetail": "{}"}
	if fmt.Sprint(got[1]) != fmt.Sprint(want) {
		t.Errorf("second event = %v, want %v", got[1], want)
	}
}

func TestFnFSameSeedSameData(t *testing.T) {
	read := func(seed uint64) (s string) {
		r := newFnF(emulator.Config{Seed: seed, Failures: 50})
		for _, f := range pages(t, r, "ListFlows", "Flows", 60) {
			s += fmt.Sprint(f, pages(t, r, "ListExecutions", "Executions", 99, "FlowName", text(f["Name"])))
		}
		return s
	}
	followsSeed(t, read)
}

func TestFnFDescribeExecutionWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newFnF(emulator.Config{Now: time.Now})
		r.at = time.Now()
		name := holder(t, r, "emulator-task-token")
		wait := func() (string, time.Duration) {
			began := time.Now()
			m := r.ok(t, "DescribeExecution", "FlowName", emulator.FnFWaitingFlow, "ExecutionName", name, "WaitTimeSeconds", "30")
			return text(m["Status"]), time.Since(began)
		}
		if status, took := wait(); status != "Running" || took != 30*time.Second {
			t.Errorf("wait without a report = %s after %v, want Running after 30s", status, took)
		}
		go func() {
			time.Sleep(5 * time.Second)
			r.ok(t, "ReportTaskSucceeded", "TaskToken", "emulator-task-token", "Output", "{}")
		}()
		if status, took := wait(); status != "Succeeded" || took != 5*time.Second {
			t.Errorf("wait with a report = %s after %v, want Succeeded after 5s", status, took)
		}
		if _, took := wait(); took != 0 {
			t.Errorf("wait for what has ended took %v", took)
		}
	})
}

func TestFnFHoldsManyFailures(t *testing.T) {
	r := newFnF(emulator.Config{Failures: 100_000})
	r.ok(t, "ListExecutions", "FlowName", emulator.FnFWaitingFlow)
}
