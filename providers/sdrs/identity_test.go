package sdrs_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/sdk"
)

// failures is a task center with these groups that has these rows at the level of
// groups, and knows no job. asked counts the jobs that were asked for.
func failures(t *testing.T, groups string, asked *int, rows ...string) *sdrs.Client {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", base+"/server-groups", httpmock.NewStringResponder(200, groups))
	mock.RegisterResponder("GET", base+"/task-center/failure-jobs", func(req *http.Request) (*http.Response, error) {
		from, _ := strconv.Atoi(req.URL.Query().Get("offset"))
		limit, _ := strconv.Atoi(req.URL.Query().Get("limit"))
		page := rows[min(from, len(rows)):min(from+limit, len(rows))]
		return httpmock.NewStringResponse(200, fmt.Sprintf(`{"count":%d,"failure_jobs":[%s]}`, len(rows), strings.Join(page, ","))), nil
	})
	mock.RegisterRegexpResponder("GET", regexp.MustCompile("^"+regexp.QuoteMeta(base+"/jobs/")), func(*http.Request) (*http.Response, error) {
		*asked++
		return httpmock.NewStringResponse(404, `{"error":{"code":"SDRS.0204","message":"no such job"}}`), nil
	})
	return open(t, config(mock))
}

const noGroups = `{"count":0,"server_groups":[]}`

// A group that is called NULL has no name, and cannot be asked for.
func TestAGroupCalledNULL(t *testing.T) {
	s := huaweitest.Read(t, failures(t, `{"count":1,"server_groups":[{"id":"NULL"}]}`, new(int), `{"job_id":"j","resource_id":"r"}`), sdk.Query{}, 0)
	if s.Err != nil || len(s.Tasks) != 1 || len(s.Dropped) != 1 || s.Stats.Requests != 2 {
		t.Errorf("got %+v, %+v, %v, dropped %v; want j, and the group told", s.Tasks, s.Stats, s.Err, s.Dropped)
	}
}

// A key that a row lacks is made of the whole row: failures that name no job, or
// no resource, are not taken for one another.
func TestRowsWithoutTheirKeyAreNotFolded(t *testing.T) {
	rows := []string{
		`{"resource_id":"r","fail_reason":"disk full","begin_time":"2026-01-01T01:00:00Z"}`,
		`{"resource_id":"r","fail_reason":"no network","begin_time":"2026-01-01T01:00:00Z"}`,
		`{"job_id":"NULL","resource_id":"r","fail_reason":"disk full","begin_time":"2026-01-01T02:00:00Z"}`,
		`{"job_id":null,"resource_id":"r","fail_reason":"disk full","begin_time":"2026-01-01T01:00:00Z","failure_status":"startFail"}`,
		`{"job_id":"null","resource_id":"r","error_code":"EVS.2024","begin_time":"2026-01-01T01:00:00Z"}`,
		`{"job_id":"j","resource_name":"one","fail_reason":"x"}`,
		`{"job_id":"j","resource_name":"two","fail_reason":"x"}`,
		`{"job_id":"j","resource_id":"NULL","resource_name":"three","fail_reason":"x"}`,
		`{"job_id":"j","resource_id":"r","fail_reason":"x"}`,
	}
	again := append(rows, rows[0], rows[6]) // what is the same in everything is one
	for _, size := range []int{2, 3, 1000} {
		s := huaweitest.Read(t, failures(t, noGroups, new(int), again...), sdk.Query{PageSize: size}, 0)
		told := map[string]bool{}
		for _, task := range s.Tasks {
			told[fmt.Sprint(task.ID, task.Resource, task.StartedAt, *task.Failure)] = true
			if task.ID == "NULL" || task.Resource.ID == "NULL" {
				t.Errorf("NULL is taken for a name: %+v", task)
			}
		}
		if s.Err != nil || len(s.Tasks) != len(rows) || len(told) != len(rows) || len(s.Dropped) > 0 || s.Stats.Drift > 0 {
			t.Errorf("pages of %d: %d tasks, %d different ones, dropped %v, %+v, %v; want %d", size, len(s.Tasks), len(told), s.Dropped, s.Stats, s.Err, len(rows))
		}
	}
	s := huaweitest.Read(t, failures(t, noGroups, new(int), `{"job_id":"NULL","resource_id":"null"}`), sdk.Query{}, 0)
	if len(s.Tasks) != 0 || len(s.Dropped) != 1 || !errors.Is(s.Dropped[0], errors.Malformed) {
		t.Errorf("a row of neither: %+v, dropped %v; want it dropped", s.Tasks, s.Dropped)
	}
}

// Of a failure that names no job nobody can find out when it ended: it is kept,
// and no job is asked for by the name of its resource.
func TestAFailureWithoutAJobIsKept(t *testing.T) {
	asked := 0
	begun := time.Now().Add(-36 * time.Hour).UTC().Format(time.RFC3339)
	client := failures(t, noGroups, &asked, `{"resource_id":"r","begin_time":"`+begun+`"}`, `{"job_id":"j","resource_id":"r","begin_time":"`+begun+`"}`)
	q := sdk.Query{Since: time.Now().Add(-24 * time.Hour)}
	s := huaweitest.Read(t, client, q, 0)
	if s.Err != nil || len(s.Tasks) != 1 || s.Tasks[0].ID != "r" || !s.Tasks[0].EndUnknown || !q.Keep(s.Tasks[0]) || asked != 1 || s.Stats.Older != 1 {
		t.Errorf("got %+v, %+v, %v, %d jobs asked for; want the one without a job, and the other looked up", s.Tasks, s.Stats, s.Err, asked)
	}
}
