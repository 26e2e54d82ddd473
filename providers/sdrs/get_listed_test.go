package sdrs_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// A failed job is told as its row in the task center tells it; what the row does
// not have is the job's.
func TestFailedJobIsToldAsItsRow(t *testing.T) {
	const failed = `{"status":"FAIL","job_id":"j","job_type":"createReplicationPairNoCG","begin_time":"2026-11-22T01:00:00.000Z","end_time":"2026-11-22T02:00:00.000Z",
		"error_code":"EVS.2024","fail_reason":"disk","entities":{"replication_pair_id":"p"}}`
	row := func(members string) string { return `{"job_status":"FAIL","job_id":"j",` + members + `}` }
	for _, c := range []struct {
		name, job string
		rows      []string
		want      string
	}{
		{"the row's words", failed, []string{row(`"resource_id":"p","resource_name":"Pair","resource_type":"replications","failure_status":"createFail","job_type":"createReplicationPair","error_code":"SDRS.1606","fail_reason":"all"`)}, "createReplicationPair FAIL p Pair createFail SDRS.1606 all"},
		{"no reason in the row", failed, []string{row(`"resource_id":"p","failure_status":"createFail","job_type":"x","error_code":"SDRS.1606","fail_reason":"NULL"`)}, "x FAIL p  createFail SDRS.1606 disk"},
		{"no code in the row", failed, []string{row(`"resource_id":"p","failure_status":"createFail","job_type":"x","fail_reason":"all"`)}, "x FAIL p  createFail  all (EVS.2024: disk)"},
		{"nothing in the row", failed, []string{row(`"resource_id":"p"`)}, " FAIL p    EVS.2024: disk"},
		{"of several resources, its own", failed, []string{row(`"resource_id":"a","resource_name":"A"`), row(`"resource_id":"p","resource_name":"Pair"`)}, " FAIL p Pair   EVS.2024: disk"},
		{"of others', the first", failed, []string{row(`"resource_id":"a","resource_name":"A"`), row(`"resource_id":"b"`)}, " FAIL a A   EVS.2024: disk"},
		{"another's row", failed, []string{`{"job_id":"k","resource_id":"p"}`}, "createReplicationPairNoCG FAIL p  createFail EVS.2024 disk"},
		{"no row", failed, nil, "createReplicationPairNoCG FAIL p  createFail EVS.2024 disk"},
		{"a step's words", strings.Replace(failed, `"replication_pair_id"`, `"sub_jobs":[{"status":"FAIL","job_type":"step","error_code":"EVS.2025"}],"replication_pair_id"`, 1), nil, "createReplicationPairNoCG FAIL p  createFail EVS.2025 disk"},
		{"a type without a word", strings.Replace(failed, "createReplicationPairNoCG", "addNicNew", 1), nil, "addNicNew FAIL p  addNicNew EVS.2024 disk"},
	} {
		task, err := oneJob(t, c.job, c.rows...).Get(t.Context(), "j")
		if err != nil || task.Failure == nil || task.EndedAt.IsZero() || task.StartedAt.IsZero() || len(task.Raw) == 0 || task.ID != "j" {
			t.Errorf("%s: got %+v, %v", c.name, task, err)
			continue
		}
		got := strings.Join([]string{task.Type, task.RawState, task.Resource.ID, task.Resource.Name, task.Failure.Phase, task.Failure.Code, task.Failure.Reason}, " ")
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// Only a failed job is looked for, in the two lists where it can be, the likelier
// one first.
func TestTaskCenterIsAskedForFailedJobsOnly(t *testing.T) {
	for _, c := range []struct{ kind, status, entities, found, want string }{
		{"createReplicationPairNoCG", "FAIL", `"server_group_id":"g","replication_pair_id":"p"`, "g", "[g]"},
		{"createReplicationPairNoCG", "FAIL", `"server_group_id":"g","replication_pair_id":"p"`, "", "[g][]"},
		{"stopProtectionGroupNoCG", "FAIL", `"server_group_id":"g"`, "", "[]"},
		{"stopProtectionGroupNoCG", "FAIL", `"server_group_id":"g"`, "nowhere", "[][g]"},
		{"createReplicationPairNoCG", "FAIL", `"replication_pair_id":"p"`, "nowhere", "[]"},
		{"createReplicationPairNoCG", "FAIL", `"sub_jobs":[{"status":"FAIL","entities":{"server_group_id":"g"}}],"replication_pair_id":"p"`, "nowhere", "[g][]"},
		{"createReplicationPairNoCG", "SUCCESS", `"server_group_id":"g"`, "nowhere", ""},
		{"createReplicationPairNoCG", "RUNNING", `"server_group_id":"g"`, "nowhere", ""},
		{"createReplicationPairNoCG", "ROLLBACK", `"server_group_id":"g"`, "nowhere", ""},
	} {
		asked := ""
		mock := httpmock.NewMockTransport()
		mock.RegisterResponder("GET", base+"/jobs/j", httpmock.NewStringResponder(200, `{"status":"`+c.status+`","job_type":"`+c.kind+`","entities":{`+c.entities+`}}`))
		mock.RegisterResponder("GET", base+"/task-center/failure-jobs", func(req *http.Request) (*http.Response, error) {
			group := req.URL.Query().Get("server_group_id")
			if asked += "[" + group + "]"; group == c.found {
				return httpmock.NewStringResponse(200, `{"count":1,"failure_jobs":[{"job_id":"j","resource_id":"`+map[bool]string{true: "g", false: "p"}[strings.Contains(c.kind, "Group")]+`"}]}`), nil
			}
			return httpmock.NewStringResponse(200, `{"count":0,"failure_jobs":[]}`), nil
		})
		if _, err := open(t, config(mock)).Get(t.Context(), "j"); err != nil || asked != c.want {
			t.Errorf("%s in %s with %s: asked %s, %v, want %s", c.kind, c.status, c.entities, asked, err, c.want)
		}
	}
}

// A task center that cannot be read hides no job. What may be over the next time is
// told beside it.
func TestJobWhoseTaskCenterCannotBeRead(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   errors.Kind
	}{
		{403, `{"error":{"code":"SDRS.0005","message":"No permission for the operation"}}`, ""},
		{404, `{"error_code":"APIGW.0101","error_msg":"no"}`, ""},
		{200, `<html>`, ""},
		{503, ``, errors.Unavailable},
		{429, `{"error_code":"APIGW.0308","error_msg":"slow"}`, errors.Throttled},
	} {
		mock := httpmock.NewMockTransport()
		mock.RegisterResponder("GET", base+"/jobs/j", httpmock.NewStringResponder(200, job("createReplicationPairNoCG", `"server_group_id":"g","replication_pair_id":"p"`)))
		mock.RegisterResponder("GET", base+"/task-center/failure-jobs", httpmock.NewStringResponder(c.status, c.body))
		task, err := open(t, config(mock)).Get(t.Context(), "j")
		if errors.KindOf(err) != c.want || task.ID != "j" || task.State != sdk.Failed || task.Failure.Phase != "createFail" {
			t.Errorf("%d %s: got %+v, %v, want the job and %q", c.status, c.body, task, err, c.want)
		}
	}
}

// A job in a state that no table has keeps what it says, and one that went well
// warns of a step that did not.
func TestUnknownStateKeepsItsReason(t *testing.T) {
	for body, want := range map[string]string{
		`"status":"ROLLBACK","error_code":"EVS.2024","fail_reason":"why"`:                                          "unknown EVS.2024 why ROLLBACK",
		`"status":"ROLLBACK","entities":{"sub_jobs":[{"status":"FAIL","error_code":"EVS.2024"}]}`:                  "unknown EVS.2024  FAIL",
		`"status":"ROLLBACK","fail_reason":"NULL"`:                                                                 "unknown",
		`"status":"SUCCESS","entities":{"sub_jobs":[{"status":"FAIL","error_code":"EVS.2024"}]}`:                   "succeeded warning EVS.2024  FAIL",
		`"status":"SUCCESS","entities":{"sub_jobs":[{"status":"ROLLBACK","fail_reason":"why","job_type":"step"}]}`: "succeeded warning  why ROLLBACK",
	} {
		task, err := oneJob(t, "{"+body+"}").Get(t.Context(), "j")
		got, f := string(task.State), task.Failure
		if task.Warning != nil {
			got, f = got+" warning", task.Warning
		}
		if f != nil {
			got = strings.Join([]string{got, f.Code, f.Reason, f.Situation}, " ")
		}
		if err != nil || got != want || task.HasTrouble() != (f != nil) {
			t.Errorf("%s: got %q, %v, want %q", body, got, err, want)
		}
	}
}

// What Pages lists Get finds, also where the service does not know the job any more,
// and where the row never named one and goes by its resource.
func TestGetFindsAListedFailureWhoseJobIsGone(t *testing.T) {
	const group = `{"count":1,"server_groups":[{"id":"g"}]}`
	lists := map[string]string{
		"":  `{"count":1,"failure_jobs":[{"job_status":"FAIL","job_id":"top","resource_id":"g","error_code":"SDRS.1013"}]}`,
		"g": `{"count":2,"failure_jobs":[{"job_status":"FAIL","job_id":"deep","resource_id":"p"},{"job_status":"FAIL","job_id":"NULL","resource_id":"nameless"}]}`,
	}
	broken := ""
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", base+"/server-groups", httpmock.NewStringResponder(200, group))
	mock.RegisterResponder("GET", base+"/task-center/failure-jobs", func(req *http.Request) (*http.Response, error) {
		id := req.URL.Query().Get("server_group_id")
		if id == broken {
			return httpmock.NewStringResponse(403, `{"error":{"code":"X.1","message":"refused"}}`), nil
		}
		return httpmock.NewStringResponse(200, lists[id]), nil
	})
	mock.RegisterNoResponder(httpmock.NewStringResponder(404, `{"error":{"code":"SDRS.0204","message":"no such job"}}`))
	client := open(t, config(mock))
	broken = "nothing"
	for _, id := range []string{"top", "deep", "nameless"} {
		if task, err := client.Get(t.Context(), id); err != nil || task.ID != id || task.State != sdk.Failed || len(task.Raw) == 0 {
			t.Errorf("%s: got %+v, %v, want the failure", id, task, err)
		}
	}
	if _, err := client.Get(t.Context(), "none"); !errors.Is(err, errors.NotFound) || !strings.Contains(err.Error(), "no such job") {
		t.Errorf("none: got %v, want not_found", err)
	}
	broken = "g"
	if task, err := client.Get(t.Context(), "top"); err != nil {
		t.Errorf("top, beside a list that is refused: got %+v, %v", task, err)
	}
	if _, err := client.Get(t.Context(), "none"); !errors.Is(err, errors.PermissionDenied) || !strings.Contains(err.Error(), "no such job") {
		t.Errorf("none, where a list is refused: got %v, want both said", err)
	}
}
