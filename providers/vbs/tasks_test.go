package vbs_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
)

func TestEveryFailureIsFound(t *testing.T) {
	for _, n := range []int{-1, 1, 2, 12, 101} {
		for _, seed := range []uint64{1, 7} {
			client := emulated(t, emulator.Config{Seed: seed, Failures: n})
			total := 0
			for _, size := range []int{0, 1, 7, 100, 5000} {
				s := huaweitest.Read(t, client, sdk.Query{PageSize: size}, 0)
				states, kinds, seen := map[sdk.State]int{}, map[string]int{}, map[string]bool{}
				for _, task := range s.Tasks {
					states[task.State]++
					kinds[task.Type]++
					if seen[task.ID] || (task.Failure != nil) != (task.State.Bad() || task.State == sdk.Unknown) || task.StartedAt.IsZero() || task.Resource.Type != "volume" || task.Raw != nil {
						t.Fatalf("got %+v, once or twice", task)
					}
					seen[task.ID] = true
				}
				if total == 0 {
					total = len(s.Tasks)
				}
				if s.Err != nil || states[sdk.Failed]+states[sdk.Missed] != max(n, 0) || len(s.Tasks) != total || s.Stats.Rows != total {
					t.Errorf("%d failures, seed %d, pages of %d: got %v, %+v, %v", n, seed, size, states, s.Stats, s.Err)
				}
				if kinds["backup"] == 0 || kinds["backuptask"] == 0 || len(kinds) != 2 {
					t.Errorf("got types %v, want backup and backuptask", kinds)
				}
				for _, state := range sdk.States() {
					absent := state == sdk.Canceled || state == sdk.Partial || state == sdk.Failed && n < 0 ||
						state == sdk.Missed && n < 4 || state == sdk.Unknown && n < 12
					if (states[state] == 0) != absent {
						t.Errorf("%d failures: got states %v, want all that the service lists", n, states)
					}
				}
			}
		}
	}
}

func TestTaskOfTheDocument(t *testing.T) {
	client := canned(t, "GET", v2+"/backups/detail", 200, huaweitest.Testdata(t, "list_backups_detail", "document"))
	s := huaweitest.Read(t, client, sdk.Query{Raw: true, PageSize: 100}, 1)
	if len(s.Tasks) != 1 || !strings.HasPrefix(string(s.Tasks[0].Raw), `{"status":"error","description":null,"links":[`) {
		t.Fatalf("got %+v, %v", s.Tasks, s.Err)
	}
	s.Tasks[0].Raw = nil
	want := sdk.Task{
		Service: "vbs", Region: "eu-de", Project: "emulator-project", ID: "1d1139d8-8989-49d3-8aa1-83eb691e6db2", Type: "backup",
		State: sdk.Failed, RawState: "error", Resource: sdk.Resource{ID: "2748f2f2-4394-4e6e-af8d-8dd34496c024", Type: "volume"},
		StartedAt: time.Date(2013, 6, 27, 8, 48, 3, 0, time.UTC), Progress: 30,
		Failure: vbs.Codes().Failure("", "Connection to swift failed: [Errno 111] ECONNREFUSED", ""),
	}
	want.Failure.Situation = "error"
	if f := want.Failure; f.Kind != errors.Unknown || f.Retry != errors.RetryUnknown {
		t.Errorf("kind %s, retry %s, want unknown", f.Kind, f.Retry)
	}
	if !reflect.DeepEqual(s.Tasks[0], want) {
		t.Errorf("got  %+v\nwant %+v", s.Tasks[0], want)
	}
}

func TestStates(t *testing.T) {
	for word, want := range map[string]sdk.State{
		"creating": sdk.Running, "available": sdk.Succeeded, "error": sdk.Failed, "restoring": sdk.Running, "deleting": sdk.Running,
		"error_restoring": sdk.Failed, "error_deleting": sdk.Unknown, "": sdk.Unknown,
		"Error": sdk.Failed, "ERROR_RESTORING": sdk.Failed,
	} {
		client := canned(t, "GET", v2+"/backups/b-1", 200, `{"backup":{"id":"b-1","status":"`+word+`","fail_reason":"NULL"}}`)
		task, err := client.Get(t.Context(), "b-1")
		if err != nil || task.State != want || task.RawState != word || (task.Failure != nil) != (want == sdk.Failed) {
			t.Errorf("backup %q: got %+v, %v, want %s", word, task, err, want)
		}
		if f := task.Failure; f != nil && (f.Reason != "" || (f.Phase == "restoring") != strings.EqualFold(word, "error_restoring")) {
			t.Errorf("backup %q: got failure %+v", word, f)
		}
	}
	const id = "4010b39b5281d3590152874bfa3b1604"
	for word, want := range map[string]sdk.State{
		"INIT": sdk.Pending, "RUNNING": sdk.Running, "SUCCESS": sdk.Succeeded, "FAIL": sdk.Failed, "Fail": sdk.Failed, "PAUSED": sdk.Unknown,
	} {
		client := canned(t, "GET", v1+"/jobs/"+id, 200, `{"status":"`+word+`"}`)
		task, err := client.Get(t.Context(), id)
		if err != nil || task.State != want || task.RawState != word || task.ID != id {
			t.Errorf("job %q: got %+v, %v, want %s", word, task, err, want)
		}
	}
	for word, want := range map[string]sdk.State{
		"WAITING": sdk.Pending, "RUNNING": sdk.Running, "EXECUTE_SUCCESS": sdk.Succeeded, "EXECUTE_FAIL": sdk.Failed, "EXECUTE_TIMEOUT": sdk.Failed,
		"SKIP": sdk.Missed, "EXECUTE_PARTLY": sdk.Unknown, "execute_fail": sdk.Failed,
	} {
		s := huaweitest.Read(t, policyTasks(t, `{"count":1,"tasks":[{"status":"`+word+`","job_id":"j"}]}`), sdk.Query{}, 0)
		if s.Err != nil || len(s.Tasks) != 1 || s.Tasks[0].State != want || s.Tasks[0].ID != "j" || (s.Tasks[0].Failure != nil) != want.Bad() {
			t.Errorf("policy task %q: got %+v, %v, want %s", word, s.Tasks, s.Err, want)
		}
	}
}

// TestOneJobOfSeveralDisks holds that a task which failed is not lost behind
// another one of the same job.
func TestOneJobOfSeveralDisks(t *testing.T) {
	s := huaweitest.Read(t, policyTasks(t, `{"count":2,"tasks":[
		{"status":"EXECUTE_SUCCESS","job_id":"j1","vbs_job_id":"v","resource_id":"disk-1"},
		{"status":"EXECUTE_FAIL","job_id":"j2","vbs_job_id":"v","resource_id":"disk-2"}]}`), sdk.Query{}, 0)
	if s.Err != nil || len(s.Tasks) != 2 || s.Stats.Duplicates != 0 {
		t.Errorf("got %+v, %+v, %v, want both", s.Tasks, s.Stats, s.Err)
	}
}

// policyTasks is a client of a service without backups, with one policy and body
// for its tasks.
func policyTasks(t *testing.T, body string) sdk.Client {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v2+"/backups/detail", httpmock.NewStringResponder(200, `{"backups":[]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"p"}]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy/p/backuptasks", httpmock.NewStringResponder(200, body))
	return open(t, config(mock))
}

func TestPolicyTasks(t *testing.T) {
	s := huaweitest.Read(t, policyTasks(t, huaweitest.Testdata(t, "list_policy_tasks", "document")), sdk.Query{Raw: true}, 0)
	if s.Err != nil || len(s.Tasks) != 2 || !strings.Contains(string(s.Tasks[1].Raw), `"code":"VolumeBackup.0040"`) {
		t.Fatalf("got %+v, %v", s.Tasks, s.Err)
	}
	s.Tasks[1].Raw = nil
	want := sdk.Task{
		Service: "vbs", Region: "eu-de", Project: "emulator-project", ID: "4010b39b5281d3590152874bfa3b1604", Type: "backuptask",
		State: sdk.Failed, RawState: "EXECUTE_FAIL", Resource: sdk.Resource{ID: "f47a4ab5-11f5-4509-97f5-80ce0dd74e37", Type: "volume"},
		StartedAt: time.Date(2016, 12, 2, 9, 6, 46, 706e6, time.UTC), EndedAt: time.Date(2016, 12, 2, 13, 0, 0, 121e6, time.UTC),
		Failure: vbs.Codes().Failure("VolumeBackup.0040", "no room", ""),
	}
	want.Failure.Situation = "EXECUTE_FAIL"
	if !reflect.DeepEqual(s.Tasks[1], want) || want.Failure.Kind != errors.QuotaExceeded {
		t.Errorf("got  %+v\nwant %+v", s.Tasks[1], want)
	}
}

func TestOddRows(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v2+"/backups/detail", func(req *http.Request) (*http.Response, error) {
		body := `{"backups":[{"id":"b1","status":"error"},{"status":"error"},7]}`
		if req.URL.Query().Get("offset") > "0" {
			body = `{"backups":[]}`
		}
		return httpmock.NewStringResponse(200, body), nil
	})
	mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"p"},{}]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy/p/backuptasks", httpmock.NewStringResponder(200, `{"count":2,"tasks":[{"job_id":"j"},{"status":"RUNNING"}]}`))
	s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0)
	told := map[string]int{}
	for _, e := range s.Dropped {
		told[e.Operation+": "+e.Message]++
	}
	want := map[string]int{
		"ListBackupsDetail: row 2 is a number, not an object": 1, "ListBackupsDetail: row 1 has no id": 1,
		"ListPolicies: row 1 has no backup_policy_id":                                 1,
		"ListPolicyTasks: row 1 has neither vbs_job_id nor job_id (in the list of p)": 1,
	}
	if s.Err != nil || len(s.Tasks) != 2 || !reflect.DeepEqual(told, want) {
		t.Errorf("got %d tasks, %v, dropped\n%v\nwant 2 and\n%v", len(s.Tasks), s.Err, told, want)
	}
}

func TestSmallerPages(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v2+"/backups/detail", httpmock.NewStringResponder(200, `{"backups":[]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"p"}]}`))
	var limits []string
	mock.RegisterResponder("GET", v2+"/backuppolicy/p/backuptasks", func(req *http.Request) (*http.Response, error) {
		limits = append(limits, req.URL.Query().Get("limit"))
		if limits[len(limits)-1] != "20" {
			return httpmock.NewStringResponse(400, `{"badRequest":{"message":"limit","code":400}}`), nil
		}
		return httpmock.NewStringResponse(200, `{"count":1,"tasks":[{"job_id":"j","status":"RUNNING"}]}`), nil
	})
	if s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0); s.Err != nil || len(s.Tasks) != 1 || !reflect.DeepEqual(limits, []string{"1000", "20"}) {
		t.Errorf("got %d tasks, %v with limits %v, want 1 with 1000 and 20", len(s.Tasks), s.Err, limits)
	}
}

func TestGet(t *testing.T) {
	client := emulated(t, emulator.Config{})
	for _, task := range huaweitest.Jobs(t, client, "VolumeBackup.0209", "VolumeBackup.0101") {
		if task.Resource.Type != "volume" {
			t.Errorf("%s: resource %+v", task.ID, task.Resource)
		}
	}
	for _, id := range []string{"nothing", "00000000000000000000000000000000", "8a9dd7ef-6c1a-4a3c-9e5c-000000000000"} {
		if _, err := client.Get(t.Context(), id); !errors.Is(err, errors.NotFound) {
			t.Errorf("%s: got %v, want not_found", id, err)
		}
	}
	for _, id := range []string{"", "..", "detail"} {
		if _, err := client.Get(t.Context(), id); !errors.Is(err, errors.InvalidInput) {
			t.Errorf("%q: got %v, want invalid_input", id, err)
		}
	}
}

// A failure has one identity, whether somebody came to it by a list or by its ID.
func TestGetOfListedTasks(t *testing.T) {
	client := emulated(t, emulator.Config{Failures: 40})
	for _, listed := range huaweitest.Read(t, client, sdk.Query{Raw: true}, 0).Tasks {
		task, err := client.Get(t.Context(), listed.ID)
		if err != nil || !reflect.DeepEqual(task, listed) || len(task.Raw) == 0 || task.Fingerprint() != listed.Fingerprint() {
			t.Errorf("listed %+v (%v)\nread   %+v (%v), %v", listed, listed.Failure, task, task.Failure, err)
		}
	}
}

// What Get reads has its own JSON: the backup, the whole job, or the row.
func TestRawOfGet(t *testing.T) {
	mock := httpmock.NewMockTransport()
	const job = "4010b39b5281d3590152874bfa3b1604"
	mock.RegisterResponder("GET", v2+"/backups/b", httpmock.NewStringResponder(200, `{ "backup": { "id": "b", "new": [ 1 ] } }`))
	mock.RegisterResponder("GET", v1+"/jobs/"+job, httpmock.NewStringResponder(200, `{ "status": "INIT", "sub_jobs": [] }`))
	mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"p"}]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy/p/backuptasks", httpmock.NewStringResponder(200, `{"count":3,"tasks":[7,{"job_id":"s"},{"job_id": "t"}]}`))
	mock.RegisterNoResponder(httpmock.NewStringResponder(404, `{"itemNotFound":{"message":"no","code":404}}`))
	client := open(t, config(mock))
	for id, want := range map[string]string{
		"b": `{"id":"b","new":[1]}`,
		job: `{"status":"INIT","sub_jobs":[]}`,
		"t": `{"job_id":"t"}`,
	} {
		if task, err := client.Get(t.Context(), id); err != nil || string(task.Raw) != want {
			t.Errorf("%s: got %s, %v, want %s", id, task.Raw, err, want)
		}
	}
}

func TestGetAsksTheLikelyOneFirst(t *testing.T) {
	for id, want := range map[string][]string{
		"4010b39b5281d3590152874bfa3b1604":     {"/v1/emulator-project/jobs/4010b39b5281d3590152874bfa3b1604"}, // of a type that no policy has
		"1d1139d8-8989-49d3-8aa1-83eb691e6db2": {"/v2/emulator-project/backups/1d1139d8-8989-49d3-8aa1-83eb691e6db2"},
	} {
		var asked []string
		rt := roundTripper(func(req *http.Request) (*http.Response, error) {
			asked = append(asked, req.URL.Path)
			return httpmock.NewStringResponse(200, `{"status":"INIT","job_id":"j","backup":{"id":"b"}}`), nil
		})
		if _, err := open(t, config(rt)).Get(t.Context(), id); err != nil || !reflect.DeepEqual(asked, want) {
			t.Errorf("%s: asked %v, %v, want %v", id, asked, err, want)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

func TestResume(t *testing.T) {
	huaweitest.Resumes(t, func() sdk.Client { return emulated(t, emulator.Config{Failures: 30, Seed: 5}) }, 9, 0)
}

func TestPolicyThatIsGone(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v2+"/backups/detail", httpmock.NewStringResponder(200, `{"backups":[]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy",
		httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"b"},{"backup_policy_id":"a"}]}`).
			Then(httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"b"}]}`)))
	mock.RegisterResponder("GET", v2+"/backuppolicy/a/backuptasks", httpmock.NewStringResponder(404, `{"error":{"code":"AutoBackup.1100","message":"gone"}}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy/b/backuptasks", httpmock.NewStringResponder(200, `{"count":1,"tasks":[{"job_id":"j","status":"RUNNING"}]}`))
	if s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0); s.Err != nil || len(s.Tasks) != 1 || s.Stats.Drift != 1 {
		t.Errorf("got %d tasks, %+v, %v, want 1 and drift", len(s.Tasks), s.Stats, s.Err)
	}
}

// TestPolicyThatOnlySeemsGone holds that a policy which is still listed is not
// taken for one that was deleted because something on the way answers 404.
func TestPolicyThatOnlySeemsGone(t *testing.T) {
	for _, body := range []string{"<html><body>404</body></html>", `{"error_code":"APIGW.0101","error_msg":"The API does not exist"}`, ""} {
		mock := httpmock.NewMockTransport()
		mock.RegisterResponder("GET", v2+"/backups/detail", httpmock.NewStringResponder(200, `{"backups":[]}`))
		mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"a"}]}`))
		mock.RegisterResponder("GET", v2+"/backuppolicy/a/backuptasks", httpmock.NewStringResponder(404, body))
		if s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0); !errors.Is(s.Err, errors.NotFound) {
			t.Errorf("404 with %q: got %v, want not_found", body, s.Err)
		}
	}
}

func TestWrongAddress(t *testing.T) {
	for _, missing := range []string{"/backups/detail", "/backuppolicy"} {
		mock := httpmock.NewMockTransport()
		for path, body := range map[string]string{"/backups/detail": `{"backups":[]}`, "/backuppolicy": `{"backup_policies":[]}`} {
			status := 200
			if path == missing {
				status, body = 404, `{"error_msg":"not published","error_code":"APIGW.0101"}`
			}
			mock.RegisterResponder("GET", v2+path, httpmock.NewStringResponder(status, body))
		}
		if s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0); !errors.Is(s.Err, errors.NotFound) {
			t.Errorf("%s is not there: got %v, want not_found", missing, s.Err)
		}
	}
}

// The links of the service lead to addresses inside of it. Following one would
// show the signature to whoever answers there.
func TestLinksAreNotFollowed(t *testing.T) {
	var hosts []string
	inner := emulator.Transport(emulator.VBS(emulator.Config{Failures: 10}))
	rt := roundTripper(func(req *http.Request) (*http.Response, error) {
		hosts = append(hosts, req.URL.Host)
		return inner.RoundTrip(req)
	})
	if s := huaweitest.Read(t, open(t, config(rt)), sdk.Query{PageSize: 5}, 0); s.Err != nil || len(hosts) < 5 {
		t.Fatalf("%d requests, %v", len(hosts), s.Err)
	}
	for _, host := range hosts {
		if "https://"+host != base {
			t.Errorf("a request went to %s", host)
		}
	}
}

// A link that promises more, which never comes, must not end as a whole list.
func TestPromiseOfMore(t *testing.T) {
	for _, body := range []string{
		`{"backups":[{"id":"b1","status":"available"}],"backups_links":[{"href":"http://10.0.0.1/x","rel":"next"}]}`,
		`{"backups":[{"id":"b1","status":"available","backups_links":[{"href":"http://10.0.0.1/x","rel":"next"}]}]}`,
	} {
		mock := httpmock.NewMockTransport()
		mock.RegisterResponder("GET", v2+"/backups/detail", httpmock.NewStringResponder(200, body))
		mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[]}`))
		client := open(t, config(mock))
		if s := huaweitest.Read(t, client, sdk.Query{}, 0); !errors.Is(s.Err, errors.Malformed) || len(s.Tasks) != 1 {
			t.Errorf("%s: got %d tasks, %v, want 1 and malformed", body, len(s.Tasks), s.Err)
		}
	}
}

// A policy that cannot be asked for, here for its name, hides no other.
func TestAPolicyWithAStrangeNameFailsAlone(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v2+"/backups/detail", httpmock.NewStringResponder(200, `{"backups":[]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"a\u0001b"},{"backup_policy_id":"c"}]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy/c/backuptasks", httpmock.NewStringResponder(200, `{"count":1,"tasks":[{"job_id":"j","status":"RUNNING"}]}`))
	s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0)
	if len(s.Tasks) != 1 || len(s.Unread) != 1 || !strings.Contains(s.Unread[0].Message, `the tasks of the backup policy "a\x01b" could not be read`) {
		t.Errorf("got %d tasks and %v, want 1 and one error that names the policy", len(s.Tasks), s.Unread)
	}
}

// One of the two lists of the service that may not be read does not hide the other.
func TestOneListFailsAlone(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v2+"/backups/detail", httpmock.NewStringResponder(403, `{"error_code":"APIGW.0302","error_msg":"no"}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"c"}]}`))
	mock.RegisterResponder("GET", v2+"/backuppolicy/c/backuptasks", httpmock.NewStringResponder(200, `{"count":1,"tasks":[{"job_id":"j","status":"EXECUTE_FAIL"}]}`))
	s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0)
	if len(s.Tasks) != 1 || len(s.Unread) != 1 || !strings.Contains(s.Unread[0].Message, "the list of backups could not be read") {
		t.Errorf("got %d tasks and %v, want 1 and one error that names the list", len(s.Tasks), s.Unread)
	}
}
