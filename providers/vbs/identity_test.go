package vbs_test

import (
	"net/http"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
)

// A key that a row lacks is made of the whole row: tasks of a policy that name no
// disk are not taken for one another.
func TestPolicyTasksWithoutTheirKeyAreNotFolded(t *testing.T) {
	s := huaweitest.Read(t, policyTasks(t, `{"count":7,"tasks":[
		{"status":"EXECUTE_FAIL","vbs_job_id":"v","message":"disk full"},
		{"status":"EXECUTE_FAIL","vbs_job_id":"v","message":"no network"},
		{"status":"EXECUTE_FAIL","vbs_job_id":"v","message":"disk full","resource_id":"NULL","created_at":"2016-12-02T09:06:46.706"},
		{"status":"EXECUTE_FAIL","vbs_job_id":"NULL","job_id":"v","message":"disk full","resource_id":"d"},
		{"status":"EXECUTE_FAIL","vbs_job_id":"NULL","job_id":"w","message":"disk full","resource_id":"d"},
		{"status":"EXECUTE_FAIL","vbs_job_id":"v","message":"disk full"},
		{"status":"EXECUTE_FAIL","vbs_job_id":"NULL","job_id":"null","resource_id":"d"}]}`), sdk.Query{}, 0)
	if s.Err != nil || len(s.Tasks) != 5 || s.Stats.Duplicates != 1 || len(s.Dropped) != 1 {
		t.Errorf("got %+v, %+v, %v, dropped %v; want five, one that is the same in everything, and one that has no name", s.Tasks, s.Stats, s.Err, s.Dropped)
	}
	for _, task := range s.Tasks {
		if task.ID == "NULL" || task.Resource.ID == "NULL" {
			t.Errorf("NULL is taken for a name: %+v", task)
		}
	}
}

// NULL is no name: a backup that has no other is told as one that cannot be read.
func TestABackupCalledNULL(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v2+"/backups/detail", func(req *http.Request) (*http.Response, error) {
		body := `{"backups":[{"id":"NULL","status":"error"},{"id":"b","status":"error"},{"id":"null","status":"error"}]}`
		if req.URL.Query().Get("offset") > "0" {
			body = `{"backups":[]}`
		}
		return httpmock.NewStringResponse(200, body), nil
	})
	mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"NULL"}]}`))
	s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0)
	if s.Err != nil || len(s.Tasks) != 1 || s.Tasks[0].ID != "b" || len(s.Dropped) != 3 {
		t.Errorf("got %+v, %v, dropped %v; want b, and two that have no id, and a policy", s.Tasks, s.Err, s.Dropped)
	}
}

// A service that gives every policy the same tasks has each told once.
func TestTaskOfTwoPoliciesIsToldOnce(t *testing.T) {
	row := given{200, `{"count":2,"tasks":[{"job_id":"1","vbs_job_id":"v","resource_id":"d","status":"EXECUTE_FAIL"},{"job_id":"2","vbs_job_id":"v","resource_id":"e","status":"EXECUTE_FAIL"}]}`}
	client := withPolicies(t, lists(given{200, `{"backup_policies":[{"backup_policy_id":"a"},{"backup_policy_id":"b"}]}`}), row, row)
	tasks, duplicates := 0, 0
	for page, err := range client.Pages(t.Context(), sdk.Query{}) {
		for _, e := range page.Unread { // there is no list of backups here
			if e.Operation != "ListBackupsDetail" {
				t.Error(e)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		tasks, duplicates = tasks+len(page.Tasks), duplicates+page.Stats.Duplicates
	}
	if tasks != 2 || duplicates != 2 {
		t.Errorf("got %d tasks and %d duplicates, want 2 and 2", tasks, duplicates)
	}
}
