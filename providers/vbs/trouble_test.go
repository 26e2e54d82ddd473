package vbs_test

import (
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
)

// said is what a task tells of what went wrong.
func said(task sdk.Task) string {
	tell := func(name string, f *errors.Failure) string {
		if f == nil {
			return ""
		}
		return " " + name + "=" + f.Code + "|" + f.Reason + "|" + f.Situation
	}
	return string(task.State) + tell("failure", task.Failure) + tell("warning", task.Warning)
}

// A word that no table has does not hide why the task is in trouble.
func TestUnknownStateKeepsItsReason(t *testing.T) {
	for row, want := range map[string]string{
		`"status":"error_deleting","fail_reason":"has dependents"`: "unknown failure=|has dependents|error_deleting",
		`"status":"error_deleting","fail_reason":"NULL"`:           "unknown",
		`"status":"error_deleting"`:                                "unknown",
		`"status":"available","fail_reason":"of an earlier one"`:   "succeeded",
	} {
		s := huaweitest.Read(t, canned(t, "GET", v2+"/backups/detail", 200, `{"backups":[{"id":"b","volume_id":"v",`+row+`}]}`), sdk.Query{}, 1)
		read, err := canned(t, "GET", v2+"/backups/b", 200, `{"backup":{"id":"b","volume_id":"v",`+row+`}}`).Get(t.Context(), "b")
		if len(s.Tasks) != 1 || said(s.Tasks[0]) != want || err != nil || said(read) != want || read.HasTrouble() != (read.Failure != nil) {
			t.Errorf("backup %s: listed %+v, read %q, %v, want %q", row, s.Tasks, said(read), err, want)
		}
	}
	for row, want := range map[string]string{
		`"status":"EXECUTE_PARTLY","code":"VolumeBackup.0027","message":"NULL"`: "unknown failure=VolumeBackup.0027||EXECUTE_PARTLY",
		`"status":"EXECUTE_PARTLY","message":"two of three"`:                    "unknown failure=|two of three|EXECUTE_PARTLY",
		`"status":"EXECUTE_PARTLY"`:                                             "unknown",
		`"status":"RUNNING","code":"VolumeBackup.0027"`:                         "running",
	} {
		s := huaweitest.Read(t, policyTasks(t, `{"count":1,"tasks":[{"job_id":"j",`+row+`}]}`), sdk.Query{}, 0)
		if s.Err != nil || len(s.Tasks) != 1 || said(s.Tasks[0]) != want {
			t.Errorf("policy task %s: got %+v, %v, want %q", row, s.Tasks, s.Err, want)
		}
	}
	const id = "4010b39b5281d3590152874bfa3b1604"
	for job, want := range map[string]string{
		`"status":"ROLLBACK","error_code":"VolumeBackup.0027","fail_reason":"why"`: "unknown failure=VolumeBackup.0027|why|ROLLBACK",
		`"status":"ROLLBACK"`: "unknown",
		`"status":"SUCCESS","sub_jobs":[{"status":"FAIL","error_code":"VolumeBackup.0101"}]`:             "succeeded warning=VolumeBackup.0101||FAIL",
		`"status":"SUCCESS","sub_jobs":[{"status":"ROLLBACK","fail_reason":"why"},{"status":"SUCCESS"}]`: "succeeded warning=|why|ROLLBACK",
	} {
		task, err := canned(t, "GET", v1+"/jobs/"+id, 200, "{"+job+"}").Get(t.Context(), id)
		if err != nil || said(task) != want {
			t.Errorf("job %s: got %q, %v, want %q", job, said(task), err, want)
		}
	}
}

// What a policy should have done and did not is missed, and says why.
func TestSkippedTaskIsMissed(t *testing.T) {
	for row, want := range map[string]string{
		`"status":"SKIP","code":"VolumeBackup.0013","message":"the one before is not over"`: "missed failure=VolumeBackup.0013|the one before is not over|SKIP",
		`"status":"skip"`: "missed failure=||skip",
	} {
		s := huaweitest.Read(t, policyTasks(t, `{"count":1,"tasks":[{"job_id":"j",`+row+`}]}`), sdk.Query{}, 0)
		if s.Err != nil || len(s.Tasks) != 1 || said(s.Tasks[0]) != want || !s.Tasks[0].HasTrouble() {
			t.Errorf("%s: got %+v, %v, want %q", row, s.Tasks, s.Err, want)
		}
		if x := s.Tasks[0].Failure; x.Code == "" && x.Explain("en").Page == "" {
			t.Errorf("%s: explained by %+v", row, x.Explain("en"))
		}
	}
}

// updated_at is the last change of a backup, which may be a restore that failed.
func TestChangeOfABackupIsToldApartFromItsEnd(t *testing.T) {
	task, err := canned(t, "GET", v2+"/backups/b", 200, `{"backup":{"id":"b","status":"error_restoring","created_at":"2026-11-01T02:00:00.0","updated_at":"2026-11-22T08:00:00.0"}}`).Get(t.Context(), "b")
	if err != nil || !task.EndedAt.IsZero() || task.UpdatedAt.IsZero() || !(sdk.Query{Since: task.UpdatedAt}).Keep(task) {
		t.Errorf("got %+v, %v, want no end, and the change inside of the window", task, err)
	}
}
