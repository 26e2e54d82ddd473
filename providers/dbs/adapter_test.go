package dbs_test

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

// account is a small DBS: its plans, and by plan the rows of the other lists, all
// as JSON.
type account struct {
	plans                     []string
	full, increments, restore map[string][]string
	errorCodes, prechecks     map[string]string // by task or plan: the whole answer

	// before sees every request first, and may change its parameters. It answers
	// instead of the account where its status is not 0.
	before func(action string, p url.Values) (status int, body string)

	// form changes the form of what the account answers.
	form func(body string) string
}

const well = `{"RequestId":"r","Success":true,`

// service is a mock with a responder for each operation that reads the account.
func (a account) service() *alibabatest.Service {
	s := alibabatest.NewService()
	for action, body := range map[string]func(plan string, p url.Values) string{
		"DescribeBackupPlanList":      func(_ string, p url.Values) string { return page(a.plans, "BackupPlanDetail", p) },
		"DescribeFullBackupList":      func(plan string, p url.Values) string { return page(a.full[plan], "FullBackupFile", p) },
		"DescribeIncrementBackupList": func(plan string, p url.Values) string { return page(a.increments[plan], "IncrementBackupFile", p) },
		"DescribeRestoreTaskList": func(plan string, p url.Values) string {
			return page(a.restore[plan+p.Get("RestoreTaskId")], "RestoreTaskDetail", p)
		},
		"DescribePreCheckProgressList": func(plan string, _ url.Values) string { return a.prechecks[plan] },
		"DescribeJobErrorCode": func(_ string, p url.Values) string {
			return cmp.Or(a.errorCodes[p.Get("TaskId")], well+`"Item":null}`)
		},
	} {
		s.Answer(action, func(p url.Values) (int, string) {
			if a.before != nil {
				if status, instead := a.before(action, p); status != 0 {
					return status, instead
				}
			}
			answer := body(p.Get("BackupPlanId"), p)
			if a.form != nil {
				answer = a.form(answer)
			}
			return 200, answer
		})
	}
	return s
}

// page is one page of rows, which are filtered by BackupPlanId where they are
// plans.
func page(rows []string, member string, p url.Values) string {
	if ids := p.Get("BackupPlanId"); member == "BackupPlanDetail" && ids != "" {
		rows = slices.DeleteFunc(slices.Clone(rows), func(row string) bool {
			return !slices.ContainsFunc(strings.Split(ids, ","), func(id string) bool { return strings.Contains(row, `"`+id+`"`) })
		})
	}
	number, size := 0, 30
	_, _ = fmt.Sscan(p.Get("PageNum"), &number)
	_, _ = fmt.Sscan(p.Get("PageSize"), &size)
	total := len(rows)
	from := min(number*size, total)
	rows = rows[from:min(from+size, total)]
	return fmt.Sprintf(`%s"TotalElements":%d,"Items":{%q:[%s]}}`, well, total, member, strings.Join(rows, ","))
}

func plan(id, status string) string {
	return fmt.Sprintf(`{"BackupPlanId":%q,"BackupPlanName":"name of %s","BackupPlanStatus":%q,"ErrMessage":"the plan's message"}`, id, id, status)
}

func full(id, status string) string {
	return fmt.Sprintf(`{"BackupSetId":%q,"BackupStatus":%q,"CreateTime":1548075391000,"ErrMessage":"the row's message"}`, id, status)
}

// tell shows what matters of tasks, one a line.
func tell(tasks []sdk.Task) string {
	var b strings.Builder
	for _, t := range tasks {
		fmt.Fprintf(&b, "%s %s %s", t.Type, t.ID, t.State)
		if t.Failure != nil {
			fmt.Fprintf(&b, " %s|%s|%s", t.Failure.Code, t.Failure.Reason, t.Failure.Phase)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestTasks(t *testing.T) {
	s := alibabatest.NewService()
	for action, body := range map[string]string{
		"DescribeBackupPlanList":      "describe_backup_plan_list/members.json",
		"DescribeFullBackupList":      "describe_full_backup_list/members.json",
		"DescribeIncrementBackupList": "describe_increment_backup_list/members.json",
		"DescribeRestoreTaskList":     "describe_restore_task_list/members.json",
		"DescribeJobErrorCode":        "describe_job_error_code/document.json",
	} {
		s.Register(action, httpmock.NewStringResponder(200, alibabatest.Testdata(t, body)))
	}
	tasks, _ := alibabatest.Scan(t, open(t, s), sdk.Query{Raw: true})
	resource := sdk.Resource{ID: "dbs1", Name: "orders", Type: "backupPlan"}
	common := sdk.Task{Service: "dbs", Region: "cn-hangzhou", Resource: resource}
	want := []sdk.Task{common, common, common, common}
	want[0].ID, want[0].Type, want[0].State, want[0].RawState = "dbs1", "backupPlan", sdk.Failed, "stop"
	want[0].Failure = dbs.Codes().Failure("", "gone", "stop")
	want[1].ID, want[1].Type, want[1].State, want[1].RawState = "dbs1/s1", "fullBackup", sdk.Succeeded, "finish"
	want[1].StartedAt, want[1].EndedAt = at(1548075392000).Time, at(1548075394000).Time
	want[2].ID, want[2].Type, want[2].State, want[2].RawState = "dbs1/j1", "incrementBackup", sdk.Succeeded, "COMPLETED"
	want[2].StartedAt, want[2].EndedAt = at(1548075392000).Time, at(1548075393000).Time
	want[3].ID, want[3].Type, want[3].State, want[3].RawState = "r1", "restoreTask", sdk.Failed, "stop"
	want[3].StartedAt, want[3].EndedAt, want[3].Progress = at(1548075391000).Time, at(1548075392000).Time, 73
	want[3].Failure = dbs.Codes().Failure("failed", "no space (Describe preCheck progress failed.)", "restoreTask")
	if len(tasks) != len(want) {
		t.Fatalf("%d tasks, want %d:\n%s", len(tasks), len(want), tell(tasks))
	}
	for i, task := range tasks {
		if !strings.Contains(string(task.Raw), `"`+strings.TrimPrefix(task.ID, "dbs1/")+`"`) {
			t.Errorf("Raw of %s is %s", task.ID, task.Raw)
		}
		task.Raw = nil
		if got := fmt.Sprintf("%+v %+v", task, task.Failure); !strings.HasPrefix(got, fmt.Sprintf("%+v", want[i])[:40]) || task.Failure != nil && *task.Failure != *want[i].Failure {
			t.Errorf("got  %s\nwant %+v %+v", got, want[i], want[i].Failure)
		}
		task.Failure, want[i].Failure = nil, nil
		if got, want := fmt.Sprintf("%+v", task), fmt.Sprintf("%+v", want[i]); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestWords(t *testing.T) {
	a := account{plans: []string{plan("p", "running")}, full: map[string][]string{}, increments: map[string][]string{}, restore: map[string][]string{}}
	want := map[string]sdk.State{"p": sdk.Running}
	for _, tt := range []struct {
		word  string
		state sdk.State
	}{{"wait", sdk.Pending}, {"check_pass", sdk.Pending}, {"pause", sdk.Pending}, {"locked", sdk.Pending}, {"STOP", sdk.Failed}, {"retired", sdk.Unknown}, {"", sdk.Unknown}} {
		a.plans = append(a.plans, plan("plan-"+tt.word, tt.word))
		want["plan-"+tt.word] = tt.state
	}
	for _, tt := range []struct {
		word  string
		state sdk.State
	}{
		{"schedule", sdk.Pending}, {"running", sdk.Running}, {"finish", sdk.Succeeded}, {"failed", sdk.Failed}, {"FAILED", sdk.Failed},
		{"Fail", sdk.Failed}, {"stop", sdk.Failed}, {"Stop", sdk.Failed}, {"UNCOMPLETED", sdk.Unknown}, {"melted", sdk.Unknown}, {"", sdk.Unknown},
	} {
		a.full["p"] = append(a.full["p"], full("full-"+tt.word, tt.word))
		want["p/full-"+tt.word] = tt.state
	}
	for _, tt := range []struct {
		word  string
		state sdk.State
	}{{"INIT", sdk.Pending}, {"FILLING", sdk.Running}, {"COMPLETED", sdk.Succeeded}, {"UNCOMPLETED", sdk.Unknown}, {"failed", sdk.Failed}, {"melted", sdk.Unknown}} {
		a.increments["p"] = append(a.increments["p"], fmt.Sprintf(`{"BackupSetJobId":"inc-%s","BackupSetId":"log","BackupStatus":%q}`, tt.word, tt.word))
		want["p/inc-"+tt.word] = tt.state
	}
	for _, tt := range []struct {
		word, more string
		state      sdk.State
	}{
		{"init", "", sdk.Pending}, {"running", "", sdk.Running}, {"stop", "", sdk.Failed}, {"pause", "", sdk.Pending}, {"check_pass", "", sdk.Pending}, {"success", "", sdk.Unknown},
		{"running", `"FullStruforeRestoreProgress":100,"FullDataRestoreProgress":100,"FullStruAfterRestoreProgress":100,"RestoreTaskFinishTime":1548075391000,`, sdk.Succeeded},
		{"running", `"FullStruforeRestoreProgress":100,"FullDataRestoreProgress":100,"FullStruAfterRestoreProgress":99,"RestoreTaskFinishTime":1548075391000,`, sdk.Running},
		{"running", `"FullStruforeRestoreProgress":100,"FullDataRestoreProgress":100,"FullStruAfterRestoreProgress":100,`, sdk.Running},
		{"done", `"FullStruforeRestoreProgress":100,"FullDataRestoreProgress":100,"FullStruAfterRestoreProgress":100,"RestoreTaskFinishTime":1548075391000,`, sdk.Unknown},
	} {
		id := fmt.Sprintf("res-%d", len(a.restore["p"]))
		a.restore["p"] = append(a.restore["p"], fmt.Sprintf(`{%s"RestoreTaskId":%q,"RestoreStatus":%q}`, tt.more, id, tt.word))
		want[id] = tt.state
	}
	tasks, _ := alibabatest.Scan(t, open(t, a.service()), sdk.Query{})
	if len(tasks) != len(want) {
		t.Errorf("%d tasks, want %d", len(tasks), len(want))
	}
	for _, task := range tasks {
		if got, want := task.State, want[task.ID]; got != want {
			t.Errorf("%s %s with the word %q is %s, want %s", task.Type, task.ID, task.RawState, got, want)
		}
	}
}

func TestPrechecks(t *testing.T) {
	for name, tt := range map[string]struct{ answer, want string }{
		"running": {well + `"Status":"running","Items":{"PreCheckProgressDetail":[{"Item":"A","State":"failed"}]}}`, "pending"},
		"passed":  {well + `"Status":"finish"}`, "pending"},
		"failed": {
			well + `"Status":"failed","Items":{"PreCheckProgressDetail":[{"Item":"A","State":"finish"},{"Item":"B","Names":"Rights","State":"failed","ErrMsg":"none"},{"Item":"C","State":"FAILED","ErrMsg":"NULL"}]}}`,
			"failed B|the plan's message (B (Rights): none; C)|precheck",
		},
		"failed, says no more":         {well + `"Status":"failed"}`, "failed |the plan's message|precheck"},
		"new word":                     {well + `"Status":"aborted"}`, "unknown |the plan's message|"},
		"never made":                   {`{"RequestId":"r","Success":true}`, "pending"},
		"never made, of empty members": {well + `"Status":null,"Progress":0,"Items":{"PreCheckProgressDetail":[]}}`, "pending"},
		"no status, a failed check":    {well + `"Items":[{"Item":"B","State":"failed"}]}`, "failed B|the plan's message (B)|precheck"},
		"passed, with a failed check":  {well + `"Status":"finish","Items":[{"Item":"B","State":"failed"}]}`, "failed B|the plan's message (B)|precheck"},
		"in another case":              {well + `"Status":"FAILED","Items":[{"Item":"B","State":"Failed"}]}`, "failed B|the plan's message (B)|precheck"},
		"new word, but failed":         {well + `"Status":"aborted","Items":[{"Item":"B","State":"failed"}]}`, "failed B|the plan's message (B)|precheck"},
	} {
		t.Run(name, func(t *testing.T) {
			a := account{plans: []string{plan("p", "init")}, prechecks: map[string]string{"p": tt.answer}}
			tasks, pages := alibabatest.Scan(t, open(t, a.service()), sdk.Query{})
			if got, want := tell(tasks), "backupPlan p "+tt.want+"\n"; got != want {
				t.Errorf("got %s want %s", got, want)
			}
			for _, p := range pages {
				if len(p.Lookups) > 0 {
					t.Errorf("looked up in vain: %v", p.Lookups)
				}
			}
		})
	}
}

// TestPrechecksThatCannotBeRead holds that a plan in init is not taken for one
// that is well where the service did not say so.
func TestPrechecksThatCannotBeRead(t *testing.T) {
	for name, tt := range map[string]struct {
		answer string
		state  sdk.State // of the plan, whose message makes an unknown one worth showing; empty if it is not
	}{
		"no status":               {well + `"Items":{"PreCheckProgressDetail":[{"Item":"A","State":"finish"}]}}`, sdk.Unknown},
		"nothing, not a success":  {`{"RequestId":"r"}`, sdk.Unknown},
		"no status, one unread":   {well + `"Items":[7]}`, sdk.Unknown},
		"passed, one unreadable":  {well + `"Status":"finish","Items":[7]}`, ""},
		"failed, one unreadable":  {well + `"Status":"failed","Items":[7,{"Item":"B","State":"failed"}]}`, sdk.Failed},
		"aborted, one unreadable": {well + `"Status":"aborted","Items":[null]}`, sdk.Unknown},
	} {
		a := account{plans: []string{plan("p", "init")}, prechecks: map[string]string{"p": tt.answer}}
		s := sdk.Failures(sdk.Query{}, open(t, a.service()))
		var state sdk.State
		var got error
		for task, err := range s.All(context.Background()) {
			if err == nil {
				state = task.State
				continue
			}
			got = err
		}
		if e, _ := errors.AsType[*errors.Error](got); e == nil || e.RequestID != "r" {
			t.Errorf("%s: %v, want an error with the ID of the request", name, got)
		}
		if state != tt.state || !errors.Is(got, errors.Malformed) || s.Complete() {
			t.Errorf("%s: state %q, error %v, complete %v; want %q, malformed and incomplete", name, state, got, s.Complete(), tt.state)
		}
	}
}

func TestErrorCodes(t *testing.T) {
	a := account{
		plans: []string{plan("p", "running")},
		full: map[string][]string{"p": {
			full("named", "failed"), full("unnamed", "fail"), full("silent", "stop"), full("odd", "melted"), full("well", "frozen"), full("code", "bent"),
		}},
		errorCodes: map[string]string{
			"named":   well + `"Item":{"ErrorCode":"Storage.Full","ErrorMessage":"no space"}}`,
			"unnamed": well + `"Item":{}}`,
			"silent":  well + `"ErrCode":"Param.NotFound","Item":{"ErrorCode":"NULL","ErrorMessage":"NULL"}}`,
			"odd":     well + `"Item":{"ErrorCode":"Gateway.Offline","ErrorMessage":"offline"}}`,
			"well":    well + `"Item":{"JobId":"well","JobState":"frozen","ErrorCode":"","ErrorMessage":"NULL"}}`,
			"code":    well + `"Item":{"ErrorCode":"Only.Code"}}`,
		},
	}
	tasks, pages := alibabatest.Scan(t, open(t, a.service()), sdk.Query{})
	want := `backupPlan p running
fullBackup p/named failed Storage.Full|the row's message (no space)|fullBackup
fullBackup p/unnamed failed |the row's message|fullBackup
fullBackup p/silent failed |the row's message|fullBackup
fullBackup p/odd failed Gateway.Offline|the row's message (offline)|fullBackup
fullBackup p/well unknown |the row's message|
fullBackup p/code failed Only.Code|the row's message|fullBackup
`
	if got := tell(tasks); got != want {
		t.Errorf("got\n%s want\n%s", got, want)
	}
	requests := 0
	for _, p := range pages {
		requests += p.Stats.Requests
	}
	if requests != 1+3+6 {
		t.Errorf("%d requests counted, want 10", requests)
	}
}

func TestLookupsAreMadeOnlyForTasksThatAreKept(t *testing.T) {
	a := account{
		plans: []string{plan("p", "running"), plan("q", "init")},
		full:  map[string][]string{"p": {full("a", "failed"), full("b", "melted"), full("c", "finish")}},
	}
	for _, tt := range []struct {
		name string
		q    sdk.Query
		want string
	}{
		{"failed", sdk.Query{States: onlyFailed}, "DescribePreCheckProgressList q, DescribeJobErrorCode a, DescribeJobErrorCode b"},
		{"pending", sdk.Query{States: []sdk.State{sdk.Pending}}, "DescribePreCheckProgressList q"},
		{"unknown", sdk.Query{States: []sdk.State{sdk.Unknown}}, "DescribePreCheckProgressList q, DescribeJobErrorCode b"},
		{"succeeded", sdk.Query{States: []sdk.State{sdk.Succeeded}}, ""},
		{"too old", sdk.Query{States: onlyFailed, Since: time.Unix(1600000000, 0)}, "DescribePreCheckProgressList q"},
		{"another resource", sdk.Query{Resource: "p"}, "DescribeJobErrorCode a, DescribeJobErrorCode b"},
	} {
		a.prechecks = map[string]string{"q": well + `"Status":"finish"}`}
		s := a.service()
		alibabatest.Scan(t, open(t, s), tt.q)
		lookups := slices.DeleteFunc(asked(s), func(a string) bool { return strings.Contains(a, "List") && !strings.Contains(a, "PreCheck") })
		if got := strings.Join(lookups, ", "); got != tt.want {
			t.Errorf("%s: looked up %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestLookupsThatFail(t *testing.T) {
	a := account{
		plans: []string{plan("p", "init"), plan("q", "running")},
		full:  map[string][]string{"q": {full("a", "failed"), full("b", "melted"), full("c", "failed")}},
	}
	for _, tt := range []struct {
		name   string
		status int
		body   string
		kind   errors.Kind
		asked  int // look-ups of sets
		told   string
	}{
		{"broken", 500, `{"Code":"InternalError","Message":"m"}`, errors.Internal, 3, "p q/a q/b q/c"},
		{"denied", 403, `{"Code":"NoPermission","Message":"m"}`, errors.PermissionDenied, 1, "p q/a"},
		{"garbled", 200, `<html></html>`, errors.Malformed, 3, "p q/a q/b q/c"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := a.service()
			for _, action := range []string{"DescribeJobErrorCode", "DescribePreCheckProgressList"} {
				s.Register(action, httpmock.NewStringResponder(tt.status, tt.body))
			}
			tasks, pages := alibabatest.Scan(t, open(t, s), sdk.Query{})
			want := `backupPlan p unknown |the plan's message|
backupPlan q running
fullBackup q/a failed |the row's message|fullBackup
fullBackup q/b unknown |the row's message|
fullBackup q/c failed |the row's message|fullBackup
`
			if got := tell(tasks); got != want {
				t.Errorf("got\n%s want\n%s", got, want)
			}
			var lookups []*errors.Error
			counted := 0
			for _, p := range pages {
				lookups = append(lookups, p.Lookups...)
				counted += len(p.Lookups) + p.NotLookedUp
			}
			told := strings.Fields(tt.told)
			if len(lookups) != len(told) || counted != 4 {
				t.Fatalf("%d failed look-ups were told and %d counted, want %d and 4: %v", len(lookups), counted, len(told), lookups)
			}
			for i, id := range told {
				if lookups[i].Kind != tt.kind || !strings.Contains(lookups[i].Message, "task "+id+" ") {
					t.Errorf("look-up %d: %v, want %s that names %s", i, lookups[i], tt.kind, id)
				}
			}
			if n := s.Count("DescribeJobErrorCode"); n != tt.asked {
				t.Errorf("%d look-ups sent, want %d: %v", n, tt.asked, asked(s))
			}
		})
	}
}

// TestOneJobOfSeveralFiles holds that log files of one job are told apart: one
// that failed is not lost behind one that went well.
func TestOneJobOfSeveralFiles(t *testing.T) {
	a := account{
		plans: []string{plan("p", "running")},
		increments: map[string][]string{"p": {
			`{"BackupSetJobId":"j","BackupSetId":"mysql-bin.000001","BackupStatus":"COMPLETED"}`,
			`{"BackupSetJobId":"j","BackupSetId":"mysql-bin.000002","BackupStatus":"FAILED"}`,
		}},
	}
	tasks, _ := alibabatest.Scan(t, open(t, a.service()), sdk.Query{States: onlyFailed})
	if got, want := tell(tasks), "incrementBackup p/j failed ||incrementBackup\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

func TestAnIncrementNeedNotBeKnown(t *testing.T) {
	a := account{
		plans:      []string{plan("p", "running")},
		full:       map[string][]string{"p": {full("a", "failed")}},
		increments: map[string][]string{"p": {`{"BackupSetJobId":"j","BackupStatus":"failed"}`}},
		errorCodes: map[string]string{},
	}
	for _, id := range []string{"a", "j"} {
		a.errorCodes[id] = `{"Success":false,"ErrCode":"Param.NotFound","HttpStatusCode":404,"RequestId":"r"}`
	}
	tasks, pages := alibabatest.Scan(t, open(t, a.service()), sdk.Query{States: onlyFailed})
	var lookups []*errors.Error
	for _, p := range pages {
		lookups = append(lookups, p.Lookups...)
	}
	if len(tasks) != 2 || len(lookups) != 1 || !strings.Contains(lookups[0].Message, "p/a") {
		t.Errorf("tasks %s, failed look-ups %v; want two, and the full set's alone", alibabatest.IDs(tasks), lookups)
	}
}

func TestGetWhereTheListOfPlansRefusesARestore(t *testing.T) {
	a := account{restore: map[string][]string{"r1": {`{"RestoreTaskId":"r1","RestoreStatus":"running"}`}}}
	s := a.service()
	s.Register("DescribeBackupPlanList", httpmock.NewStringResponder(200, `{"Success":false,"ErrCode":"InvalidParameterValid","HttpStatusCode":400,"RequestId":"r"}`))
	c := open(t, s)
	if task, err := c.Get(context.Background(), "r1"); err != nil || task.ID != "r1" || task.State != sdk.Running {
		t.Errorf("r1 is %+v, %v, want a running restore", task, err)
	}
	// The list of plans refuses everything, so nobody knows whether r2 is a plan.
	if _, err := c.Get(context.Background(), "r2"); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("r2: %v, want what the list of plans said", err)
	}
}

// The ID of nothing is not_found by whichever code the service says that it does
// not know it, where the whole list of plans does not have it either. A list that
// has it proves that the code means something else.
func TestGetOfAnIDThatDoesNotExist(t *testing.T) {
	refusals := []struct {
		status int
		body   string
	}{
		{400, `{"Code":"InvalidJobId","Message":"The specified parameter BackupPlanId value is not valid.","RequestId":"r"}`},
		{400, `{"Code":"InvalidParameterValid","Message":"The specified parameter BackupPlanId value is not valid.","RequestId":"r"}`},
		{200, `{"Success":false,"ErrCode":"InvalidParameterValid","HttpStatusCode":400,"RequestId":"r"}`},
		{200, `{"Success":false,"ErrCode":"Param.NotFound","HttpStatusCode":404,"RequestId":"r"}`},
		{404, `{"Code":"BackupPlan.NotFound","Message":"m","RequestId":"r"}`},
	}
	for _, refused := range refusals {
		a := account{plans: []string{plan("p", "running")}, full: map[string][]string{"p": {full("1", "finish")}}}
		a.before = func(action string, q url.Values) (int, string) {
			for name := range q { // every ID is refused, whether it exists or not
				if name == "BackupPlanId" && action == "DescribeBackupPlanList" || name == "RestoreTaskId" || name == "BackupSetId" {
					return refused.status, refused.body
				}
			}
			return 0, ""
		}
		c := open(t, a.service())
		for _, id := range []string{"x", "x/1", "p/2"} {
			if task, err := c.Get(context.Background(), id); !errors.Is(err, errors.NotFound) {
				t.Errorf("%s: Get(%q) is %+v, %v, want not_found", refused.body, id, task, err)
			}
		}
		if task, err := c.Get(context.Background(), "p"); err != nil || task.ID != "p" {
			t.Errorf("%s: Get(p) is %+v, %v, want the plan that the whole list has", refused.body, task, err)
		}
	}
}

func TestGetOfARowThatCannotBeRead(t *testing.T) {
	a := account{plans: []string{`{"BackupPlanId":"p","BackupGatewayId":"1e99"}`}}
	if task, err := open(t, a.service()).Get(context.Background(), "p"); !errors.Is(err, errors.Malformed) {
		t.Errorf("p is %+v, %v, want malformed", task, err)
	}
}

func TestNamedPlans(t *testing.T) {
	a := account{
		plans: []string{plan("a", "stop"), plan("b", "running"), plan("c", "stop")},
		full:  map[string][]string{"a": {full("1", "finish")}, "b": {full("2", "finish")}, "c": {full("3", "finish")}},
	}
	s := a.service()
	tasks, _ := alibabatest.Scan(t, open(t, s, func(c *settings) { c.Plans = []string{"b", "a", "b"} }), sdk.Query{})
	if got, want := alibabatest.IDs(tasks), "a b a/1 b/2"; got != want {
		t.Errorf("tasks %s, want %s", got, want)
	}
	if first := asked(s)[0]; first != "DescribeBackupPlanList a,b" {
		t.Errorf("first asked %q, want both plans at once", first)
	}

	t.Run("that are missing", func(t *testing.T) {
		c := open(t, a.service(), func(c *settings) { c.Plans = []string{"x", "b", "z"} })
		tasks, _, err := alibabatest.Read(t, c)
		if got, want := alibabatest.IDs(tasks), "b b/2"; got != want {
			t.Errorf("tasks %s, want %s", got, want)
		}
		if !errors.Is(err, errors.NotFound) || !strings.Contains(err.Error(), "backup plan x ") || !strings.Contains(err.Error(), "backup plan z ") {
			t.Errorf("error %v, want not_found that names x and z", err)
		}
	})
	t.Run("in batches, whatever else is answered", func(t *testing.T) {
		many := account{}
		var names []string
		for i := range 70 {
			names = append(names, fmt.Sprintf("plan%02d", i))
			many.plans = append(many.plans, plan(names[i], "running"))
		}
		many.before = func(action string, p url.Values) (int, string) {
			if action == "DescribeBackupPlanList" {
				p.Del("BackupPlanId") // a service that lists them all
			}
			return 0, ""
		}
		tasks, _, err := alibabatest.Read(t, open(t, many.service(), func(c *settings) { c.Plans = names[:65] }))
		if err != nil || len(tasks) != 65 {
			t.Errorf("%d tasks and %v, want 65", len(tasks), err)
		}
	})
}

func TestPlansThatGoAway(t *testing.T) {
	unknown := `{"Success":false,"ErrCode":"Param.NotFound","ErrMessage":"The specified parameter %s value is not valid.","HttpStatusCode":404,"RequestId":"r"}`
	a := account{
		plans: []string{plan("a", "running"), plan("b", "running"), plan("c", "running")},
		full:  map[string][]string{"a": {full("1", "finish")}, "c": {full("3", "finish")}},
	}
	for _, tt := range []struct {
		name   string
		list   string // what the lists of plan b answer
		status int
		gone   bool // whether the plan is, too
		kind   errors.Kind
		want   string
	}{
		{"really", unknown, 200, true, "", "a b c a/1 c/3"},
		{"really, by status", `{"Code":"BackupPlan.NotFound","Message":"m"}`, 404, true, "", "a b c a/1 c/3"},
		{"really, by a code for jobs", `{"Code":"InvalidJobId","Message":"The specified parameter BackupPlanId value is not valid."}`, 400, true, "", "a b c a/1 c/3"},
		{"really, by a code for values", `{"Code":"InvalidParameterValid","Message":"The specified parameter BackupPlanId value is not valid."}`, 400, true, "", "a b c a/1 c/3"},
		{"not, by a code for values", `{"Code":"InvalidParameterValid","Message":"The specified parameter PageSize value is not valid."}`, 400, false, errors.InvalidInput, "a b c a/1 c/3"},
		{"not", unknown, 200, false, errors.InvalidInput, "a b c a/1 c/3"},
		{"not, though a proxy says so", `<html>404</html>`, 404, false, errors.NotFound, "a b c a/1 c/3"},
		{"really, whoever said it", `<html>404</html>`, 404, true, "", "a b c a/1 c/3"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			listed := false
			a.before = func(action string, p url.Values) (int, string) {
				switch {
				case action == "DescribeBackupPlanList" && p.Get("BackupPlanId") == "b" && listed && tt.gone:
					return 200, page(nil, "BackupPlanDetail", p)
				case action == "DescribeBackupPlanList":
					listed = true
				case p.Get("BackupPlanId") == "b":
					return tt.status, tt.list
				}
				return 0, ""
			}
			tasks, stats, err := alibabatest.Read(t, open(t, a.service()))
			if got := alibabatest.IDs(tasks); got != tt.want || errors.KindOf(err) != tt.kind {
				t.Errorf("tasks %q and %v, want %q and %q", got, err, tt.want, tt.kind)
			}
			if stats.Drift > 1 || (stats.Drift > 0) != (tt.kind == "") {
				t.Errorf("drift %d", stats.Drift)
			}
		})
	}
}

// The list of plans is what everything else hangs on; a list inside a plan fails
// alone.
func TestWhatAnErrorEnds(t *testing.T) {
	a := account{plans: []string{plan("a", "running")}, full: map[string][]string{"a": {full("1", "finish")}}}
	for _, tt := range []struct {
		action string
		tasks  string
		ends   bool
	}{{"DescribeBackupPlanList", "", true}, {"DescribeFullBackupList", "a", false}, {"DescribeRestoreTaskList", "a a/1", false}} {
		s := a.service()
		s.Register(tt.action, httpmock.NewStringResponder(404, `<html>not here</html>`))
		var tasks []sdk.Task
		var last sdk.Page
		var failures, unread []error
		for page, err := range open(t, s).Pages(context.Background(), sdk.Query{}) {
			tasks, last = append(tasks, page.Tasks...), page
			if err != nil {
				failures = append(failures, err)
			}
			for _, e := range page.Unread {
				unread = append(unread, e)
			}
		}
		if !tt.ends {
			failures, unread = unread, failures
		}
		if got := alibabatest.IDs(tasks); got != tt.tasks || len(failures) != 1 || len(unread) != 0 || !errors.Is(failures[0], errors.NotFound) {
			t.Errorf("%s fails: tasks %q and %v, want %q and one not_found", tt.action, got, failures, tt.tasks)
		}
		if last.Cursor != "" || last.Stats.Requests == 0 {
			t.Errorf("%s fails: cursor %q, %d requests; want none, and requests", tt.action, last.Cursor, last.Stats.Requests)
		}
	}
}

func TestRowsThatCannotBeRead(t *testing.T) {
	a := account{
		plans: []string{plan("p", "running"), `{"BackupPlanStatus":"stop"}`},
		full:  map[string][]string{"p": {full("1", "finish"), `null`, `{"BackupStatus":"failed"}`, `{"BackupSetId":"2","BackupSize":"1e99"}`, full("3", "finish")}},
	}
	tasks, pages := alibabatest.Scan(t, open(t, a.service()), sdk.Query{})
	if got, want := alibabatest.IDs(tasks), "p p/1 p/3"; got != want {
		t.Errorf("tasks %s, want %s", got, want)
	}
	var dropped []string
	rows := 0
	for _, p := range pages {
		rows += p.Stats.Rows
		for _, e := range p.Dropped {
			dropped = append(dropped, e.Operation)
			if e.Kind != errors.Malformed || !strings.Contains(e.Message, "row ") {
				t.Errorf("dropped %v, want malformed that names the row", e)
			}
			if e.RequestID != "r" {
				t.Errorf("dropped %v, want it with the ID of the request", e)
			}
		}
	}
	if got, want := strings.Join(dropped, " "), "DescribeBackupPlanList DescribeFullBackupList DescribeFullBackupList DescribeFullBackupList"; got != want {
		t.Errorf("dropped in %s, want %s", got, want)
	}
	if rows != 7 {
		t.Errorf("%d rows counted, want 7", rows)
	}
}

// A list of one row may come without its brackets.
func TestListsOfOneRowWithoutBrackets(t *testing.T) {
	a := account{
		plans:      []string{plan("p", "running")},
		full:       map[string][]string{"p": {full("1", "failed")}},
		increments: map[string][]string{"p": {`{"BackupSetJobId":"2","BackupStatus":"COMPLETED"}`}},
		restore:    map[string][]string{"p": {`{"RestoreTaskId":"3","RestoreStatus":"stop","BackupPlanId":"p"}`}},
	}
	want, _ := alibabatest.Scan(t, open(t, a.service()), sdk.Query{})
	a.form = func(body string) string { return unlisted(t, body) }
	for _, raw := range []bool{false, true} {
		tasks, pages := alibabatest.Scan(t, open(t, a.service()), sdk.Query{Raw: raw})
		for _, p := range pages {
			if len(p.Dropped)+len(p.Lookups) > 0 {
				t.Errorf("raw %v: dropped %v, look-ups %v", raw, p.Dropped, p.Lookups)
			}
		}
		for i := range tasks {
			if raw != strings.Contains(string(tasks[i].Raw), `Id":`) || strings.Contains(string(tasks[i].Raw), "Detail") {
				t.Errorf("raw %v: Raw of %s is %s, want the row without its wrapper", raw, tasks[i].ID, tasks[i].Raw)
			}
			tasks[i].Raw = nil
		}
		if !reflect.DeepEqual(tasks, want) || len(want) != 4 {
			t.Errorf("raw %v: got\n%s want\n%s", raw, tell(tasks), tell(want))
		}
	}
}

func TestAServiceThatCountsPagesFromOne(t *testing.T) {
	var sets []string
	for i := range 70 {
		sets = append(sets, full(fmt.Sprintf("s%02d", i), "finish"))
	}
	a := account{plans: []string{plan("p", "running")}, full: map[string][]string{"p": sets}}
	a.before = func(_ string, p url.Values) (int, string) {
		number := 0
		_, _ = fmt.Sscan(p.Get("PageNum"), &number)
		p.Set("PageNum", fmt.Sprint(max(number-1, 0)))
		return 0, ""
	}
	tasks, _ := alibabatest.Scan(t, open(t, a.service()), sdk.Query{PageSize: 30})
	if len(tasks) != 71 {
		t.Errorf("%d tasks, want 71", len(tasks))
	}
}

func TestASizeThatIsRefused(t *testing.T) {
	a := account{plans: []string{plan("p", "running")}, full: map[string][]string{"p": {full("1", "finish")}}}
	a.before = func(_ string, p url.Values) (int, string) {
		if p.Get("PageSize") == "100" {
			return 200, `{"Success":false,"ErrCode":"InvalidParameterValid","HttpStatusCode":400,"RequestId":"r"}`
		}
		return 0, ""
	}
	if tasks, _ := alibabatest.Scan(t, open(t, a.service()), sdk.Query{}); len(tasks) != 2 {
		t.Errorf("tasks %s, want two", alibabatest.IDs(tasks))
	}
}

func TestRegionIsSentToASharedHost(t *testing.T) {
	for _, tt := range []struct{ region, endpoint, want string }{
		{"cn-shanghai", "", "cn-shanghai"},
		{"cn-hangzhou", "", "cn-hangzhou"},
		{"cn-chengdu", "", ""},
		{"cn-shanghai", "http://dbs.test", ""},
		{"cn-shanghai", "https://DBS-API.cn-hangzhou.aliyuncs.com", "cn-shanghai"},
	} {
		s := account{plans: []string{plan("p", "running")}}.service()
		alibabatest.Scan(t, open(t, s, func(c *settings) { c.Region, c.Endpoint = tt.region, tt.endpoint }), sdk.Query{})
		var sent []string
		for _, r := range s.Asked {
			if r.Action == "DescribeBackupPlanList" {
				sent = append(sent, r.Params.Get("Region"))
			}
		}
		if len(sent) != 1 || sent[0] != tt.want {
			t.Errorf("%s at %q: sent the regions %q, want %q", tt.region, tt.endpoint, sent, tt.want)
		}
	}
}

func TestCancellation(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	a := account{plans: []string{plan("p", "running")}, full: map[string][]string{"p": {full("1", "failed"), full("2", "failed")}}}
	s := a.service()
	s.Answer("DescribeJobErrorCode", func(url.Values) (int, string) {
		cancel()
		return 200, well + `"Item":null}`
	})
	var last sdk.Page
	var err error
	n := 0
	for last, err = range open(t, s).Pages(ctx, sdk.Query{}) {
		n++
	}
	if !errors.Is(err, errors.Canceled) || !errors.Is(err, context.Canceled) || n != 2 || len(last.Lookups) > 0 || last.Cursor == "" {
		t.Errorf("%d pages, the last with %v, %d look-ups and the cursor %q", n, err, len(last.Lookups), last.Cursor)
	}
}

func TestAStrangeCursor(t *testing.T) {
	alibabatest.StrangeCursor(t, open(t, account{}.service()))
}

func TestNewChecksPlans(t *testing.T) {
	for _, id := range []string{"", ".", "..", "a,b", "a/b", "a b"} {
		if _, err := dbs.New(alibaba.Config{Region: "cn-hangzhou"}, dbs.Options{Plans: []string{id}}); !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), "Plans") {
			t.Errorf("the plan %q: %v, want invalid_input that names Plans", id, err)
		}
	}
	if _, err := dbs.New(alibaba.Config{}, dbs.Options{}); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("no region: %v, want invalid_input", err)
	}
}

// One plan that may not be read hides no other: field case 40.
func TestAPlanThatMayNotBeReadFailsAlone(t *testing.T) {
	a := account{
		plans: []string{plan("p1", "running"), plan("p2", "running")},
		full:  map[string][]string{"p2": {full("1", "failed")}},
	}
	s := a.service()
	s.Answer("DescribeFullBackupList", func(p url.Values) (int, string) {
		if p.Get("BackupPlanId") == "p1" {
			return 403, `{"Code":"Forbidden.RAM","Message":"no"}`
		}
		return 200, page(a.full["p2"], "FullBackupFile", p)
	})
	scan := sdk.Failures(sdk.Query{}, open(t, s))
	var ids, errs []string
	for task, err := range scan.All(t.Context()) {
		if err != nil {
			errs = append(errs, err.Error())
			continue
		}
		ids = append(ids, task.ID)
	}
	r := scan.Receipts()[0]
	if strings.Join(ids, " ") != "p2/1" || r.Complete || r.Unread != 1 || r.Cursor != "" {
		t.Errorf("tasks %q, complete %v, unread %d, cursor %q; want p2/1, and p1 unread", ids, r.Complete, r.Unread, r.Cursor)
	}
	if len(errs) != 1 || !strings.Contains(errs[0], "the full list of the backup plan p1 could not be read") {
		t.Errorf("errors %q, want one that names the plan", errs)
	}
}
