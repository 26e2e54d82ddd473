package emulator_test

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

const hwCenter = "/v1/emulator-project/task-center/failure-jobs"

// hwSDRSWalk reads one list of failed tasks to its end.
func hwSDRSWalk(t testing.TB, h http.Handler, query string) (rows []map[string]any) {
	t.Helper()
	for {
		a := hwGet(t, h, fmt.Sprintf("%s?offset=%d%s", hwCenter, len(rows), query))
		page := a.list("failure_jobs")
		if count := a.at("count"); count != nil && len(page) == 0 {
			if count != float64(len(rows)) {
				t.Errorf("%s: got count %v, want the %d rows that there are", query, count, len(rows))
			}
			return rows
		}
		rows = append(rows, page...)
	}
}

// hwSDRSFailures reads the group level and every group.
func hwSDRSFailures(t testing.TB, h http.Handler, query string) []map[string]any {
	t.Helper()
	rows := hwSDRSWalk(t, h, query)
	for _, group := range hwGet(t, h, hwGroups).list("server_groups") {
		rows = append(rows, hwSDRSWalk(t, h, query+"&server_group_id="+group["id"].(string))...)
	}
	return rows
}

func TestSDRSPages(t *testing.T) {
	c := hwConfig()
	c.Failures = 53
	h := emulator.SDRS(c)
	want := hwSDRSFailures(t, h, "")
	hwUnique(t, "failed tasks", want, "job_id")
	for i, group := range hwGet(t, h, hwGroups).list("server_groups") {
		if n := len(hwSDRSWalk(t, h, "&server_group_id="+group["id"].(string))); (n > 0) != (i < 3) {
			t.Errorf("group %d: got %d failed tasks, want some in the first three groups and none in the others", i, n)
		}
	}
	for _, limit := range []int{1, 2, 7, 13, 999, 1000} {
		if got := hwSDRSFailures(t, h, fmt.Sprintf("&limit=%d", limit)); !reflect.DeepEqual(got, want) {
			t.Errorf("limit %d: got %d rows, want the same %d as without", limit, len(got), len(want))
		}
	}
}

func TestSDRSFilters(t *testing.T) {
	c := hwConfig()
	c.Failures = 400
	h := emulator.SDRS(c)
	group := hwGet(t, h, hwGroups).list("server_groups")[0]["id"].(string)
	inGroup := hwSDRSWalk(t, h, "&server_group_id="+group)
	for _, row := range hwSDRSWalk(t, h, "") {
		if row["resource_type"] != "server_groups" {
			t.Errorf("at the group level: got resource type %v, want server_groups", row["resource_type"])
		}
	}
	if got, want := hwWords(inGroup, "resource_type"), []string{"disaster_recovery_drills", "protectedInstance", "protected_instances", "replications"}; !slices.Equal(got, want) {
		t.Errorf("in a group: got resource types %v, want %v", got, want)
	}
	if got, want := hwWords(hwSDRSFailures(t, h, ""), "failure_status"), []string{
		"attachFail", "createFail", "deleteFail", "detachFail", "expandFail", "failoverFail",
		"reprotectFail", "resizeFail", "reverseFail", "startFail", "stopFail",
	}; !slices.Equal(got, want) {
		t.Errorf("got failure statuses %v, want %v", got, want)
	}
	for _, test := range []struct {
		query string
		keep  func(map[string]any) bool
	}{
		{"&failure_status=deleteFail", func(r map[string]any) bool { return r["failure_status"] == "deleteFail" }},
		{"&resource_type=replications", func(r map[string]any) bool { return r["resource_type"] == "replications" }},
		{"&resource_type=protected_instances", func(r map[string]any) bool {
			return r["resource_type"] == "protected_instances" || r["resource_type"] == "protectedInstance"
		}},
		{"&resource_type=server_groups", func(map[string]any) bool { return false }},
		{"&resource_name=Protected-Instance-ab14", func(r map[string]any) bool { return r["resource_name"] == "Protected-Instance-ab14" }},
		{"&resource_name=nothing", func(map[string]any) bool { return false }},
		{"&failure_status=createFail&resource_type=disaster_recovery_drills", func(r map[string]any) bool {
			return r["failure_status"] == "createFail" && r["resource_type"] == "disaster_recovery_drills"
		}},
	} {
		var want []map[string]any
		for _, row := range inGroup {
			if test.keep(row) {
				want = append(want, row)
			}
		}
		if got := hwSDRSWalk(t, h, "&limit=3&server_group_id="+group+test.query); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %d rows, want %d", test.query, len(got), len(want))
		}
	}
}

func TestSDRSRefuses(t *testing.T) {
	const itemNotFound, bad = "itemNotFound", "badrequest"
	const unknown = "ff808082ffffffffffffffffffffffff"
	known := hwSDRSWalk(t, emulator.SDRS(hwConfig()), "")[0]["job_id"].(string)
	forged := known[:16] + strings.Repeat("0", 16) // of which only the beginning exists
	for _, test := range []struct {
		method, path, form, code string
		status                   int
	}{
		{"GET", hwCenter + "?limit=0", bad, "SDRS.0221", 400},
		{"GET", hwCenter + "?limit=1001", bad, "SDRS.0221", 400},
		{"GET", hwCenter + "?limit=-1", bad, "SDRS.0221", 400},
		{"GET", hwCenter + "?limit=", bad, "SDRS.0221", 400},
		{"GET", hwCenter + "?limit=99999999999999999999", bad, "SDRS.0221", 400},
		{"GET", hwCenter + "?offset=-1", bad, "SDRS.0222", 400},
		{"GET", hwCenter + "?offset=1.5", bad, "SDRS.0222", 400},
		{"GET", hwCenter + "?server_group_id=nothing", bad, "SDRS.1013", 400},
		{"GET", hwCenter + "?failure_status=failed", bad, "SDRS.0201", 400},
		{"GET", hwCenter + "?resource_type=servers", bad, "SDRS.0201", 400},
		{"GET", hwGroups + "?limit=0", bad, "SDRS.0221", 400},
		{"GET", hwGroups + "?offset=x", bad, "SDRS.0222", 400},
		{"GET", hwGroups + "?query_type=all", bad, "SDRS.0201", 400},
		{"GET", "/v1/emulator-project/jobs/" + unknown, itemNotFound, "404", 404},
		{"GET", "/v1/emulator-project/jobs/x%2Fy", itemNotFound, "404", 404},
		{"GET", "/v1/emulator-project/jobs/" + forged, itemNotFound, "404", 404},
		{"DELETE", hwCenter + "/" + unknown, itemNotFound, "404", 404},
		{"DELETE", hwCenter + "/" + forged, itemNotFound, "404", 404},
		{"DELETE", "/v1/emulator-project/task-center/nothing/failure-jobs/batch", bad, "SDRS.1013", 400},
	} {
		a := hwDo(t, emulator.SDRS(hwConfig()), test.method, test.path)
		if a.status != test.status || a.at(test.form, "code") != test.code || a.at(test.form, "message") == "" {
			t.Errorf("%s %s: got %d %s, want %d %s in %s", test.method, test.path, a.status, a.raw, test.status, test.code, test.form)
		}
	}
}

// The two rows of the document's example, member for member.
var sdrsDocumented = []map[string]any{
	{
		"job_status": "FAIL", "resource_id": "17984002-ad8a-438b-8ba6-b850224634c5", "resource_name": "Protected-Instance-ab14",
		"resource_type": "protectedInstance", "failure_status": "createFail", "job_id": "ff808082686f229a0168707beaab014e",
		"job_type": "createProtectedInstance", "begin_time": "2019-01-21T12:56:35.754Z", "error_code": "EVS.2024",
		"fail_reason": "SdrsGenerateNativeServerParamsTask-fail:volume is error!",
	},
	{
		"job_status": "FAIL", "resource_id": "897f57b2-6e94-4179-b414-9532726c59f2", "resource_name": "Protected-Instance-5e2e",
		"resource_type": "protectedInstance", "failure_status": "createFail", "job_id": "ff808082686f229a0168707b9be9013e",
		"job_type": "createProtectedInstance", "begin_time": "2019-01-21T12:56:15.591Z", "error_code": "EVS.2024",
		"fail_reason": "SdrsGenerateNativeServerParamsTask-fail:volume is error!",
	},
}

func TestSDRSHasTheDocumentsRows(t *testing.T) {
	for _, n := range []int{-1, 1, 2, 3, 50} {
		c := hwConfig()
		c.Failures = n
		h := emulator.SDRS(c)
		group := hwGet(t, h, hwGroups).list("server_groups")[0]["id"].(string)
		rows := hwSDRSWalk(t, h, "&server_group_id="+group)
		for k, want := range sdrsDocumented[:min(max(n, 0), 2)] {
			if !slices.ContainsFunc(rows, func(row map[string]any) bool { return reflect.DeepEqual(row, want) }) {
				t.Errorf("with %d failures: row %d of the example is not in its group: %v", n, k, rows)
			}
			job := hwGet(t, h, "/v1/emulator-project/jobs/"+want["job_id"].(string))
			for _, member := range []string{"job_id", "job_type", "begin_time", "error_code", "fail_reason"} {
				if job.at(member) != want[member] {
					t.Errorf("job of row %d: got %s %v, want %v", k, member, job.at(member), want[member])
				}
			}
		}
	}
}

// sdrsLeaf is the first code found in a tree of jobs, and how deep it stands.
func sdrsLeaf(job map[string]any, depth int) (code string, at int) {
	if code, is := job["error_code"].(string); is {
		return code, depth
	}
	entities, _ := job["entities"].(map[string]any)
	subs, _ := entities["sub_jobs"].([]any)
	for _, sub := range subs {
		if m, _ := sub.(map[string]any); m["status"] == "FAIL" {
			return sdrsLeaf(m, depth+1)
		}
	}
	return "", depth
}

func TestSDRSJobsOfFailures(t *testing.T) {
	c := hwConfig()
	c.Failures = 90
	h := emulator.SDRS(c)
	depths := map[int]int{}
	for _, row := range hwSDRSFailures(t, h, "") {
		job := hwGet(t, h, "/v1/emulator-project/jobs/"+row["job_id"].(string))
		code, depth := sdrsLeaf(job.body, 0)
		depths[depth]++
		if job.at("status") != "FAIL" || code != row["error_code"] || job.at("job_id") != row["job_id"] || job.at("begin_time") != row["begin_time"] {
			t.Errorf("job of %v: got %s, want a failed one with the same facts", row, job.raw)
		}
		if job.at("end_time") == nil || job.at("entities", "server_group_id") == nil {
			t.Errorf("job %v: got %s, want an end and its group", row["job_id"], job.raw)
		}
	}
	if depths[0] == 0 || depths[1] == 0 || depths[2] == 0 {
		t.Errorf("got codes at depths %v, want some at 0, 1 and 2", depths)
	}
}

func TestSDRSJobsInEveryState(t *testing.T) {
	h := emulator.SDRS(hwConfig())
	for k, want := range []string{"INIT", "RUNNING", "SUCCESS", "SUCCESS", "FAIL"} {
		id := fmt.Sprintf("ff808082%024d", k+1)
		job := hwGet(t, h, "/v1/emulator-project/jobs/"+id)
		ended := job.at("end_time") != nil
		if job.at("status") != want || job.at("job_id") != id || ended != (want == "SUCCESS" || want == "FAIL") {
			t.Errorf("job %s: got %s, want status %s", id, job.raw, want)
		}
		code, depth := sdrsLeaf(job.body, 0)
		if k == 3 && (code == "" || depth != 1) || k == 4 && (code == "" || depth != 2) || k < 3 && code != "" {
			t.Errorf("job %s: got code %q at depth %d in %s", id, code, depth, job.raw)
		}
	}
}

func TestSDRSDeletes(t *testing.T) {
	c := hwConfig()
	c.Failures = 40
	h := emulator.SDRS(c)
	groups := hwGet(t, h, hwGroups).list("server_groups")
	first, second := "&server_group_id="+groups[0]["id"].(string), "&server_group_id="+groups[1]["id"].(string)
	gone := func(path string) {
		t.Helper()
		if a := hwDo(t, h, http.MethodDelete, path); a.status != http.StatusNoContent || a.raw != "" {
			t.Errorf("DELETE %s: got %d %s, want 204 and no body", path, a.status, a.raw)
		}
	}
	before := hwSDRSWalk(t, h, first)
	byJob, byResource := before[1]["job_id"].(string), before[3]["resource_id"].(string)
	gone(hwCenter + "/" + byJob)
	gone(hwCenter + "/" + byResource)
	want := append([]map[string]any{before[0], before[2]}, before[4:]...)
	if got := hwSDRSWalk(t, h, first); !reflect.DeepEqual(got, want) {
		t.Errorf("after two deletions: got %d rows of %d, want all but the second and the fourth", len(got), len(before))
	}
	if a := hwDo(t, h, http.MethodDelete, hwCenter+"/"+byJob); a.status != http.StatusNotFound {
		t.Errorf("deleting again: got %d, want 404", a.status)
	}
	hwGet(t, h, "/v1/emulator-project/jobs/"+byJob) // the job itself stays

	level, others := len(hwSDRSWalk(t, h, "")), len(hwSDRSWalk(t, h, second))
	if level == 0 || others == 0 {
		t.Fatalf("got %d rows at the group level and %d in the second group, want some", level, others)
	}
	gone(hwCenter + "/batch")
	if n := len(hwSDRSWalk(t, h, "")); n != 0 {
		t.Errorf("after the group level was emptied: got %d rows, want 0", n)
	}
	if n := len(hwSDRSWalk(t, h, second)); n != others {
		t.Errorf("after the group level was emptied: got %d rows in the second group, want %d", n, others)
	}
	gone("/v1/emulator-project/task-center/" + groups[1]["id"].(string) + "/failure-jobs/batch")
	if n := len(hwSDRSWalk(t, h, second)); n != 0 {
		t.Errorf("after the second group was emptied: got %d rows, want 0", n)
	}
	if n := len(hwSDRSWalk(t, h, first)); n != len(want) {
		t.Errorf("after the second group was emptied: got %d rows in the first, want %d", n, len(want))
	}
	gone("/v1/emulator-project/task-center/" + groups[4]["id"].(string) + "/failure-jobs/batch") // has none
}

func TestSDRSGroups(t *testing.T) {
	h := emulator.SDRS(hwConfig())
	all := hwGet(t, h, hwGroups).list("server_groups")
	if len(all) < 2 {
		t.Fatalf("got %d protection groups, want two at least", len(all))
	}
	hwUnique(t, "groups", all, "id")
	for _, test := range []struct {
		query string
		want  int
	}{
		{"", 5},
		{"?limit=2", 2},
		{"?limit=2&offset=4", 1},
		{"?offset=5", 0},
		{"?offset=9223372036854775807", 0},
		{"?status=protected", 1},
		{"?status=nothing", 0},
		{"?name=" + all[1]["name"].(string)[4:], 1},
		{"?query_type=general", 5},
		{"?query_type=status_abnormal", 1},
		{"?query_type=stop_protected", 2},
		{"?query_type=period_no_dr_drill", 2},
		{"?availability_zone=eu-de-02", 1},
	} {
		a := hwGet(t, h, hwGroups+test.query)
		if got := len(a.list("server_groups")); got != test.want {
			t.Errorf("%s: got %d groups, want %d", test.query, got, test.want)
		}
	}
	if a := hwGet(t, h, hwGroups+"?limit=2"); a.at("count") != 5.0 {
		t.Errorf("got count %v with a limit, want all that match, 5", a.at("count"))
	}
}
