package vbs_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/vbs"
)

// given is an answer. The zero value is one of no policies and no tasks.
type given struct {
	status int
	body   string
}

func (g given) responder() httpmock.Responder {
	if g == (given{}) {
		g = given{200, `{"backup_policies":[],"count":0,"tasks":[]}`}
	}
	return httpmock.NewStringResponder(g.status, g.body)
}

// lists answers with the list of policies, and with those that are left where it is
// asked for again.
func lists(first given, left ...given) httpmock.Responder {
	r := first.responder()
	for _, g := range left {
		r = r.Then(g.responder())
	}
	return r
}

// withPolicies is a client of a service without backups and jobs, with its list of
// policies and the tasks of the policies a and b.
func withPolicies(t *testing.T, list httpmock.Responder, a, b given) *vbs.Client {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v2+"/backuppolicy", list)
	mock.RegisterResponder("GET", v2+"/backuppolicy/a/backuptasks", a.responder())
	mock.RegisterResponder("GET", v2+"/backuppolicy/b/backuptasks", b.responder())
	mock.RegisterNoResponder(httpmock.NewStringResponder(404, `{"itemNotFound":{"message":"no","code":404}}`))
	return open(t, config(mock))
}

// That a task is nowhere is said only where all was read.
func TestGetOfWhatMayBeThere(t *testing.T) {
	ok := func(body string) given { return given{200, body} }
	both, one := ok(`{"backup_policies":[{"backup_policy_id":"a"},{"backup_policy_id":"b"}]}`), ok(`{"count":1,"tasks":[{"job_id":"wanted"}]}`)
	gateway := given{404, `{"error_code":"APIGW.0101","error_msg":"The API does not exist"}`}
	for _, c := range []struct {
		name       string
		list, a, b given
		want       errors.Kind // empty where the task is found
		says       string
		left       []given // the list of policies when it is asked for again
	}{
		{name: "no policies", want: errors.NotFound},
		{name: "no tasks", list: both, want: errors.NotFound},
		{name: "another task", list: both, a: ok(`{"count":1,"tasks":[{"job_id":"other"}]}`), want: errors.NotFound},
		{name: "a policy that is gone", list: both, left: []given{ok(`{"backup_policies":[{"backup_policy_id":"b"}]}`)}, a: given{404, `{"error":{"code":"AutoBackup.1100","message":"gone"}}`}, want: errors.NotFound},
		{name: "a policy that only seems gone", list: both, left: []given{both}, a: given{404, `{"error":{"code":"AutoBackup.1100","message":"gone"}}`}, want: errors.Malformed, says: "AutoBackup.1100"},
		{name: "in the first", list: both, a: one},
		{name: "in the last", list: both, b: one},

		{name: "a policy that is none", list: ok(`{"backup_policies":[7,{"backup_policy_id":"b"}]}`), want: errors.Malformed, says: "row 0 is a number, not an object"},
		{name: "no policy can be read", list: ok(`{"backup_policies":[7]}`), want: errors.Malformed, says: "row 0 is a number, not an object"},
		{name: "a policy without an ID", list: ok(`{"backup_policies":[{"backup_policy_id":"a"},{}]}`), want: errors.Malformed, says: "row 1 has no backup_policy_id"},
		{name: "a task that is none", list: both, a: ok(`{"count":1,"tasks":["x"]}`), want: errors.Malformed, says: "(in the list of a)"},
		{name: "a task of the last that is none", list: both, b: ok(`{"count":1,"tasks":["x"]}`), want: errors.Malformed, says: "(in the list of b)"},
		{name: "a task without a job_id", list: both, a: ok(`{"count":1,"tasks":[{"vbs_job_id":"v"}]}`), want: errors.Malformed, says: "row 0 has no job_id"},
		{name: "a task that is counted and not given", list: both, a: ok(`{"count":1,"tasks":[]}`), want: errors.Malformed},
		{name: "policies that are not published", list: gateway, want: errors.Malformed, says: "APIGW.0101"},
		{name: "a page for the policies", list: ok(`<html>`), want: errors.Malformed},
		{name: "no answer about policies", list: given{503, ""}, want: errors.Unavailable},
		{name: "a path that is not published", list: both, a: gateway, want: errors.Malformed, says: "APIGW.0101"},
		{name: "a proxy's page", list: both, b: given{404, "<html>"}, want: errors.Malformed},
		{name: "no answer about tasks", list: both, a: given{503, ""}, want: errors.Unavailable},

		{name: "there beside a policy that is none", list: ok(`{"backup_policies":[7,{"backup_policy_id":"b"}]}`), b: one},
		{name: "there behind a task that is none", list: both, a: ok(`{"count":1,"tasks":["x"]}`), b: one},
		{name: "there beside a task that is none", list: both, b: ok(`{"count":2,"tasks":["x",{"job_id":"wanted"}]}`)},
	} {
		task, err := withPolicies(t, lists(c.list, c.left...), c.a, c.b).Get(t.Context(), "wanted")
		e, _ := errors.AsType[*errors.Error](err)
		switch {
		case c.want == "" && (err != nil || task.ID != "wanted" || string(task.Raw) != `{"job_id":"wanted"}`):
			t.Errorf("%s: got %+v, %v, want the task", c.name, task, err)
		case c.want == "" || c.want == errors.NotFound && errors.Is(err, c.want) && e.Service == "vbs":
		case e == nil || e.Kind != c.want || e.Service != "vbs" || !strings.Contains(e.Error(), c.says) || task.ID != "":
			t.Errorf("%s: got %+v, %v, want %s that says %q", c.name, task, err, c.want, c.says)
		case errors.Is(err, errors.NotFound):
			t.Errorf("%s: %v is also one of kind not_found", c.name, err)
		}
	}
}

// A task is found by its own ID also when it has come to a job, whose ID it has
// then. Whoever waits for it has no other.
func TestGetOfATaskThatCameToAJob(t *testing.T) {
	client := withPolicies(t, lists(given{200, `{"backup_policies":[{"backup_policy_id":"a"}]}`}),
		given{200, `{"count":1,"tasks":[{"job_id":"wanted","vbs_job_id":"job","status":"EXECUTE_FAIL"}]}`}, given{})
	if task, err := client.Get(t.Context(), "wanted"); err != nil || task.ID != "job" || task.Failure == nil {
		t.Errorf("got %+v, %v, want the failed task with its job's ID", task, err)
	}
}

// A service that does not choose by job_id gives all tasks, and not all at once.
func TestGetReadsListsToTheirEnd(t *testing.T) {
	const all = 90
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"a"}]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy/a/backuptasks", func(req *http.Request) (*http.Response, error) {
		limit, _ := strconv.Atoi(req.URL.Query().Get("limit"))
		offset, _ := strconv.Atoi(req.URL.Query().Get("offset"))
		var rows []string
		for i := offset; i < min(offset+limit, all); i++ {
			rows = append(rows, fmt.Sprintf(`{"job_id":"t%d"}`, i))
		}
		return httpmock.NewStringResponse(200, fmt.Sprintf(`{"count":%d,"tasks":[%s]}`, all, strings.Join(rows, ","))), nil
	})
	mock.RegisterNoResponder(httpmock.NewStringResponder(404, `{"itemNotFound":{"message":"no","code":404}}`))
	client := open(t, config(mock))
	for _, id := range []string{"t0", "t50", "t89"} {
		if task, err := client.Get(t.Context(), id); err != nil || task.ID != id {
			t.Errorf("%s: got %+v, %v", id, task, err)
		}
	}
	if _, err := client.Get(t.Context(), "t90"); !errors.Is(err, errors.NotFound) {
		t.Errorf("t90: got %v, want not_found", err)
	}
}

// What Pages lists Get finds, also where the service does not know the job of a
// policy's task any more.
func TestGetFindsAListedTaskWhoseJobIsGone(t *testing.T) {
	const job = "0123456789abcdef0123456789abcdef"
	client := withPolicies(t, lists(given{200, `{"backup_policies":[{"backup_policy_id":"a"},{"backup_policy_id":"b"}]}`}),
		given{200, `{"count":2,"tasks":[{"job_id":"x"},{"job_id":"y","vbs_job_id":"other"}]}`},
		given{200, `{"count":1,"tasks":[{"job_id":"wanted","vbs_job_id":"` + job + `","status":"EXECUTE_FAIL","code":"VolumeBackup.0021"}]}`})
	task, err := client.Get(t.Context(), job)
	if err != nil || task.ID != job || task.RawState != "EXECUTE_FAIL" || task.Failure == nil || task.Failure.Code != "VolumeBackup.0021" {
		t.Errorf("got %+v, %v, want the failed task", task, err)
	}
	const none = "ffffffffffffffffffffffffffffffff"
	if _, err := client.Get(t.Context(), none); !errors.Is(err, errors.NotFound) {
		t.Errorf("%s: got %v, want not_found", none, err)
	}
}
