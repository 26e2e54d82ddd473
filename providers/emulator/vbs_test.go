package emulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

const (
	hwBackups  = "/v2/emulator-project/backups"
	hwPolicies = "/v2/emulator-project/backuppolicy"
)

// hwVBSBackups walks the detailed list by offset.
func hwVBSBackups(t testing.TB, h http.Handler, query string) (rows []map[string]any) {
	t.Helper()
	for {
		a := hwGet(t, h, fmt.Sprintf("%s/detail?offset=%d&%s", hwBackups, len(rows), query))
		rows = append(rows, a.list("backups")...)
		if a.at("backups_links") == nil {
			return rows
		}
	}
}

// hwVBSTasks walks the tasks of every policy by offset.
func hwVBSTasks(t testing.TB, h http.Handler, query string) (rows []map[string]any) {
	t.Helper()
	for _, policy := range hwGet(t, h, hwPolicies).list("backup_policies") {
		read := 0
		for {
			a := hwGet(t, h, fmt.Sprintf("%s/%s/backuptasks?offset=%d&%s", hwPolicies, policy["backup_policy_id"], read, query))
			page := a.list("tasks")
			if len(page) == 0 {
				if a.at("count") != float64(read) {
					t.Errorf("policy %v, %s: got count %v, want the %d tasks that there are", policy["backup_policy_id"], query, a.at("count"), read)
				}
				break
			}
			read += len(page)
			rows = append(rows, page...)
		}
	}
	return rows
}

func TestVBSBackupPages(t *testing.T) {
	c := hwConfig()
	c.Failures = 51
	h := emulator.VBS(c)
	want := hwVBSBackups(t, h, "")
	hwUnique(t, "backups", want, "id")
	ids := func(rows []map[string]any) (ids []string) {
		for _, row := range rows {
			ids = append(ids, row["id"].(string))
		}
		return ids
	}
	for _, limit := range []int{1, 2, 9, 44, 1000} {
		if got := hwVBSBackups(t, h, fmt.Sprintf("limit=%d", limit)); !reflect.DeepEqual(got, want) {
			t.Errorf("by offset, limit %d: got %d backups, want the same %d as without", limit, len(got), len(want))
		}
		for _, query := range []string{"", "&status=available", "&sort_key=size&sort_dir=asc"} {
			// The links, taken as they are, and their markers alone.
			whole := ids(hwVBSBackups(t, h, query[min(1, len(query)):]))
			var linked, marked []string
			next := fmt.Sprintf("%s?limit=%d%s", hwBackups, limit, query)
			for next != "" && len(linked) <= len(whole) {
				a := hwGet(t, h, next)
				linked = append(linked, ids(a.list("backups"))...)
				next = ""
				for _, link := range a.list("backups_links") {
					rest, own := strings.CutPrefix(link["href"].(string), "http://emulator.test")
					if want := fmt.Sprintf("offset=%d&", len(linked)); !strings.Contains(rest+"&", want) {
						t.Fatalf("got link %v, want %s in it", link, want)
					}
					if !own || link["rel"] != "next" {
						t.Fatalf("got link %v, want the next page of the emulator itself", link)
					}
					next = rest
				}
			}
			for marker := ""; len(marked) <= len(whole); {
				a := hwGet(t, h, fmt.Sprintf("%s?limit=%d%s%s", hwBackups, limit, query, marker))
				marked = append(marked, ids(a.list("backups"))...)
				if a.at("backups_links") == nil {
					break
				}
				marker = "&marker=" + marked[len(marked)-1]
			}
			if !slices.Equal(linked, whole) || !slices.Equal(marked, whole) {
				t.Errorf("limit %d%s: got %d backups by link and %d by marker, want %d", limit, query, len(linked), len(marked), len(whole))
			}
		}
	}
}

func TestVBSBackupFiltersAndOrder(t *testing.T) {
	c := hwConfig()
	c.Failures = 40
	h := emulator.VBS(c)
	all := hwVBSBackups(t, h, "")
	i := slices.IndexFunc(all, func(b map[string]any) bool { return b["name"] != nil })
	for _, member := range []string{"name", "status", "volume_id"} {
		value := all[i][member].(string)
		var want []map[string]any
		for _, b := range all {
			if b[member] == value {
				want = append(want, b)
			}
		}
		if got := hwVBSBackups(t, h, "limit=2&"+member+"="+value); !reflect.DeepEqual(got, want) {
			t.Errorf("%s=%s: got %d backups, want %d", member, value, len(got), len(want))
		}
	}
	text := func(v any) string {
		if n, is := v.(float64); is {
			return fmt.Sprintf("%09.0f", n)
		}
		s, _ := v.(string)
		return s
	}
	for _, key := range []string{"name", "status", "size", "id", "created_at"} {
		for _, direction := range []string{"asc", "desc"} {
			got := hwVBSBackups(t, h, "limit=7&sort_key="+key+"&sort_dir="+direction)
			hwUnique(t, key, got, "id")
			if len(got) != len(all) || !slices.IsSortedFunc(got, func(a, b map[string]any) int {
				c := strings.Compare(text(a[key]), text(b[key]))
				if direction == "desc" {
					c = -c
				}
				return c
			}) {
				t.Errorf("sort_key %s %s: got %d of %d backups, or in another order", key, direction, len(got), len(all))
			}
		}
	}
	for _, key := range []string{"container_format", "disk_format", "updated_at"} {
		if got := hwVBSBackups(t, h, "sort_key="+key); len(got) != len(all) {
			t.Errorf("sort_key %s: got %d backups, want %d", key, len(got), len(all))
		}
	}
}

func TestVBSRefuses(t *testing.T) {
	h := emulator.VBS(hwConfig())
	policy := hwGet(t, h, hwPolicies).list("backup_policies")[0]["backup_policy_id"].(string)
	tasks := hwPolicies + "/" + policy + "/backuptasks"
	for _, test := range []struct {
		path, form string
		status     int
		code       any
	}{
		{hwBackups + "?limit=0", "badRequest", 400, 400.0},
		{hwBackups + "?limit=1001", "badRequest", 400, 400.0},
		{hwBackups + "/detail?limit=x", "badRequest", 400, 400.0},
		{hwBackups + "?offset=-1", "badRequest", 400, 400.0},
		{hwBackups + "?marker=nothing", "badRequest", 400, 400.0},
		{hwBackups + "?sort_key=color", "badRequest", 400, 400.0},
		{hwBackups + "?sort_dir=up", "badRequest", 400, 400.0},
		{hwBackups + "/00000000-0000-4000-8000-000000000000", "itemNotFound", 404, 404.0},
		{tasks + "?limit=0", "badRequest", 400, 400.0},
		{tasks + "?limit=1001", "badRequest", 400, 400.0},
		{tasks + "?status=failed", "badRequest", 400, 400.0},
		{tasks + "?sort_key=name", "badRequest", 400, 400.0},
		{tasks + "?marker=nothing", "badRequest", 400, 400.0},
		{hwPolicies + "/nothing/backuptasks", "error", 404, "AutoBackup.1100"},
		{"/v1/emulator-project/jobs/nothing", "error", 404, "404"},
	} {
		a := hwDo(t, h, http.MethodGet, test.path)
		if a.status != test.status || a.at(test.form, "code") != test.code || a.at(test.form, "message") == "" {
			t.Errorf("%s: got %d %s, want %d with %v in %s", test.path, a.status, a.raw, test.status, test.code, test.form)
		}
	}
}

func TestVBSHasEveryState(t *testing.T) {
	backups, tasks := []string{"available", "creating", "deleting", "restoring"}, []string{"EXECUTE_SUCCESS", "RUNNING", "WAITING"}
	for _, test := range []struct {
		failures       int
		backups, tasks []string
	}{
		{-1, backups, tasks},
		{12, []string{"available", "creating", "deleting", "error", "error_deleting", "error_restoring", "restoring"}, []string{"EXECUTE_FAIL", "EXECUTE_SUCCESS", "EXECUTE_TIMEOUT", "RUNNING", "SKIP", "WAITING"}},
	} {
		c := hwConfig()
		c.Failures = test.failures
		h := emulator.VBS(c)
		if got := hwWords(hwVBSBackups(t, h, ""), "status"); !slices.Equal(got, test.backups) {
			t.Errorf("with %d failures: got backups in %v, want %v", test.failures, got, test.backups)
		}
		if got := hwWords(hwVBSTasks(t, h, ""), "status"); !slices.Equal(got, test.tasks) {
			t.Errorf("with %d failures: got tasks in %v, want %v", test.failures, got, test.tasks)
		}
	}
}

func TestVBSBackupsInEveryForm(t *testing.T) {
	c := hwConfig()
	c.Failures = 60
	h := emulator.VBS(c)
	forms := map[string]bool{}
	for _, b := range hwVBSBackups(t, h, "") {
		if one := hwGet(t, h, hwBackups+"/"+b["id"].(string)); !reflect.DeepEqual(one.at("backup"), any(b)) {
			t.Errorf("backup %v: got %s, want what the list shows", b["id"], one.raw)
		}
		failed := strings.HasPrefix(b["status"].(string), "error")
		if (b["fail_reason"] != nil) != failed {
			t.Errorf("backup %v in %v: got reason %v", b["id"], b["status"], b["fail_reason"])
		}
		forms[fmt.Sprint("no name ", b["name"] == nil)] = true
		description, _ := b["description"].(string)
		forms[fmt.Sprint("described ", b["description"] != nil, " in JSON ", json.Valid([]byte(description)))] = true
		if metadata, is := b["service_metadata"].(string); is {
			if !json.Valid([]byte(metadata)) || strings.TrimSpace(metadata) == metadata {
				t.Errorf("backup %v: got metadata %q, want JSON with blanks around it", b["id"], metadata)
			}
		}
	}
	for _, form := range []string{"no name true", "no name false", "described false in JSON false", "described true in JSON false", "described true in JSON true"} {
		if !forms[form] {
			t.Errorf("got forms %v, want also %q", forms, form)
		}
	}
}

func TestVBSTasksAndTheirJobs(t *testing.T) {
	c := hwConfig()
	c.Failures = 80
	h := emulator.VBS(c)
	all := hwVBSTasks(t, h, "")
	hwUnique(t, "tasks", all, "job_id")
	for _, limit := range []int{1, 3, 20, 1000} {
		if got := hwVBSTasks(t, h, fmt.Sprintf("limit=%d", limit)); !reflect.DeepEqual(got, all) {
			t.Errorf("limit %d: got %d tasks, want the same %d as without", limit, len(got), len(all))
		}
	}
	states := map[string]string{"EXECUTE_FAIL": "FAIL", "EXECUTE_TIMEOUT": "FAIL", "EXECUTE_SUCCESS": "SUCCESS", "RUNNING": "RUNNING"}
	without, inSub := 0, 0
	for _, task := range all {
		failed := strings.HasPrefix(task["status"].(string), "EXECUTE_") && task["status"] != "EXECUTE_SUCCESS" || task["status"] == "SKIP"
		if code, _ := task["code"].(string); strings.HasPrefix(code, "VolumeBackup.") != failed {
			t.Errorf("task %v: got code %q", task, code)
		}
		id, has := task["vbs_job_id"].(string)
		if !has {
			without++
			continue
		}
		job := hwGet(t, h, "/v1/emulator-project/jobs/"+id)
		if job.at("status") != states[task["status"].(string)] || job.at("job_id") != id {
			t.Errorf("job of %v: got %s, want it in %s", task, job.raw, states[task["status"].(string)])
		}
		if !failed {
			continue
		}
		code := job.at("error_code")
		for _, sub := range job.list("sub_jobs") {
			if code == nil && sub["status"] == "FAIL" {
				inSub++
				code = sub["error_code"]
			}
		}
		if code != task["code"] {
			t.Errorf("job of %v: got code %v, want the task's", task, code)
		}
	}
	if without == 0 || inSub == 0 {
		t.Errorf("got %d tasks without a job and %d jobs with the code in a sub-job, want some", without, inSub)
	}
}

func TestVBSTaskFilters(t *testing.T) {
	h := emulator.VBS(hwConfig())
	policy := hwGet(t, h, hwPolicies).list("backup_policies")[0]["backup_policy_id"].(string)
	path := hwPolicies + "/" + policy + "/backuptasks"
	all := hwGet(t, h, path+"?limit=1000").list("tasks")
	if a := hwGet(t, h, path+"?job_id="+all[3]["job_id"].(string)); a.at("count") != 1.0 || !reflect.DeepEqual(a.list("tasks"), all[3:4]) {
		t.Errorf("by job_id: got %s, want that one", a.raw)
	}
	if a := hwGet(t, h, path+"?job_id=nothing"); a.at("count") != 0.0 {
		t.Errorf("by an unknown job_id: got %s, want none", a.raw)
	}
	for _, task := range hwGet(t, h, path+"?status=SKIP").list("tasks") {
		if task["status"] != "SKIP" {
			t.Errorf("by status: got %v, want SKIP", task)
		}
	}
	if got := hwGet(t, h, path+"?limit=2&marker="+all[1]["job_id"].(string)).list("tasks"); !reflect.DeepEqual(got, all[2:4]) {
		t.Errorf("behind the second: got %v, want %v", got, all[2:4])
	}
	slices.Reverse(all)
	if got := hwGet(t, h, path+"?limit=1000&sort_dir=asc&sort_key=created_at").list("tasks"); !reflect.DeepEqual(got, all) {
		t.Errorf("oldest first: got %v, want %v", got, all)
	}
	if got := hwGet(t, h, path+"?limit=2&sort_dir=asc&marker="+all[1]["job_id"].(string)).list("tasks"); !reflect.DeepEqual(got, all[2:4]) {
		t.Errorf("oldest first, behind the second: got %v, want %v", got, all[2:4])
	}
	c := hwConfig()
	c.Failures = 100
	h = emulator.VBS(c)
	policy = hwGet(t, h, hwPolicies).list("backup_policies")[0]["backup_policy_id"].(string)
	if got := hwGet(t, h, hwPolicies+"/"+policy+"/backuptasks").list("tasks"); len(got) != 20 {
		t.Errorf("without a limit: got %d tasks, want 20", len(got))
	}
}

func TestVBSJobsInEveryState(t *testing.T) {
	h := emulator.VBS(hwConfig())
	for k, want := range []string{"INIT", "RUNNING", "SUCCESS", "SUCCESS", "FAIL"} {
		id := fmt.Sprintf("ff808082%024d", k+1)
		job := hwGet(t, h, "/v1/emulator-project/jobs/"+id)
		if job.at("status") != want || job.at("job_id") != id || job.at("error_code") != nil {
			t.Errorf("job %s: got %s, want status %s", id, job.raw, want)
		}
		failed := slices.ContainsFunc(job.list("sub_jobs"), func(sub map[string]any) bool {
			return sub["status"] == "FAIL" && sub["error_code"] != nil
		})
		if failed != (k >= 3) {
			t.Errorf("job %s: got a failed sub-job %t in %s", id, failed, job.raw)
		}
	}
}

func TestVBSLinkKeepsProject(t *testing.T) {
	c := hwConfig()
	c.ProjectID = "a b/c"
	h := emulator.VBS(c)
	a := hwGet(t, h, "/v2/a%20b%2Fc/backups?limit=1")
	next, err := url.Parse(a.list("backups_links")[0]["href"].(string))
	if err != nil {
		t.Fatal(err)
	}
	if got := hwGet(t, h, next.RequestURI()).list("backups"); len(got) != 1 {
		t.Errorf("behind %s: got %d backups, want 1", next, len(got))
	}
}
