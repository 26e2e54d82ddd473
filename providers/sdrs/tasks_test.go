package sdrs_test

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
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/sdk"
)

func TestEveryFailureIsFound(t *testing.T) {
	for _, n := range []int{0, 1, 2, 12, 101} {
		for _, seed := range []uint64{1, 7} {
			config := emulator.Config{Seed: seed, Failures: n}
			if n == 0 {
				config.Failures = -1
			}
			client := emulated(t, config)
			first := map[string]bool(nil)
			for _, size := range []int{0, 1, 2, 7, 100, 5000} {
				s := huaweitest.Read(t, client, sdk.Query{PageSize: size}, 0)
				if s.Err != nil || len(s.Dropped) > 0 || len(s.Tasks) != n {
					t.Fatalf("%d failures, seed %d, pages of %d: got %d tasks, %d dropped, %v", n, seed, size, len(s.Tasks), len(s.Dropped), s.Err)
				}
				found := huaweitest.IDs(t, s.Tasks)
				if first == nil {
					first = found
				}
				if !reflect.DeepEqual(found, first) {
					t.Errorf("%d failures, seed %d, pages of %d: other tasks than with another size", n, seed, size)
				}
				if s.Stats.Rows != n || s.Stats.Requests < s.Stats.Pages || s.Stats.Pages == 0 || s.Stats.Retries+s.Stats.Duplicates+s.Stats.Drift != 0 {
					t.Errorf("%d failures, seed %d, pages of %d: stats %+v", n, seed, size, s.Stats)
				}
				for _, task := range s.Tasks {
					if task.State != sdk.Failed || task.Failure == nil || task.Failure.Code == "" || task.StartedAt.Location() != time.UTC || task.Raw != nil {
						t.Fatalf("got %+v, want a failed task with its code", task)
					}
				}
			}
		}
	}
}

func TestManyFailures(t *testing.T) {
	client := emulated(t, emulator.Config{Failures: 2001})
	for size, pages := range map[int]int{0: 6, 100: 26} {
		if s := huaweitest.Read(t, client, sdk.Query{PageSize: size}, 0); s.Err != nil || len(huaweitest.IDs(t, s.Tasks)) != 2001 || s.Stats.Pages != pages {
			t.Errorf("pages of %d: got %d tasks, %+v, %v, want 2001 on %d pages", size, len(s.Tasks), s.Stats, s.Err, pages)
		}
	}
}

func TestExampleOfTheDocument(t *testing.T) {
	client := emulated(t, emulator.Config{})
	for _, task := range huaweitest.Read(t, client, sdk.Query{}, 0).Tasks {
		if task.ID != "ff808082686f229a0168707beaab014e" {
			continue
		}
		want := sdk.Task{
			Service: "sdrs", Region: "eu-de", Project: "emulator-project", ID: "ff808082686f229a0168707beaab014e",
			Type: "createProtectedInstance", State: sdk.Failed, RawState: "FAIL",
			Resource:  sdk.Resource{ID: "17984002-ad8a-438b-8ba6-b850224634c5", Name: "Protected-Instance-ab14", Type: "protectedInstance"},
			StartedAt: time.Date(2019, 1, 21, 12, 56, 35, 754e6, time.UTC),
			Failure:   sdrs.Codes().Failure("EVS.2024", "SdrsGenerateNativeServerParamsTask-fail:volume is error!", "createFail"),
		}
		if f := task.Failure; f.Kind != errors.Internal || f.Retry != errors.RetryAfterWait {
			t.Errorf("kind %s, retry %s, want those of EVS.2024", f.Kind, f.Retry)
		}
		if !reflect.DeepEqual(task, want) {
			t.Errorf("got %+v (%+v)\nwant %+v (%+v)", task, task.Failure, want, want.Failure)
		}
		return
	}
	t.Error("the document's example is not among the tasks")
}

func TestRaw(t *testing.T) {
	client := canned(t, "GET", base+"/task-center/failure-jobs", 200, huaweitest.Testdata(t, "list_failure_jobs", "document"))
	for page, err := range client.Pages(t.Context(), sdk.Query{Raw: true}) {
		if err != nil || len(page.Tasks) != 2 {
			t.Fatalf("got %d tasks, %v", len(page.Tasks), err)
		}
		raw := string(page.Tasks[1].Raw)
		if !strings.HasPrefix(raw, `{"job_status":"FAIL","resource_id":"897f57b2-`) || !strings.HasSuffix(raw, `volume is error!"}`) {
			t.Errorf("raw of the second task: got %s", raw)
		}
		break
	}
}

func TestOddRows(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", base+"/task-center/failure-jobs", httpmock.NewStringResponder(200, huaweitest.Testdata(t, "list_failure_jobs", "odd")))
	mock.RegisterResponder("GET", base+"/server-groups", httpmock.NewStringResponder(200, `{"count":2,"server_groups":[{"name":"nameless"},{"progress":"fast"}]}`))
	s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0)
	if s.Err != nil {
		t.Fatal(s.Err)
	}
	var found []string
	for _, task := range s.Tasks {
		found = append(found, task.ID+" "+string(task.State))
		if task.Failure == nil || task.Failure.Kind == "" || task.Failure.Reason != "" {
			t.Errorf("task %s: failure %+v, want one without a reason", task.ID, task.Failure)
		}
	}
	if want := []string{"j1 failed", "j2 failed", "r3 failed", "j7 failed"}; !reflect.DeepEqual(found, want) {
		t.Errorf("got %v, want %v", found, want)
	}
	var told []string
	for _, e := range s.Dropped {
		if e.Kind != errors.Malformed || e.Service != "sdrs" || e.Region != "eu-de" {
			t.Errorf("dropped: %+v", e)
		}
		told = append(told, e.Operation+": "+e.Message)
	}
	want := []string{
		"ListFailureJobs: row 4 is null, not an object", "ListFailureJobs: row 5 is text, not an object",
		"ListFailureJobs: row 3 has neither job_id nor resource_id",
		"ListProtectionGroups: row 1 has text that is no number in the member progress", "ListProtectionGroups: row 0 has no id",
	}
	if !reflect.DeepEqual(told, want) {
		t.Errorf("dropped:\ngot  %q\nwant %q", told, want)
	}
}

func TestResume(t *testing.T) {
	huaweitest.Resumes(t, func() sdk.Client { return emulated(t, emulator.Config{Failures: 30, Seed: 5}) }, 4, 9)
}

func TestNamedGroups(t *testing.T) {
	handler := emulator.Transport(emulator.SDRS(emulator.Config{Failures: 40}))
	groups, err := open(t, config(handler)).ListProtectionGroups(t.Context(), sdrs.ListProtectionGroupsInput{})
	if err != nil {
		t.Fatal(err)
	}
	a, b := groups.ServerGroups.Rows[0].ID, groups.ServerGroups.Rows[1].ID
	count := func(ids ...string) int {
		c := config(handler)
		c.ServerGroupIDs = ids
		s := huaweitest.Read(t, open(t, c), sdk.Query{}, 0)
		if s.Err != nil || s.Stats.Requests != len(ids) {
			t.Fatalf("groups %v: %d requests, %v, want one for each", ids, s.Stats.Requests, s.Err)
		}
		return len(s.Tasks)
	}
	if x, y, both := count(a), count(b), count(b, a); x == 0 || y == 0 || both != x+y {
		t.Errorf("got %d and %d failures in two groups and %d in both", x, y, both)
	}
	c := config(handler)
	c.ServerGroupIDs = []string{"nowhere"}
	s := huaweitest.Read(t, open(t, c), sdk.Query{}, 0)
	if !errors.Is(s.Err, errors.NotFound) || !strings.Contains(s.Err.Error(), `"nowhere"`) {
		t.Errorf("a group that is not: got %v, want not_found that names it", s.Err)
	}
}

func TestFilters(t *testing.T) {
	c := config(emulator.Transport(emulator.SDRS(emulator.Config{Failures: 80})))
	c.FailureStatus, c.ResourceType = "deleteFail", "replications"
	s := huaweitest.Read(t, open(t, c), sdk.Query{}, 0)
	if s.Err != nil || len(s.Tasks) == 0 || len(s.Tasks) == 80 {
		t.Fatalf("got %d tasks, %v, want some", len(s.Tasks), s.Err)
	}
	for _, task := range s.Tasks {
		if task.Failure.Phase != "deleteFail" || task.Resource.Type != "replications" {
			t.Errorf("got %+v", task)
		}
	}
}

func TestGet(t *testing.T) {
	client := emulated(t, emulator.Config{})
	for _, task := range huaweitest.Jobs(t, client, "SDRS.1030", "Ecs.0219") {
		if task.Resource.ID == "" || task.Resource.Type == "" {
			t.Errorf("%s: resource %+v", task.ID, task.Resource)
		}
		if task.State.Ended() == task.EndedAt.IsZero() {
			t.Errorf("%s: %s and ended at %v", task.ID, task.State, task.EndedAt)
		}
	}
	if _, err := client.Get(t.Context(), "nothing"); !errors.Is(err, errors.NotFound) {
		t.Errorf("an unknown job: got %v, want not_found", err)
	}
	if _, err := client.Get(t.Context(), ""); !errors.Is(err, errors.InvalidInput) {
		t.Errorf("no ID: got %v, want invalid_input", err)
	}
}

// A failure has one identity, whether somebody came to it by a list or by its ID,
// and Get tells all that the list does.
func TestGetOfListedTasks(t *testing.T) {
	client := emulated(t, emulator.Config{Failures: 30})
	for _, listed := range huaweitest.Read(t, client, sdk.Query{}, 0).Tasks {
		task, err := client.Get(t.Context(), listed.ID)
		if err != nil || task.EndedAt.IsZero() || len(task.Raw) == 0 {
			t.Errorf("%s: read %+v, %v, want also its end and its JSON", listed.ID, task, err)
		}
		task.EndedAt, task.Raw = listed.EndedAt, listed.Raw
		if !reflect.DeepEqual(task, listed) || task.Fingerprint() != listed.Fingerprint() {
			t.Errorf("listed %+v (%v)\nread   %+v (%v)", listed, listed.Failure, task, task.Failure)
		}
	}
}

func TestStates(t *testing.T) {
	for word, want := range map[string]sdk.State{
		"INIT": sdk.Pending, "RUNNING": sdk.Running, "SUCCESS": sdk.Succeeded, "FAIL": sdk.Failed, "fail": sdk.Failed, "ROLLING_BACK": sdk.Unknown, "": sdk.Unknown,
	} {
		client := oneJob(t, `{"job_id":"j","status":"`+word+`"}`)
		task, err := client.Get(t.Context(), "j")
		if err != nil || task.State != want || task.RawState != word || task.Failure != nil != (want == sdk.Failed) {
			t.Errorf("status %q: got %s (%v), %v, want %s", word, task.State, task.Failure, err, want)
		}
	}
}

func TestLeafWithoutAWord(t *testing.T) {
	client := oneJob(t, huaweitest.Testdata(t, "show_job", "entities"))
	task, err := client.Get(t.Context(), "j")
	if err != nil {
		t.Fatal(err)
	}
	want := errors.Failure{Service: "sdrs", Code: "SDRS.1821", Reason: "why", Phase: "attachFail"}
	if got := *task.Failure; got.Code != want.Code || got.Reason != want.Reason || got.Phase != want.Phase || got.Kind == errors.Unknown {
		t.Errorf("got %+v, want the parent's words, in the task center's phase", got)
	}
	if task.Resource != (sdk.Resource{ID: "p", Type: "replications"}) || !task.EndedAt.IsZero() {
		t.Errorf("got %+v", task)
	}
}

func TestDeletions(t *testing.T) {
	client := emulated(t, emulator.Config{Failures: 41})
	left := func() int { return len(huaweitest.Read(t, client, sdk.Query{}, 0).Tasks) }
	ctx := t.Context()
	tasks := huaweitest.Read(t, client, sdk.Query{}, 0).Tasks
	if _, err := client.DeleteFailureJob(ctx, sdrs.DeleteFailureJobInput{FailureJobID: tasks[0].ID}); err != nil || left() != 40 {
		t.Errorf("by job ID: %v, %d left, want 40", err, left())
	}
	if _, err := client.DeleteFailureJob(ctx, sdrs.DeleteFailureJobInput{FailureJobID: tasks[1].Resource.ID}); err != nil || left() != 39 {
		t.Errorf("by resource ID: %v, %d left, want 39", err, left())
	}
	if _, err := client.DeleteFailureJob(ctx, sdrs.DeleteFailureJobInput{FailureJobID: tasks[1].ID}); !errors.Is(err, errors.NotFound) {
		t.Errorf("a second time: got %v, want not_found", err)
	}
	if _, err := client.DeleteAllServerGroupFailureJobs(ctx, sdrs.DeleteAllServerGroupFailureJobsInput{}); err != nil || left() == 0 || left() >= 39 {
		t.Errorf("group level: %v, %d left", err, left())
	}
	groups, err := client.ListProtectionGroups(ctx, sdrs.ListProtectionGroupsInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups.ServerGroups.Rows {
		if _, err := client.DeleteServerGroupFailureJobs(ctx, sdrs.DeleteServerGroupFailureJobsInput{ServerGroupID: g.ID}); err != nil {
			t.Error(err)
		}
	}
	if left() != 0 {
		t.Errorf("%d left after all groups", left())
	}
}

// groupLost answers for a service whose second group is gone when its turn comes.
func groupLost() http.RoundTripper {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", base+"/server-groups",
		httpmock.NewStringResponder(200, `{"count":3,"server_groups":[{"id":"c"},{"id":"a"},{"id":"b"}]}`).
			Then(httpmock.NewStringResponder(200, `{"count":2,"server_groups":[{"id":"c"},{"id":"a"}]}`)))
	mock.RegisterResponder("GET", base+"/task-center/failure-jobs", func(req *http.Request) (*http.Response, error) {
		group := req.URL.Query().Get("server_group_id")
		if group == "b" {
			return httpmock.NewStringResponse(400, `{"badrequest":{"message":"gone","code":"SDRS.1013"}}`), nil
		}
		return httpmock.NewStringResponse(200, `{"count":1,"failure_jobs":[{"job_id":"job-`+group+`"}]}`), nil
	})
	return mock
}

func TestGroupThatIsGone(t *testing.T) {
	s := huaweitest.Read(t, open(t, config(groupLost())), sdk.Query{}, 0)
	var found []string
	for _, task := range s.Tasks {
		found = append(found, task.ID)
	}
	if want := []string{"job-", "job-a", "job-c"}; s.Err != nil || s.Stats.Drift != 1 || !reflect.DeepEqual(found, want) {
		t.Errorf("got %v, drift %d, %v, want %v, 1 and no error", found, s.Stats.Drift, s.Err, want)
	}
}

// TestGroupThatOnlySeemsGone holds that a group which is still listed is not taken
// for one that was deleted because something on the way answers 404.
func TestGroupThatOnlySeemsGone(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		gone       bool // from the list of groups, when it is read again
	}{
		{"a proxy's page", "<html><body>404</body></html>", false},
		{"a path that is not published", `{"error_code":"APIGW.0101","error_msg":"The API does not exist"}`, false},
		{"an ID that is none", `{"itemNotFound":{"message":"no such group","code":"404"}}`, false},
		{"deleted", `{"itemNotFound":{"message":"no such group","code":"404"}}`, true},
	} {
		lists := 0
		mock := httpmock.NewMockTransport()
		mock.RegisterResponder("GET", base+"/server-groups", func(*http.Request) (*http.Response, error) {
			if lists++; lists > 1 && tt.gone {
				return httpmock.NewStringResponse(200, `{"count":1,"server_groups":[{"id":"a"}]}`), nil
			}
			return httpmock.NewStringResponse(200, `{"count":2,"server_groups":[{"id":"a"},{"id":"b"}]}`), nil
		})
		mock.RegisterResponder("GET", base+"/task-center/failure-jobs", func(req *http.Request) (*http.Response, error) {
			if req.URL.Query().Get("server_group_id") == "b" {
				return httpmock.NewStringResponse(404, tt.body), nil
			}
			return httpmock.NewStringResponse(200, `{"count":0,"failure_jobs":[]}`), nil
		})
		s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0)
		if tt.gone && (s.Err != nil || s.Stats.Drift != 1) {
			t.Errorf("%s: drift %d, %v, want 1 and no error", tt.name, s.Stats.Drift, s.Err)
		}
		if !tt.gone && !errors.Is(s.Err, errors.NotFound) {
			t.Errorf("%s: got %v, want not_found", tt.name, s.Err)
		}
	}
}

// A wrong address answers not_found too, and must not look like an empty list.
func TestWrongAddress(t *testing.T) {
	const unpublished = `{"error_msg":"The API does not exist or has not been published in the environment","error_code":"APIGW.0101","request_id":"r"}`
	for _, missing := range []string{"/task-center/failure-jobs", "/server-groups"} {
		mock := httpmock.NewMockTransport()
		for _, path := range []string{"/task-center/failure-jobs", "/server-groups"} {
			status, body := 200, `{"count":0}`
			if path == missing {
				status, body = 404, unpublished
			}
			mock.RegisterResponder("GET", base+path, httpmock.NewStringResponder(status, body))
		}
		s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0)
		if e, ok := errors.AsType[*errors.Error](s.Err); !ok || e.Kind != errors.NotFound || e.Code != "APIGW.0101" {
			t.Errorf("%s is not there: got %v, want APIGW.0101", missing, s.Err)
		}
	}
}

func TestLeavingEarly(t *testing.T) {
	client := emulated(t, emulator.Config{Failures: 100})
	if s := huaweitest.Read(t, client, sdk.Query{PageSize: 10}, 1); s.Stats.Requests != 1 || s.Err != nil {
		t.Errorf("left after a page: %d requests, %v, want 1", s.Stats.Requests, s.Err)
	}
}

func TestErrorInTheMiddle(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", base+"/task-center/failure-jobs", httpmock.NewStringResponder(200, huaweitest.Testdata(t, "list_failure_jobs", "document")))
	mock.RegisterResponder("GET", base+"/server-groups", httpmock.NewStringResponder(503, ""))
	s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0)
	if !errors.Is(s.Err, errors.Unavailable) || len(s.Tasks) != 2 || s.Stats.Requests != 2 || s.Cursors[len(s.Cursors)-1] == "" {
		t.Errorf("got %d tasks, %+v, cursors %q, %v, want the group level's, both requests, a cursor and unavailable", len(s.Tasks), s.Stats, s.Cursors, s.Err)
	}
}

func TestTaskInTwoLists(t *testing.T) {
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", base+"/server-groups", httpmock.NewStringResponder(200, `{"count":1,"server_groups":[{"id":"g"}]}`))
	mock.RegisterResponder("GET", base+"/task-center/failure-jobs", httpmock.NewStringResponder(200, huaweitest.Testdata(t, "list_failure_jobs", "document")))
	s := huaweitest.Read(t, open(t, config(mock)), sdk.Query{}, 0)
	if s.Err != nil || len(huaweitest.IDs(t, s.Tasks)) != 2 || s.Stats.Rows != 4 || s.Stats.Duplicates != 2 {
		t.Errorf("got %d tasks, %+v, %v, want 2 of 4 rows and 2 duplicates", len(s.Tasks), s.Stats, s.Err)
	}
}

func TestJobThatFailedForTwoResources(t *testing.T) {
	client := canned(t, "GET", base+"/task-center/failure-jobs", 200, `{"count":2,"failure_jobs":[{"job_id":"j","resource_id":"a"},{"job_id":"j","resource_id":"b"}]}`)
	if s := huaweitest.Read(t, client, sdk.Query{}, 1); s.Err != nil || len(s.Tasks) != 2 {
		t.Errorf("got %d tasks, %v, want one for each resource", len(s.Tasks), s.Err)
	}
}
