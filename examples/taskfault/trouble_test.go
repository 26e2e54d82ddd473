package main

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
)

// at is a time of the tests.
func at(hour int) time.Time { return time.Date(2026, 11, 1, hour, 0, 0, 0, time.UTC) }

// everySort are a task of every state, one in an unknown state with a reason, and
// a good one with a warning.
func everySort() []sdk.Task {
	var all []sdk.Task
	for i, s := range sdk.States() {
		all = append(all, sdk.Task{Service: "vbs", Region: "x", ID: string(s), Type: "backup", State: s, RawState: "RAW", StartedAt: at(i), Resource: sdk.Resource{ID: string(s)}})
	}
	told := sdk.Task{
		Service: "vbs", Region: "x", ID: "told", Type: "backup", State: sdk.Unknown, RawState: "error_deleting", StartedAt: at(8),
		Failure: providers.Codes().Of("vbs").Failure("", "has dependents", "delete"),
	}
	warned := sdk.Task{
		Service: "vbs", Region: "x", ID: "warned", Type: "backup", State: sdk.Succeeded, RawState: "available", StartedAt: at(9), UpdatedAt: at(10),
		Warning: providers.Codes().Of("vbs").Failure("", "a disk failed", "copy"),
	}
	return append(all, told, warned)
}

// What failures lists is every task that somebody should look at, each with why.
func TestFailuresShowsAllTrouble(t *testing.T) {
	clients := func() []sdk.Client {
		return []sdk.Client{shelf{name: "vbs://x", pages: []sdk.Page{{Tasks: everySort()}}}}
	}
	for _, c := range []struct {
		args  []string
		found []string
		code  int
	}{
		{[]string{"failures"}, []string{"failed", "partial", "missed", "told", "warned"}, exitFound},
		{[]string{"failures", "--no-warnings"}, []string{"failed", "partial", "missed", "told"}, exitFound},
		{[]string{"tasks", "--state", "partial", "--state", "missed"}, []string{"partial", "missed"}, exitFound},
		{[]string{"tasks", "--state", "succeeded"}, []string{"succeeded", "warned"}, exitFound},
		{[]string{"tasks", "--state", "succeeded", "--no-warnings"}, []string{"succeeded", "warned"}, exitGood},
		{[]string{"tasks", "--state", "unknown"}, []string{"unknown", "told"}, exitFound},
		{[]string{"tasks", "--state", "pending", "--state", "running", "--state", "canceled"}, []string{"pending", "running", "canceled"}, exitGood},
	} {
		r := lists(t, clients(), c.args...)
		var ids []string
		for _, x := range of("task", r.records(t)) {
			ids = append(ids, fmt.Sprint(x["id"]))
		}
		slices.Sort(ids)
		slices.Sort(c.found)
		if r.code != c.code || !slices.Equal(ids, c.found) {
			t.Errorf("%q: exit code %d and the tasks %v, want %d and %v", c.args, r.code, ids, c.code, c.found)
		}
		if table := lists(t, clients(), append(c.args, "--output", "table")...); table.code != c.code {
			t.Errorf("%q as a table: exit code %d, want %d", c.args, table.code, c.code)
		}
	}
}

// A record has a failure where somebody should look, a warning beside a good end,
// and the last change.
func TestARecordSaysWhatTheTroubleIs(t *testing.T) {
	r := lists(t, []sdk.Client{shelf{name: "vbs://x", pages: []sdk.Page{{Tasks: everySort()}}}}, "tasks")
	for _, x := range of("task", r.records(t)) {
		id := fmt.Sprint(x["id"])
		failure, _ := x["failure"].(map[string]any)
		if want := slices.Contains([]string{"failed", "partial", "missed", "told"}, id); want != (failure != nil) || want && (failure["kind"] == nil || failure["retry"] == nil) {
			t.Errorf("%s: the failure is %v", id, failure)
		}
		warning, _ := x["warning"].(map[string]any)
		if want := id == "warned"; want != (warning != nil) || want && (warning["reason"] != "a disk failed" || x["updated_at"] != "2026-11-01T10:00:00Z") {
			t.Errorf("%s: the warning is %v and the last change %v", id, warning, x["updated_at"])
		}
		if id == "told" && failure["reason"] != "has dependents" {
			t.Errorf("%s: the failure is %v, want its reason", id, failure)
		}
	}
}

// A failure of an unknown state without a reason and a code tells nothing, and is
// no trouble.
func TestAnEmptyFailureOfAnUnknownStateIsNone(t *testing.T) {
	task := sdk.Task{Service: "vbs", ID: "u", State: sdk.Unknown, RawState: "odd", Failure: &errors.Failure{Service: "vbs", Phase: "delete"}}
	r := lists(t, []sdk.Client{shelf{name: "vbs://x", pages: []sdk.Page{{Tasks: []sdk.Task{task}}}}}, "tasks")
	if got := of("task", r.records(t)); r.code != exitGood || len(got) != 1 || got[0]["failure"] != nil {
		t.Errorf("exit code %d, %v; want %d and a task without a failure", r.code, got, exitGood)
	}
}

func TestAReceiptCountsWhatIsNotInTheList(t *testing.T) {
	page := sdk.Page{
		Tasks:    []sdk.Task{{Service: "fnf", ID: "u", State: sdk.Unknown, RawState: "odd"}},
		Unread:   []*errors.Error{unreadable("the flow a")},
		Stats:    sdk.Stats{Rows: 3, Older: 2},
		Earliest: at(0),
	}
	r := lists(t, []sdk.Client{shelf{name: "fnf://x", pages: []sdk.Page{page}}}, "failures")
	all := r.records(t)
	got := of("receipt", all)[0]
	for name, want := range map[string]any{"unread": 1.0, "unknown": 1.0, "older": 2.0, "earliest": "2026-11-01T00:00:00Z", "complete": false, "tasks": 0.0} {
		if got[name] != want {
			t.Errorf("%s is %v, want %v", name, got[name], want)
		}
	}
	if errs := of("error", all); r.code != exitError || len(errs) != 1 || errs[0].error()["kind"] != "permission_denied" || !strings.Contains(fmt.Sprint(errs[0].error()["message"]), "the flow a") {
		t.Errorf("exit code %d and the errors %v, want %d and one that names the list", r.code, errs, exitError)
	}
	r = lists(t, []sdk.Client{shelf{name: "fnf://x", pages: []sdk.Page{{}}}}, "failures")
	if got := of("receipt", r.records(t))[0]; got["unread"] != 0.0 || got["unknown"] != 0.0 || got["older"] != 0.0 || got["earliest"] != nil {
		t.Errorf("the receipt of nothing is %v, want zeros and no earliest", got)
	}
}

// unreadable is the error of a list inside a source.
func unreadable(list string) *errors.Error {
	return &errors.Error{
		Service: "fnf", Region: "x", Operation: "ListExecutions", Code: "AccessDenied", Kind: errors.PermissionDenied, List: list,
		Message: list + " could not be read: not for you",
	}
}

// A source with an unread list is not whole, whatever --limit cut.
func TestALimitDoesNotExcuseAnUnreadList(t *testing.T) {
	page := sdk.Page{Tasks: everySort()[3:4], Unread: []*errors.Error{unreadable("the flow a")}}
	for _, form := range []string{"jsonl", "table"} {
		r := lists(t, []sdk.Client{shelf{name: "fnf://x", pages: []sdk.Page{page, {Tasks: everySort()[3:4]}}}}, "failures", "--limit", "1", "--output", form)
		if r.code != exitError {
			t.Errorf("%s: exit code %d, want %d\n%s", form, r.code, exitError, r.out)
		}
	}
}

func TestLongestIsAskedFor(t *testing.T) {
	var q sdk.Query
	client := shelf{name: "sdrs://x", pages: []sdk.Page{{}}, asked: func(asked sdk.Query) { q = asked }}
	lists(t, []sdk.Client{client}, "failures", "--since", "7d", "--longest", "14d")
	if q.Longest != 14*24*time.Hour || !q.Trouble || q.States != nil {
		t.Errorf("the query is %+v, want 14 days and all trouble", q)
	}
	for _, value := range []string{"0", "0s", "-1h", "soon", ""} {
		r := drive("failures", "--longest", value)
		if r.code != exitUsage || !strings.Contains(r.err, "--longest") || r.out != "" {
			t.Errorf("--longest %q: exit code %d, %q; want %d and the flag named", value, r.code, r.err, exitUsage)
		}
	}
}

// get shows a warning as one, apart from what the task itself is.
func TestGetShowsAWarningAsAWarning(t *testing.T) {
	p := &program{secrets: new(secrets), flags: &flags{}}
	tasks := everySort()
	warned := p.task("vbs://x", tasks[len(tasks)-1])
	for _, want := range []string{"state", "succeeded (available)", "warning", "a part failed of what the service itself calls", "a disk failed", "updated", "2026-11-01T10:00:00Z"} {
		if got := sheet(style{width: 200}, &warned); !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	failed := p.task("vbs://x", tasks[3])
	if got := sheet(style{width: 200}, &failed); strings.Contains(got, "warning") {
		t.Errorf("a warning is in\n%s", got)
	}
	if got := sheet(style{width: 200, color: true}, &warned); !strings.Contains(got, "\x1b["+ofWarning+"m") {
		t.Errorf("the warning has no colour in\n%q", got)
	}
}

// In a table a warning has its own word and colour, and an unknown state its
// reason.
func TestATableShowsAWarningAsAWarning(t *testing.T) {
	j := job{args: []string{"failures", "--output", "table"}, outWidth: 180}
	r := j.lists(t, []sdk.Client{shelf{name: "vbs://x", pages: []sdk.Page{{Tasks: everySort()}}}})
	for _, want := range []string{
		"\x1b[33mwarning\x1b[0m", "\x1b[33m! a warning: the service itself calls this task succeeded (available)\x1b[0m", "a disk failed",
		"unknown (error_deleting)", "has dependents", "\x1b[31mpartial\x1b[0m", "\x1b[31mmissed\x1b[0m",
	} {
		if !strings.Contains(r.out, want) {
			t.Errorf("%q is not in\n%s", want, r.out)
		}
	}
}

// What a run asks for is bound in its cursors: another one is refused and leaves
// the file as it is.
func TestCursorsBindWhatIsAskedFor(t *testing.T) {
	alone(t)
	source, _ := flaky(t, 30)
	const since = "2018-01-01T00:00:00Z"
	for _, c := range []struct{ first, then []string }{
		{[]string{"--longest", "3d"}, nil},
		{nil, []string{"--longest", "3d"}},
		{[]string{"--no-warnings"}, nil},
		{nil, []string{"--no-warnings"}},
	} {
		file := t.TempDir() + "/cursors"
		args := []string{"failures", "--source", source, "--since", since, "--cursor-file", file, "--page-size", "5"}
		if r := drive(append(slices.Concat(args, c.first), "--limit", "3")...); r.code != exitFound {
			t.Fatalf("%q: exit code %d at first\n%s", c.first, r.code, r.err)
		}
		before, _ := os.ReadFile(file)
		r := drive(slices.Concat(args, c.then)...)
		after, _ := os.ReadFile(file)
		if r.code != exitUsage || r.out != "" || string(after) != string(before) {
			t.Errorf("%q, then %q: exit code %d, %q; want %d, nothing read and the file as it was", c.first, c.then, r.code, r.err, exitUsage)
		}
		if r := drive(slices.Concat(args, c.first)...); r.code != exitFound {
			t.Errorf("%q again: exit code %d, %q; want %d", c.first, r.code, r.err, exitFound)
		}
	}
}

// A group that cannot be read is told by name, and everything else is read.
func TestAListThatIsRefusedIsNamed(t *testing.T) {
	alone(t)
	service := emulator.SDRS(emulator.Config{Failures: 12})
	whole := len(of("task", drive("failures", "--source", "sdrs://eu-de?project_id="+emulatorProject+"&endpoint="+serve(t, service)).records(t)))
	refused := ""
	source := "sdrs://eu-de?project_id=" + emulatorProject + "&endpoint=" + serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		group := r.URL.Query().Get("server_group_id")
		if refused == "" {
			refused = group // the first that is asked for
		}
		if group != "" && group == refused {
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprint(w, `{"error":{"code":"SDRS.0003","message":"not this group"}}`)
			return
		}
		service.ServeHTTP(w, r)
	}))
	r := drive("failures", "--source", source)
	all := r.records(t)
	errs, receipt := of("error", all), of("receipt", all)[0]
	if r.code != exitError || len(errs) != 1 || !strings.Contains(fmt.Sprint(errs[0].error()["message"]), refused) || receipt["unread"] != 1.0 || receipt["complete"] != false {
		t.Fatalf("exit code %d\n%s; want %d, one error that names %s, and it counted", r.code, r.out, exitError, refused)
	}
	if got := len(of("task", all)); got == 0 || got >= whole {
		t.Errorf("%d tasks, want those of the others, fewer than %d", got, whole)
	}
	r = drive("failures", "--source", source, "--output", "table")
	if text := strings.Join(strings.Fields(r.out), " "); r.code != exitError || !strings.Contains(text, "1 list could not be read (") || !strings.Contains(text, refused) {
		t.Errorf("exit code %d, the table is\n%s\nwant %d and the name of the group", r.code, r.out, exitError)
	}
}
