package csbs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/sdk"
)

// item is the task of an item in a status, with some of extend_info, from a list
// and by Get, which must tell the same.
func item(t *testing.T, status, info string) sdk.Task {
	t.Helper()
	row := `{"id":"i","status":"` + status + `","extend_info":{` + info + `}}`
	listed := huaweitest.Read(t, canned(t, "GET", base+"/checkpoint_items", 200, `{"checkpoint_items":[`+row+`]}`), sdk.Query{}, 1)
	read, err := canned(t, "GET", base+"/checkpoint_items/i", 200, `{"checkpoint_item":`+row+`}`).Get(t.Context(), "i")
	if listed.Err != nil || err != nil || len(listed.Tasks) != 1 {
		t.Fatalf("%s: %v, %v", row, listed.Err, err)
	}
	if read.Fingerprint() != listed.Tasks[0].Fingerprint() || said(read) != said(listed.Tasks[0]) {
		t.Errorf("%s: listed %s, read %s", row, said(listed.Tasks[0]), said(read))
	}
	return read
}

// said is what a task tells of what went wrong.
func said(task sdk.Task) string {
	tell := func(name string, f *errors.Failure) string {
		if f == nil {
			return ""
		}
		return fmt.Sprintf(" %s=%s|%s|%s", name, f.Phase, f.Code, f.Reason)
	}
	return string(task.State) + tell("failure", task.Failure) + tell("warning", task.Warning)
}

// A backup that lacks a disk, or its copy in another region, is none that anybody
// can rely on, though its item is available.
func TestHalfABackupIsAWarning(t *testing.T) {
	const error1 = `{"id":"v1","name":"bk1","status":"error","source_volume_id":"d1","source_volume_name":"root"}`
	for _, c := range []struct{ status, info, want string }{
		{"available", `"fail_op":"","volume_backups":[{"id":"v","status":"error"}]`, "succeeded warning=volume||v: error"},
		{"available", `"volume_backups":[{"id":"v","status":"available"},` + error1 + `]`, "succeeded warning=volume||root (d1): error"},
		{"available", `"volume_backups":[{"name":"bk","status":" Error_Restoring "},` + error1 + `]`, "succeeded warning=volume||bk: Error_Restoring; root (d1): error"},
		{"available", `"volume_backups":[{"name":"bk","id":"v","status":"fail"}]`, "succeeded warning=volume||bk (v): fail"},
		{"available", `"volume_backups":` + error1, "succeeded warning=volume||root (d1): error"},
		{"available", `"fail_reason":"no room","fail_code":{"Code":"CSBS.6027","Description":"No room."},"volume_backups":[` + error1 + `]`, "succeeded warning=volume|CSBS.6027|no room; root (d1): error"},
		{"available", `"copy_status":"fail"`, "succeeded warning=copy||"},
		{"available", `"copy_status":"FAIL","fail_reason":"the region is full"`, "succeeded warning=copy||the region is full"},
		{"available", `"copy_status":"fail","volume_backups":[` + error1 + `]`, "succeeded warning=volume||root (d1): error; copy_status: fail"},
		{"protecting", `"volume_backups":[` + error1 + `]`, "running warning=volume||root (d1): error"},
		{"restoring", `"volume_backups":[` + error1 + `]`, "running warning=volume||root (d1): error"},
		{"thawing", `"volume_backups":[` + error1 + `]`, "unknown warning=volume||root (d1): error"},

		{"available", `"volume_backups":[{"id":"v","status":"available"}],"copy_status":"success"`, "succeeded"},
		{"available", `"volume_backups":null,"copy_status":"na","fail_reason":"NULL","fail_code":{}`, "succeeded"},
		{"available", `"copy_status":"copying"`, "succeeded"},
		{"deleting", `"copy_status":"fail","volume_backups":[` + error1 + `]`, "running"},
		{"deleted", `"copy_status":"fail","volume_backups":[` + error1 + `]`, "succeeded"},
		// What the service itself calls failed has a failure and no warning beside it.
		{"error", `"fail_reason":"why","volume_backups":[` + error1 + `]`, "failed failure=backup||why"},
		{"available", `"fail_op":"restore","copy_status":"fail"`, "failed failure=restore||"},
	} {
		task := item(t, c.status, c.info)
		if said(task) != c.want {
			t.Errorf("%s with %s: got %q, want %q", c.status, c.info, said(task), c.want)
		}
		if strings.Contains(c.want, "=") != task.HasTrouble() {
			t.Errorf("%s with %s: trouble %t", c.status, c.info, task.HasTrouble())
		}
	}
	many := strings.TrimSuffix(strings.Repeat(`{"id":"v","status":"error"},`, 13), ",")
	if got, want := item(t, "available", `"volume_backups":[`+many+`]`).Warning.Reason, strings.Repeat("v: error; ", 10)+"+3"; got != want {
		t.Errorf("13 failed disks: got %q, want %q", got, want)
	}
}

// A word that no table has does not hide why the item is in trouble.
func TestUnknownStateKeepsItsReason(t *testing.T) {
	for _, c := range []struct{ status, info, want string }{
		{"error_deleting", `"fail_op":"delete","fail_reason":"has dependents"`, "unknown failure=delete||has dependents"},
		{"error_deleting", `"fail_code":80070101`, "unknown failure=|80070101|"},
		{"error_deleting", `"fail_code":{"Code":"CSBS.8007","Description":"an image"}`, "unknown failure=|CSBS.8007|an image"},
		{"error_deleting", `"fail_op":"delete"`, "unknown"},
		{"error_deleting", `"fail_reason":"NULL","fail_code":{"Code":0}`, "unknown"},
		{"protecting", `"fail_reason":"of an earlier one"`, "running"},
	} {
		if got := said(item(t, c.status, c.info)); got != c.want {
			t.Errorf("%s with %s: got %q, want %q", c.status, c.info, got, c.want)
		}
	}
}

func TestReasonBeginsWithTheItemsOwnWords(t *testing.T) {
	for _, c := range []struct{ info, want string }{
		{`"fail_reason":"root is in use","fail_code":{"Code":60500101,"Description":"The server cannot be backed up."}`, "root is in use (The server cannot be backed up.)"},
		{`"fail_reason":"The server cannot be backed up","fail_code":{"Code":60500101,"Description":"The server cannot be backed up."}`, "The server cannot be backed up"},
		{`"fail_reason":"NULL","fail_code":{"Code":60500101,"Description":"The server cannot be backed up."}`, "The server cannot be backed up."},
	} {
		if got := item(t, "error", c.info).Failure.Reason; got != c.want {
			t.Errorf("%s: got %q, want %q", c.info, got, c.want)
		}
	}
}

// A restore that failed an hour ago of an old backup is inside of today's window.
func TestChangeOfAnItemIsToldApartFromItsEnd(t *testing.T) {
	row := `{"id":"i","status":"available","created_at":"2026-11-01T02:00:00","updated_at":"2026-11-22T08:00:00","extend_info":{"fail_op":"restore","finished_at":"2026-11-01T02:05:00"}}`
	task, err := canned(t, "GET", base+"/checkpoint_items/i", 200, `{"checkpoint_item":`+row+`}`).Get(t.Context(), "i")
	if err != nil || !task.EndedAt.IsZero() || task.UpdatedAt.IsZero() || !(sdk.Query{Since: task.UpdatedAt}).Keep(task) {
		t.Errorf("got %+v, %v, want no end, and the change inside of the window", task, err)
	}
}
