package emulator_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

const hwLogs = "/v3/emulator-project/operation-logs"

// hwCBRLogs walks the list by offset.
func hwCBRLogs(t testing.TB, h http.Handler, query string, limit int) (logs []map[string]any) {
	t.Helper()
	for {
		page := hwGet(t, h, fmt.Sprintf("%s?limit=%d&offset=%d&%s", hwLogs, limit, len(logs), query))
		rows := page.list("operation_logs")
		if page.at("limit") != float64(limit) || page.at("offset") != float64(len(logs)) {
			t.Fatalf("%s: the answer echoes limit %v and offset %v, want %d and %d", query, page.at("limit"), page.at("offset"), limit, len(logs))
		}
		if len(rows) == 0 {
			if page.at("count") != float64(len(logs)) {
				t.Errorf("%s: count is %v of %d tasks", query, page.at("count"), len(logs))
			}
			return logs
		}
		logs = append(logs, rows...)
	}
}

func TestCBRPages(t *testing.T) {
	c := hwConfig()
	c.Failures = 31
	h := emulator.CBR(c)
	want := hwGet(t, h, hwLogs).list("operation_logs")
	hwUnique(t, "tasks", want, "id")
	for _, limit := range []int{1, 3, 10, 61, 1000} {
		if got := hwCBRLogs(t, h, "", limit); !reflect.DeepEqual(got, want) {
			t.Errorf("limit %d: got %d tasks, want the same %d as without", limit, len(got), len(want))
		}
	}
	for _, row := range want {
		if one := hwGet(t, h, hwLogs+"/"+row["id"].(string)).at("operation_log"); !reflect.DeepEqual(one, any(row)) {
			t.Errorf("read %v, listed %v", one, row)
		}
	}
}

// All that a client may meet is there: six words and one that nobody knows, every type,
// error_info with something, with nothing and null, incremental in both forms, both
// forms of times and of the counts of a vault's deletion.
func TestCBRFormsAreAllThere(t *testing.T) {
	c := hwConfig()
	c.Failures = 60
	seen := map[string]bool{}
	for _, row := range hwCBRLogs(t, emulator.CBR(c), "", 1000) {
		seen[row["status"].(string)], seen[row["operation_type"].(string)] = true, true
		switch info, _ := row["error_info"].(map[string]any); {
		case info == nil:
			seen["error_info null"] = true
		case info["code"] == "" && info["message"] == "":
			seen["error_info empty"] = true
		case strings.HasPrefix(info["code"].(string), "BackupService."):
			seen["a code"] = true
		case info["code"] != "":
			seen["a code of another service"] = true
		}
		seen["time of "+row["created_at"].(string)[19:20]] = true
		extra := row["extra_info"].(map[string]any)
		for name, members := range extra {
			if m, is := members.(map[string]any); is {
				for member, value := range m {
					seen[fmt.Sprintf("%s.%s %T", name, member, value)] = true
				}
			}
		}
	}
	for _, want := range []string{
		"success", "skipped", "failed", "running", "timeout", "waiting", "suspended",
		"backup", "restore", "replication", "copy", "sync", "delete", "vault_delete", "remove_resource", "migrate_resources",
		"error_info null", "error_info empty", "a code", "a code of another service", "time of .", "time of Z",
		"backup.incremental string", "backup.incremental bool", "backup.app_consistency_error_code string", "sync.err_sync_backup_num float64",
		"remove_resources.fail_count float64", "vault_delete.fail_count float64", "vault_delete.fail_delete_count float64", "restore.target_resource_id string",
	} {
		if !seen[want] {
			t.Errorf("there is no %s among %q", want, slices.Sorted(maps.Keys(seen)))
		}
	}
}

func TestCBRFilters(t *testing.T) {
	c := hwConfig()
	c.Failures = 60
	h := emulator.CBR(c)
	all := hwCBRLogs(t, h, "", 1000)
	sample := all[slices.IndexFunc(all, func(l map[string]any) bool { return resourceOf(l)["id"] != nil })]
	for _, test := range []struct {
		name, value string
		keep        func(map[string]any) bool
	}{
		{"status", "failed", func(l map[string]any) bool { return l["status"] == "failed" }},
		{"status", "skipped", func(l map[string]any) bool { return l["status"] == "skipped" }},
		{"operation_type", "restore", func(l map[string]any) bool { return l["operation_type"] == "restore" }},
		{"resource_id", fmt.Sprint(resourceOf(sample)["id"]), func(l map[string]any) bool { return resourceOf(l)["id"] == resourceOf(sample)["id"] }},
		{"resource_name", fmt.Sprint(resourceOf(sample)["name"]), func(l map[string]any) bool { return resourceOf(l)["id"] == resourceOf(sample)["id"] }},
		{"vault_id", fmt.Sprint(sample["vault_id"]), func(l map[string]any) bool { return l["vault_id"] == sample["vault_id"] }},
		{"vault_name", "night", func(l map[string]any) bool { return l["vault_name"] == "nightly" }},
		{"provider_id", fmt.Sprint(sample["provider_id"]), func(l map[string]any) bool { return l["provider_id"] == sample["provider_id"] }},
		{"enterprise_project_id", "all_granted_eps", func(map[string]any) bool { return true }},
		{"enterprise_project_id", "nobody's", func(map[string]any) bool { return false }},
		{"start_time", "2100-01-01T00:00:00Z", func(map[string]any) bool { return false }},
		{"start_time", "1990-01-01T00:00:00Z", func(map[string]any) bool { return true }},
		{"end_time", "2100-01-01T00:00:00Z", func(l map[string]any) bool { end, _ := l["ended_at"].(string); return end != "" }},
	} {
		var want []map[string]any
		for _, l := range all {
			if test.keep(l) {
				want = append(want, l)
			}
		}
		if got := hwCBRLogs(t, h, url.Values{test.name: {test.value}}.Encode(), 7); !reflect.DeepEqual(got, want) {
			t.Errorf("%s=%s: got %d tasks, want %d of %d", test.name, test.value, len(got), len(want), len(all))
		}
	}
	if own := hwCBRLogs(t, h, "enterprise_project_id=0", 1000); len(own) == 0 || len(own) == len(all) {
		t.Errorf("the default enterprise project has %d of %d tasks, want some", len(own), len(all))
	}
}

// resourceOf is what a task protects.
func resourceOf(log map[string]any) map[string]any {
	r, _ := log["extra_info"].(map[string]any)["resource"].(map[string]any)
	return r
}

func TestCBRRefusals(t *testing.T) {
	h := emulator.CBR(hwConfig())
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		hwLogs + "?limit=0":                       {400, "BackupService.9900"},
		hwLogs + "?limit=1001":                    {400, "BackupService.9900"},
		hwLogs + "?limit=x":                       {400, "BackupService.9900"},
		hwLogs + "?offset=-1":                     {400, "BackupService.9900"},
		hwLogs + "?status=broken":                 {400, "BackupService.9900"},
		hwLogs + "?operation_type=broken":         {400, "BackupService.9900"},
		hwLogs + "?start_time=yesterday":          {400, "BackupService.9900"},
		hwLogs + "?end_time=2026-11-20":           {400, "BackupService.9900"},
		hwLogs + "/no-such-task":                  {404, "BackupService.6500"},
		"/v3/another-project/operation-logs":      {403, "APIGW.0302"},
		"/v1/emulator-project/operation-logs":     {404, "APIGW.0101"},
		"/v3/emulator-project/operation-logs/a/b": {404, "APIGW.0101"},
	} {
		a := hwDo(t, h, "GET", path)
		if a.status != want.status || a.at("error_code") != want.code {
			t.Errorf("%s: got %d with %v, want %d with %s", path, a.status, a.at("error_code"), want.status, want.code)
		}
	}
}
