package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
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
		Failure: errors.NewFailure("vbs", "", "has dependents", "delete"),
	}
	warned := sdk.Task{
		Service: "vbs", Region: "x", ID: "warned", Type: "backup", State: sdk.Succeeded, RawState: "available", StartedAt: at(9), UpdatedAt: at(10),
		Warning: errors.NewFailure("vbs", "", "a disk failed", "copy"),
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
