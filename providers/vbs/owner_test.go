package vbs_test

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
)

// After a migration the lists of VBS also show what CBR makes. A row that has a code of
// CBR's says so, and where the task is; no other does.
func TestATaskOfTheSuccessorSaysSo(t *testing.T) {
	const told = "a task of cbr://eu-de?project_id=emulator-project, which is listed here as well"
	for row, want := range map[string]string{
		`"status":"EXECUTE_FAIL","code":"BackupService.6114","message":"the vault is full"`: "the vault is full (" + told + ")",
		`"status":"EXECUTE_FAIL","code":"backupservice.6114"`:                               told,
		`"status":"SKIP","message":"BackupService.6125: it runs"`:                           "BackupService.6125: it runs (" + told + ")",
		`"status":"EXECUTE_FAIL","code":"VolumeBackup.0027","message":"no"`:                 "no",
		`"status":"EXECUTE_FAIL","code":"XBackupService.61140","message":"BackupService"`:   "BackupService",
	} {
		s := huaweitest.Read(t, policyTasks(t, `{"count":1,"tasks":[{"job_id":"j",`+row+`}]}`), sdk.Query{}, 0)
		if s.Err != nil || len(s.Tasks) != 1 || s.Tasks[0].Failure.Reason != want {
			t.Errorf("policy task %s: got %+v, %v, want %q", row, s.Tasks, s.Err, want)
		}
	}
	backup := `{"id":"b","status":"error","volume_id":"d","fail_reason":"[BackupService.7003] the disk is busy"}`
	s := huaweitest.Read(t, canned(t, "GET", v2+"/backups/detail", 200, `{"backups":[`+backup+`]}`), sdk.Query{}, 1)
	read, err := canned(t, "GET", v2+"/backups/b", 200, `{"backup":`+backup+`}`).Get(t.Context(), "b")
	if len(s.Tasks) != 1 || err != nil || !strings.HasSuffix(read.Failure.Reason, "("+told+")") || said(read) != said(s.Tasks[0]) {
		t.Errorf("backup: listed %+v, read %+v, %v", s.Tasks, read.Failure, err)
	}
	const id = "4010b39b5281d3590152874bfa3b1604"
	for job, is := range map[string]bool{
		`"status":"FAIL","error_code":"BackupService.7003"`:                                   true,
		`"status":"SUCCESS","sub_jobs":[{"status":"FAIL","error_code":"BackupService.7003"}]`: true,
		`"status":"FAIL","error_code":"EVS.2024"`:                                             false,
	} {
		task, err := canned(t, "GET", v1+"/jobs/"+id, 200, "{"+job+"}").Get(t.Context(), id)
		if err != nil || strings.Contains(task.Trouble().Reason, told) != is {
			t.Errorf("job %s: got %+v, %v, want it told: %t", job, task.Trouble(), err, is)
		}
	}
}
