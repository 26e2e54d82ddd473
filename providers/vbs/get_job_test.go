package vbs_test

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

const policysJob = "4010b39b5281d3590152874bfa3b1604"

// jobOf answers about the job policysJob, and about policies as withPolicies does.
func jobOf(t *testing.T, job string, list, a, b given) sdk.Client {
	t.Helper()
	mock := httpmock.NewMockTransport()
	mock.RegisterResponder("GET", v1+"/jobs/"+policysJob, httpmock.NewStringResponder(200, job))
	mock.RegisterResponder("GET", v2+"/backuppolicy", list.responder())
	mock.RegisterResponder("GET", v2+"/backuppolicy/a/backuptasks", a.responder())
	mock.RegisterResponder("GET", v2+"/backuppolicy/b/backuptasks", b.responder())
	return open(t, config(mock))
}

// A job that a policy began is told as the policy's task; any other is itself.
func TestJobOfAPolicyIsThePolicysTask(t *testing.T) {
	ok := func(body string) given { return given{200, body} }
	row := func(status, disk string) string {
		return `{"status":"` + status + `","job_id":"j-` + disk + `","vbs_job_id":"` + policysJob + `","resource_id":"` + disk + `","resource_type":"volume","code":"VolumeBackup.0040"}`
	}
	tasks := func(rows ...string) given {
		return ok(fmt.Sprintf(`{"count":%d,"tasks":[%s]}`, len(rows), strings.Join(rows, ",")))
	}
	const job = `{"status":"FAIL","job_type":"bksCreateBackup","entities":{"volume_id":"d"},"sub_jobs":[{"status":"FAIL","job_type":"bksUploadData","error_code":"VolumeBackup.0027"}]}`
	half := strings.Replace(job, "FAIL", "SUCCESS", 1)
	both := ok(`{"backup_policies":[{"backup_policy_id":"a"},{},{"backup_policy_id":"b"}]}`)
	const own, listed = "bksCreateBackup FAIL d VolumeBackup.0027 bksUploadData", "backuptask EXECUTE_FAIL d VolumeBackup.0040 "
	for _, c := range []struct {
		name, job  string
		list, a, b given
		want       string
		err        errors.Kind
	}{
		{name: "of no policy", job: job, want: own},
		{name: "of none of two", job: job, list: both, a: tasks(`{"job_id":"x","vbs_job_id":"other"}`), want: own},
		{name: "of the first", job: job, list: both, a: tasks(row("EXECUTE_FAIL", "d")), want: listed},
		{name: "of the last", job: job, list: both, b: tasks(`{"job_id":"x"}`, row("EXECUTE_FAIL", "d")), want: listed},
		{name: "of several disks", job: job, list: both, a: tasks(row("EXECUTE_FAIL", "e"), row("EXECUTE_FAIL", "d")), want: listed},
		{name: "of others' disks", job: job, list: both, a: tasks(row("EXECUTE_SUCCESS", "e"), row("EXECUTE_FAIL", "f")), want: "backuptask EXECUTE_FAIL f VolumeBackup.0040 "},
		{name: "with a step that failed", job: half, list: both, a: tasks(row("EXECUTE_SUCCESS", "d")), want: "backuptask EXECUTE_SUCCESS d VolumeBackup.0027 bksUploadData"},
		{name: "of a type that no policy has", job: strings.Replace(job, "bksCreateBackup", "bksRestoreBackup", 1), list: both, a: tasks(row("EXECUTE_FAIL", "d")), want: "bksRestoreBackup FAIL d VolumeBackup.0027 bksUploadData"},

		// What the lists cannot show either has no other identity.
		{name: "policies are refused", job: job, list: given{403, `{"forbidden":{"message":"no","code":403}}`}, want: own},
		{name: "policies are not published", job: job, list: given{404, `{"error_code":"APIGW.0101","error_msg":"no"}`}, want: own},
		{name: "a policy is refused", job: job, list: both, a: given{403, `{"forbidden":{"message":"no","code":403}}`}, b: tasks(row("EXECUTE_FAIL", "d")), want: listed},
		{name: "a policy is gone", job: job, list: both, a: given{404, `{"error":{"code":"AutoBackup.1100","message":"gone"}}`}, want: own},
		// What may be over the next time is told, with what is known.
		{name: "policies are away", job: job, list: given{503, ""}, want: own, err: errors.Unavailable},
		{name: "a policy is away", job: job, list: both, a: given{503, ""}, want: own, err: errors.Unavailable},
	} {
		task, err := jobOf(t, c.job, c.list, c.a, c.b).Get(t.Context(), policysJob)
		f := task.Failure
		if f == nil {
			f = task.Warning
		}
		if f == nil {
			f = &errors.Failure{}
		}
		got := strings.Join([]string{task.Type, task.RawState, task.Resource.ID, f.Code, f.Phase}, " ")
		if got != c.want || errors.KindOf(err) != c.err || task.ID != policysJob || len(task.Raw) == 0 {
			t.Errorf("%s: got %q, %v (%+v), want %q, %q", c.name, got, err, task, c.want, c.err)
		}
	}
}

// The tasks of a policy are looked through as far back as the job's can be, and a
// job of long ago is found, too.
func TestPolicysTaskIsLookedForNearItsJob(t *testing.T) {
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	const all = 2000
	for days, want := range map[int]struct {
		id    string
		pages int
	}{0: {"t0", 1}, 30: {"t30", 2}, 60: {"", 5}} {
		pages := 0
		mock := httpmock.NewMockTransport()
		begun := now.AddDate(0, 0, -days)
		mock.RegisterResponder("GET", v1+"/jobs/"+policysJob, httpmock.NewStringResponder(200, `{"status":"FAIL","job_type":"bksCreateBackup","begin_time":"`+begun.Format(time.RFC3339)+`"}`))
		mock.RegisterResponder("GET", v2+"/backuppolicy", httpmock.NewStringResponder(200, `{"backup_policies":[{"backup_policy_id":"a"}]}`))
		mock.RegisterResponder("GET", v2+"/backuppolicy/a/backuptasks", func(req *http.Request) (*http.Response, error) {
			pages++
			limit, _ := strconv.Atoi(req.URL.Query().Get("limit"))
			offset, _ := strconv.Atoi(req.URL.Query().Get("offset"))
			var rows []string
			for i := offset; i < min(offset+limit, all); i++ { // one a day
				job := ""
				if fmt.Sprintf("t%d", i) == want.id {
					job = `,"vbs_job_id":"` + policysJob + `"`
				}
				rows = append(rows, fmt.Sprintf(`{"job_id":"t%d","status":"EXECUTE_FAIL","created_at":%q%s}`, i, now.AddDate(0, 0, -i).Format("2006-01-02T15:04:05.000"), job))
			}
			return httpmock.NewStringResponse(200, fmt.Sprintf(`{"count":%d,"tasks":[%s]}`, all, strings.Join(rows, ","))), nil
		})
		task, err := open(t, config(mock)).Get(t.Context(), policysJob)
		found := task.Type == "backuptask"
		if err != nil || found != (want.id != "") || pages > want.pages {
			t.Errorf("a job of %d days ago: got %+v, %v after %d pages, want %q after %d at most", days, task, err, pages, want.id, want.pages)
		}
	}
}
