package sdrs_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
)

// centre answers for a task center with these groups, of which each has one failure
// unless it is said to answer something else.
func centre(groups []string, says map[string]given) *httpmock.MockTransport {
	mock := httpmock.NewMockTransport()
	var rows []string
	for _, g := range groups {
		rows = append(rows, fmt.Sprintf(`{"id":%s}`, quoted(g)))
	}
	mock.RegisterResponder("GET", base+"/server-groups", httpmock.NewStringResponder(200, fmt.Sprintf(`{"count":%d,"server_groups":[%s]}`, len(rows), strings.Join(rows, ","))))
	mock.RegisterResponder("GET", base+"/task-center/failure-jobs", func(req *http.Request) (*http.Response, error) {
		group := req.URL.Query().Get("server_group_id")
		if a, ok := says[group]; ok {
			return httpmock.NewStringResponse(a.status, a.body), nil
		}
		if group == "" {
			return httpmock.NewStringResponse(200, `{"count":0,"failure_jobs":[]}`), nil
		}
		return httpmock.NewStringResponse(200, fmt.Sprintf(`{"count":1,"failure_jobs":[{"job_id":"job-%s","resource_id":"r"}]}`, group)), nil
	})
	return mock
}

func quoted(s string) string {
	text, _ := json.Marshal(s)
	return string(text)
}

type given struct {
	status int
	body   string
}

// No code of the service's, and no other's, proves that a group is gone while the
// list of groups names it: the scan is not complete, and the next group is read.
func TestNoCodeProvesThatAGroupIsGone(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
	}{
		{500, "SDRS.1914"}, {404, "SDRS.1904"}, {400, "SDRS.1320"}, {400, "SDRS.1928"}, {400, "SDRS.2206"}, {400, "SDRS.1013"},
		{400, "CSBS.3001"}, {404, "VolumeBackup.0021"}, {404, "ELB.0404"}, {404, "WAF.404"}, {404, "IAM.0004"}, {404, "APIGW.0101"},
	} {
		body := fmt.Sprintf(`{"error_code":%q,"error_msg":"no such thing"}`, c.code)
		scan := sdk.Failures(sdk.Query{}, open(t, config(centre([]string{"a", "b", "c"}, map[string]given{"b": {c.status, body}}))))
		var ids, errs []string
		for task, err := range scan.All(t.Context()) {
			if err != nil {
				errs = append(errs, err.Error())
				continue
			}
			ids = append(ids, task.ID)
		}
		r := scan.Receipts()[0]
		if strings.Join(ids, " ") != "job-a job-c" || r.Complete || r.Drift != 0 || r.Unread != 1 {
			t.Errorf("%s with %d: tasks %q, complete %v, drift %d, unread %d; want a and c, and b unread", c.code, c.status, ids, r.Complete, r.Drift, r.Unread)
		}
		if len(errs) != 1 || !strings.Contains(errs[0], `the failures of the protection group "b" could not be read: `) || !strings.Contains(errs[0], c.code) {
			t.Errorf("%s with %d: errors %q, want one that names the group and the code", c.code, c.status, errs)
		}
	}
}

// One of the two levels that cannot be read does not hide the other.
func TestOneLevelFailsAlone(t *testing.T) {
	denied := given{403, `{"error_code":"APIGW.0302","error_msg":"no"}`}
	s := huaweitest.Read(t, open(t, config(centre([]string{"a"}, map[string]given{"": denied}))), sdk.Query{}, 0)
	if len(s.Tasks) != 1 || len(s.Unread) != 1 || !strings.Contains(s.Unread[0].Message, "the failures of protection groups themselves could not be read") {
		t.Errorf("got %d tasks and %v, want 1 and one error that names the level", len(s.Tasks), s.Unread)
	}
}

// The task center tells no end. A failure that began before the window is looked up,
// up to the longest time that a task may take.
func TestWhatEndedInsideTheWindowIsFound(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) string { return now.Add(-d).Format("2006-01-02T15:04:05.000Z") }
	const hour, day = time.Hour, 24 * time.Hour
	row := func(id, begin string) string {
		return fmt.Sprintf(`{"job_id":%q,"resource_id":"r-%s","job_status":"FAIL","begin_time":%q}`, id, id, begin)
	}
	rows := []string{
		row("inside", ago(hour)), row("ended-inside", ago(30*hour)), row("ended-before", ago(40*hour)), row("forgotten", ago(50*hour)),
		row("unreadable", ago(60*hour)), row("endless", ago(61*hour)), row("too-old", ago(9*day)),
	}
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", base+"/server-groups", httpmock.NewStringResponder(200, `{"count":0,"server_groups":[]}`))
	mock.RegisterResponder("GET", base+"/task-center/failure-jobs", httpmock.NewStringResponder(200, fmt.Sprintf(`{"count":%d,"failure_jobs":[%s]}`, len(rows), strings.Join(rows, ","))))
	job := func(id string, status int, body string) {
		mock.RegisterResponder("GET", base+"/jobs/"+id, httpmock.NewStringResponder(status, body))
	}
	ended := func(id string, at string) string {
		return fmt.Sprintf(`{"job_id":%q,"job_type":"createProtectedInstanceNoCG","status":"FAIL","begin_time":%q,"end_time":%q,"entities":{}}`, id, ago(30*hour), at)
	}
	job("ended-inside", 200, ended("ended-inside", ago(2*hour)))
	job("ended-before", 200, ended("ended-before", ago(39*hour)))
	job("forgotten", 404, `{"error_code":"SDRS.0204","error_msg":"The job does not exist"}`)
	job("unreadable", 403, `{"error_code":"APIGW.0302","error_msg":"no"}`)
	job("endless", 200, ended("endless", "")) // not asked for: the right is missing
	job("too-old", 200, ended("too-old", ago(hour)))
	for name, c := range map[string]struct {
		query sdk.Query
		want  string
		older int
	}{
		"seven days": {sdk.Query{Since: now.Add(-day)}, "inside ended-inside unreadable endless", 2},
		"20 hours":   {sdk.Query{Since: now.Add(-day), Longest: 20 * hour}, "inside ended-inside", 4}, // and one that ended before
		"no window":  {sdk.Query{}, "inside ended-inside ended-before forgotten unreadable endless too-old", 0},
	} {
		scan := sdk.Failures(c.query, open(t, config(mock)))
		var ids []string
		for task, err := range scan.All(t.Context()) {
			if err == nil {
				ids = append(ids, task.ID)
			}
		}
		r := scan.Receipts()[0]
		if got := strings.Join(ids, " "); got != c.want || r.Older != c.older {
			t.Errorf("%s: got %s and %d older, want %s and %d", name, got, r.Older, c.want, c.older)
		}
		if lookups := r.Lookups; (lookups > 0) != (name == "seven days") || r.Complete == (lookups > 0) {
			t.Errorf("%s: %d look-ups failed, complete %v", name, lookups, r.Complete)
		}
	}
}
