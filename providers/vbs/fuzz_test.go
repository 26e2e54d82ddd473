package vbs_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/vbs"
)

// answers gives one body to every request.
type answers struct {
	status int
	body   string
}

func (a answers) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body)), Request: req, ContentLength: -1,
	}, nil
}

// seeds are bodies of all operations, and some of none.
func seeds(f *testing.F, more ...string) {
	f.Helper()
	for _, s := range append(more, "", "null", "[]", "{}", "<html>", `{"error":{"code":"X","message":"m"}}`, `{"error_code":"APIGW.0308"}`) {
		f.Add(200, s)
		f.Add(500, s)
	}
}

// honest fails the test if an operation took an answer of an error status for
// success, or gave nothing and no error.
func honest(t *testing.T, status int, out bool, err error) {
	t.Helper()
	if err == nil && (!out || status < 200 || status > 299) {
		t.Errorf("status %d: output %v without an error", status, out)
	}
	if err != nil && out {
		t.Errorf("status %d: an output beside the error %v", status, err)
	}
}

func FuzzListBackups(f *testing.F) {
	seeds(f, testdata(f, "list_backups_detail", "document"), testdata(f, "list_backups_detail", "full"))
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		short, err := client.ListBackups(t.Context(), vbs.ListBackupsInput{})
		honest(t, status, short != nil, err)
		detail, err := client.ListBackupsDetail(t.Context(), vbs.ListBackupsDetailInput{})
		honest(t, status, detail != nil, err)
		if detail != nil {
			for i := range detail.Backups.Rows {
				detail.Backups.Rows[i].Metadata()
			}
		}
	})
}

func FuzzGet(f *testing.F) {
	seeds(f, testdata(f, "show_job", "document"), `{"backup":{"id":"b","status":"error","service_metadata":"{\"progress\":1e9}"}}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		for _, id := range []string{"b-1", "4010b39b5281d3590152874bfa3b1604"} {
			task, err := client.Get(t.Context(), id)
			honest(t, status, task.ID != "", err)
		}
	})
}

func FuzzPolicies(f *testing.F) {
	seeds(f, testdata(f, "list_policies", "document"), testdata(f, "list_policy_tasks", "document"))
	f.Fuzz(func(t *testing.T, status int, body string) {
		client := open(t, config(answers{status, body}))
		policies, err := client.ListPolicies(t.Context(), vbs.ListPoliciesInput{})
		honest(t, status, policies != nil, err)
		tasks, err := client.ListPolicyTasks(t.Context(), vbs.ListPolicyTasksInput{PolicyID: "p"})
		honest(t, status, tasks != nil, err)
	})
}
