package cbr_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
)

func TestEveryFailureIsFound(t *testing.T) {
	for _, n := range []int{-1, 1, 2, 12, 101} {
		client := emulated(t, emulator.Config{Seed: 7, Failures: n})
		for _, size := range []int{0, 1, 7, 100, 5000} {
			s := huaweitest.Read(t, client, sdk.Query{PageSize: size}, 0)
			states, warned, types := map[sdk.State]int{}, 0, map[string]bool{}
			for _, task := range s.Tasks {
				states[task.State]++
				types[task.Type] = true
				if task.Warning != nil {
					warned++
				}
				if task.State.Bad() != (task.Failure != nil) && task.State != sdk.Unknown || task.StartedAt.IsZero() || task.Resource.ID == "" || task.Raw != nil {
					t.Fatalf("got %+v", task)
				}
			}
			huaweitest.IDs(t, s.Tasks)
			bad := states[sdk.Failed] + states[sdk.Missed]
			if beside := max(n, 0) / 6; s.Err != nil || bad != max(n, 0) || warned+states[sdk.Unknown] != beside || len(s.Tasks) != bad+beside+26 || s.Stats.Rows != len(s.Tasks) {
				t.Errorf("%d failures, pages of %d: got %v, %d warnings, %+v, %v", n, size, states, warned, s.Stats, s.Err)
			}
			if states[sdk.Pending] == 0 || states[sdk.Running] == 0 || states[sdk.Succeeded] == 0 || len(types) != 9 {
				t.Errorf("got states %v and types %v, want all that the service lists", states, types)
			}
		}
	}
}

func TestTaskOfTheDocument(t *testing.T) {
	s := huaweitest.Read(t, canned(t, list, 200, huaweitest.Testdata(t, "list_op_logs", "document")), sdk.Query{Raw: true}, 0)
	if s.Err != nil || len(s.Tasks) != 2 || !strings.HasPrefix(string(s.Tasks[0].Raw), `{"id":"7d0c0b52-`) {
		t.Fatalf("got %+v, %v", s.Tasks, s.Err)
	}
	f := s.Tasks[0].Failure
	if f == nil || f.Code != "BackupService.6114" || f.Reason != "The used size of the vault is over its limit." || f.Phase != "backup" {
		t.Errorf("got failure %+v", f)
	}
	s.Tasks[0].Raw, s.Tasks[0].Failure = nil, nil
	want := sdk.Task{
		Service: "cbr", Region: "eu-de", Project: "emulator-project", ID: "7d0c0b52-6f0e-4b43-8f0e-3f3b4b8f2a10", Type: "backup",
		State: sdk.Failed, RawState: "failed",
		Resource:  sdk.Resource{ID: "1dab32fa-6f0e-4b43-8f0e-3f3b4b8f2a14", Name: "ecs-db-1", Type: "OS::Nova::Server"},
		StartedAt: time.Date(2026, 11, 20, 1, 0, 4, 90e6, time.UTC), UpdatedAt: time.Date(2026, 11, 20, 1, 0, 9, 902e6, time.UTC),
		EndedAt: time.Date(2026, 11, 20, 1, 0, 9, 871e6, time.UTC), Progress: 12,
	}
	if !reflect.DeepEqual(s.Tasks[0], want) {
		t.Errorf("got  %+v\nwant %+v", s.Tasks[0], want)
	}
	if r := s.Tasks[1]; r.State != sdk.Running || r.Type != "restore" || !r.EndedAt.IsZero() || r.Failure != nil || r.Progress != 40 {
		t.Errorf("got %+v, want a restore that runs", r)
	}
}

// row is the task that a row makes, from a list and by Get, which must tell the same.
func row(t *testing.T, members string) sdk.Task {
	t.Helper()
	text := `{"id":"i",` + members + `}`
	listed := huaweitest.Read(t, canned(t, list, 200, `{"count":1,"operation_logs":[`+text+`]}`), sdk.Query{}, 1)
	read, err := canned(t, list+"/i", 200, `{"operation_log":`+text+`}`).Get(t.Context(), "i")
	if listed.Err != nil || err != nil || len(listed.Tasks) != 1 {
		t.Fatalf("%s: %v, %v", text, listed.Err, err)
	}
	if read.Fingerprint() != listed.Tasks[0].Fingerprint() || said(read) != said(listed.Tasks[0]) {
		t.Errorf("%s: listed %s, read %s", text, said(listed.Tasks[0]), said(read))
	}
	return read
}

// said is what a task tells of what went wrong.
func said(task sdk.Task) string {
	tell := func(name string, f *errors.Failure) string {
		if f == nil {
			return ""
		}
		return fmt.Sprintf(" %s=%s|%s|%s|%s", name, f.Phase, f.Situation, f.Code, f.Reason)
	}
	return string(task.State) + tell("failure", task.Failure) + tell("warning", task.Warning)
}

func TestStates(t *testing.T) {
	const why = `,"operation_type":"backup","error_info":{"code":"BackupService.6125","message":"it runs"}`
	for _, c := range []struct{ members, want string }{
		{`"status":"waiting"`, "pending"},
		{`"status":"running"`, "running"},
		{`"status":"success"`, "succeeded"},
		{`"status":"failed"` + why, "failed failure=backup||BackupService.6125|it runs"},
		{`"status":"failed","operation_type":"sync","error_info":{"code":"","message":""}`, "failed failure=sync|||"},
		{`"status":"failed","operation_type":"sync","error_info":null`, "failed failure=sync|||"},
		{`"status":"failed","operation_type":"sync"`, "failed failure=sync|||"},
		{`"status":"timeout","operation_type":"restore"`, "failed failure=restore|timeout||"},
		{`"status":"skipped"` + why, "missed failure=backup|skipped|BackupService.6125|it runs"},
		{`"status":"skipped","operation_type":"replication"`, "missed failure=replication|skipped||"},
		{`"status":"FAILED","operation_type":"copy"`, "failed failure=copy|||"},
		{`"status":" Skipped ","operation_type":"copy"`, "missed failure=copy|skipped||"},
		{`"status":"suspended"` + why, "unknown failure=backup||BackupService.6125|it runs"},
		{`"status":"suspended","operation_type":"backup"`, "unknown"},
		{`"operation_type":"backup"`, "unknown"},
		{`"status":null`, "unknown"},
		{`"status":"running","error_info":{"message":"of an earlier try"}`, "running"},
		{`"status":"failed","operation_type":"backup","error_info":{"code":"NULL","message":"null"}`, "failed failure=backup|||"},
	} {
		task := row(t, c.members)
		if said(task) != c.want {
			t.Errorf("%s: got %q, want %q", c.members, said(task), c.want)
		}
		if task.Failure != nil && task.Failure.Code == "" && task.Failure.Kind != errors.Unknown {
			t.Errorf("%s: without a code the kind is %s", c.members, task.Failure.Kind)
		}
	}
}

// Half is not whole: what failed inside of a success is a warning.
func TestFailedPartsOfASuccessAreAWarning(t *testing.T) {
	for _, c := range []struct{ members, want string }{
		{`"extra_info":{"backup":{"app_consistency_error_code":"BackupService.7200","app_consistency_error_message":"it is frozen"}}`, "warning=app_consistency||BackupService.7200|it is frozen"},
		{`"extra_info":{"backup":{"app_consistency_error_code":7200}}`, "warning=app_consistency||7200|"},
		{`"extra_info":{"sync":{"sync_backup_num":9,"err_sync_backup_num":2}}`, "warning=err_sync_backup_num|||err_sync_backup_num: 2 of 9"},
		{`"extra_info":{"sync":{"err_sync_backup_num":"2"}}`, "warning=err_sync_backup_num|||err_sync_backup_num: 2"},
		{`"extra_info":{"remove_resources":{"fail_count":1,"total_count":3}}`, "warning=fail_count|||fail_count: 1 of 3"},
		{`"extra_info":{"vault_delete":{"fail_count":1,"total_count":6}}`, "warning=fail_count|||fail_count: 1 of 6"},
		{`"extra_info":{"vault_delete":{"fail_delete_count":1,"total_delete_count":6}}`, "warning=fail_count|||fail_count: 1 of 6"},
		{`"error_info":{"code":"BackupService.6115","message":"in use"},"extra_info":{"vault_delete":{"fail_count":1,"total_count":6}}`, "warning=fail_count||BackupService.6115|in use; fail_count: 1 of 6"},
		{`"error_info":{"code":"BackupService.6115","message":"in use"}`, "warning=error_info||BackupService.6115|in use"},
		{`"extra_info":{"backup":{"app_consistency_error_code":"c","app_consistency_error_message":"m"},"sync":{"err_sync_backup_num":1}}`, "warning=app_consistency||c|m; err_sync_backup_num: 1"},

		{`"extra_info":{"backup":{"app_consistency_status":"0","app_consistency_error_code":"","app_consistency_error_message":""}}`, ""},
		{`"extra_info":{"backup":{"app_consistency_status":"1","app_consistency_error_code":"0"}}`, ""},
		{`"extra_info":{"backup":{"app_consistency_error_code":"NULL"},"sync":{"err_sync_backup_num":0},"vault_delete":{"fail_count":0,"total_count":6}}`, ""},
		{`"error_info":{"code":"0","message":"ok"}`, ""},
		{`"extra_info":null,"error_info":null`, ""},
	} {
		for status, want := range map[string]string{"success": "succeeded", "running": "running", "suspended": "unknown"} {
			if status != "success" && strings.Contains(c.members, "error_info") {
				continue
			}
			task := row(t, `"status":"`+status+`",`+c.members)
			if c.want != "" {
				want += " " + c.want
			}
			if said(task) != want || task.HasTrouble() != (c.want != "") {
				t.Errorf("%s with %s: got %q, want %q", status, c.members, said(task), want)
			}
		}
	}
	// What the service itself calls failed has a failure and no warning beside it.
	if got := said(row(t, `"status":"failed","operation_type":"sync","extra_info":{"sync":{"err_sync_backup_num":1}}`)); got != "failed failure=sync|||" {
		t.Errorf("got %q", got)
	}
}

// A task tells what it does and what it works on also where the row leaves that out.
func TestTypeAndResource(t *testing.T) {
	for _, c := range []struct {
		members, kind string
		want          sdk.Resource
	}{
		{`"operation_type":"restore","extra_info":{"resource":{"id":"r","name":"n","type":"OS::Cinder::Volume"},"restore":{"backup_id":"b","target_resource_id":"t"}}`, "restore", sdk.Resource{ID: "r", Name: "n", Type: "OS::Cinder::Volume"}},
		{`"extra_info":{"restore":{"backup_id":"b","target_resource_id":"t","target_resource_name":"n"}}`, "restore", sdk.Resource{ID: "t", Name: "n"}},
		{`"extra_info":{"resource":{"id":"NULL","name":"null"},"delete":{"backup_id":"b","backup_name":"n"}},"vault_id":"v"`, "delete", sdk.Resource{ID: "b", Name: "n", Type: "backup"}},
		{`"extra_info":{"replication":{"source_backup_id":"b","source_backup_name":"n"}}`, "replication", sdk.Resource{ID: "b", Name: "n", Type: "backup"}},
		{`"extra_info":{"backup":{"backup_id":"b"}},"vault_id":"v","vault_name":"n"`, "backup", sdk.Resource{ID: "v", Name: "n", Type: "vault"}},
		{`"operation_type":"vault_delete","vault_id":"v"`, "vault_delete", sdk.Resource{ID: "v", Type: "vault"}},
		{`"operation_type":"new_kind"`, "new_kind", sdk.Resource{}},
		{`"operation_type":null`, "task", sdk.Resource{}},
	} {
		task := row(t, `"status":"failed",`+c.members)
		if task.Type != c.kind || task.Resource != c.want || task.Failure.Phase != c.kind {
			t.Errorf("%s: got %s of %+v, phase %s, want %s of %+v", c.members, task.Type, task.Resource, task.Failure.Phase, c.kind, c.want)
		}
	}
}

func TestTimes(t *testing.T) {
	want := time.Date(2026, 11, 20, 1, 0, 4, 0, time.UTC)
	for _, text := range []string{`"2026-11-20T01:00:04.000+00:00"`, `"2026-11-20T01:00:04Z"`, `"2026-11-20T09:00:04.000+08:00"`, `"2026-11-20T01:00:04"`} {
		task := row(t, `"status":"failed","created_at":`+text+`,"updated_at":`+text+`,"ended_at":`+text)
		if task.StartedAt != want || task.UpdatedAt != want || task.EndedAt != want {
			t.Errorf("%s: got %v, %v, %v, want %v", text, task.StartedAt, task.UpdatedAt, task.EndedAt, want)
		}
	}
	if task := row(t, `"status":"running","started_at":"2026-11-20T01:00:04Z","created_at":"2026-11-20T01:00:05Z","ended_at":""`); task.StartedAt != want || !task.EndedAt.IsZero() {
		t.Errorf("got %+v, want the start, and no end", task)
	}
}

// NULL is no name: tasks that have no other are not taken for one another, but told as
// rows that cannot be read.
func TestATaskCalledNULL(t *testing.T) {
	body := `{"count":4,"operation_logs":[{"id":"NULL","status":"failed"},{"id":"null","status":"failed"},{"id":"i","status":"failed"},7]}`
	s := huaweitest.Read(t, canned(t, list, 200, body), sdk.Query{}, 1)
	if s.Err != nil || len(s.Tasks) != 1 || s.Tasks[0].ID != "i" || len(s.Dropped) != 3 {
		t.Errorf("got %+v, %v, dropped %v; want i, and three that cannot be read", s.Tasks, s.Err, s.Dropped)
	}
}

func TestGetOfListedTasks(t *testing.T) {
	client := emulated(t, emulator.Config{Failures: 60})
	for _, listed := range huaweitest.Read(t, client, sdk.Query{Raw: true}, 0).Tasks {
		task, err := client.Get(t.Context(), listed.ID)
		if err != nil || len(task.Raw) == 0 || !reflect.DeepEqual(task, listed) || task.Fingerprint() != listed.Fingerprint() {
			t.Errorf("listed %+v\nread   %+v, %v", listed, task, err)
		}
	}
}

func TestResume(t *testing.T) {
	huaweitest.Resumes(t, func() sdk.Client { return emulated(t, emulator.Config{Failures: 30, Seed: 5}) }, 7, 0)
}
