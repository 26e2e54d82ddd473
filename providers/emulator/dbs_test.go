package emulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
)

// walk reads a list to its end and checks what it says of its pages.
func walk(t testing.TB, r *rpc, action, member string, size int, pairs ...string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for page := 0; ; page++ {
		m := r.ok(t, action, append([]string{"PageNum", strconv.Itoa(page), "PageSize", strconv.Itoa(size)}, pairs...)...)
		all = append(all, rows(t, m, member)...)
		total, pages := int(num(t, m["TotalElements"])), int(num(t, m["TotalPages"]))
		if num(t, m["PageNum"]) != int64(page) || num(t, m["PageSize"]) != int64(size) || pages != (total+size-1)/size {
			t.Fatalf("%s page %d of size %d: answered page %v, size %v, %d pages for %d rows", action, page, size, m["PageNum"], m["PageSize"], pages, total)
		}
		if page+1 >= pages {
			if len(all) != total {
				t.Errorf("%s size %d %q: walked %d rows, want %d", action, size, pairs, len(all), total)
			}
			return all
		}
	}
}

// inventory is what a reader of the whole service counts.
type inventory struct {
	failed                    int
	plans, full, incr, resets map[string]int
	unnamed, unnamedFailed    int
	uncompletedFailed         int
	locked                    int // plans that say why
	neverChecked              int
	withErrCode               int
}

func readDBS(t testing.TB, r *rpc) inventory {
	t.Helper()
	v := inventory{plans: map[string]int{}, full: map[string]int{}, incr: map[string]int{}, resets: map[string]int{}}
	known := []string{"schedule", "running", "finish"}
	failedWord := func(s string) bool { return slices.Contains([]string{"failed", "fail", "stop"}, strings.ToLower(s)) }
	lookup := func(id string) string {
		m := r.ok(t, "DescribeJobErrorCode", "TaskId", id)
		if text(m["ErrCode"]) != "" {
			v.withErrCode++
		}
		item, _ := m["Item"].(map[string]any)
		return text(item["ErrorCode"])
	}
	for _, p := range walk(t, r, "DescribeBackupPlanList", "BackupPlanDetail", 100) {
		id, status := text(p["BackupPlanId"]), text(p["BackupPlanStatus"])
		v.plans[status]++
		check := r.ok(t, "DescribePreCheckProgressList", "BackupPlanId", id)
		bad := slices.ContainsFunc(rows(t, check, "PreCheckProgressDetail"), func(m map[string]any) bool { return m["State"] == "failed" })
		if bad != (check["Status"] == "failed") {
			t.Errorf("plan %s: precheck is %v, a failed item %v", id, check["Status"], bad)
		}
		if status == "stop" || status == "init" && bad {
			v.failed++
		}
		if status == "locked" && text(p["ErrMessage"]) != "NULL" {
			v.locked++
		}
		if check["Status"] == nil && len(rows(t, check, "PreCheckProgressDetail")) == 0 {
			v.neverChecked++
		}
		for _, b := range walk(t, r, "DescribeFullBackupList", "FullBackupFile", 100, "BackupPlanId", id) {
			s := text(b["BackupStatus"])
			v.full[s]++
			code := ""
			if !slices.Contains([]string{"schedule", "running"}, s) {
				code = lookup(text(b["BackupSetId"]))
			}
			switch {
			case failedWord(s):
				v.failed++
				if code == "" {
					t.Errorf("failed set %v: the look-up names no error", b)
				}
			case slices.Contains(known, s):
				if code != "" || text(b["ErrMessage"]) != "NULL" {
					t.Errorf("set %v: error %q, want none", b, code)
				}
			case s == "UNCOMPLETED" && (code == "" || num(t, b["EndTime"]) == 0):
				t.Errorf("set %v: error %q, want one, and an end", b, code)
			case s == "UNCOMPLETED":
				v.failed++
				v.uncompletedFailed++
			case code != "":
				v.failed++
				v.unnamedFailed++
			default:
				v.unnamed++
			}
		}
		for _, b := range walk(t, r, "DescribeIncrementBackupList", "IncrementBackupFile", 100, "BackupPlanId", id) {
			s := text(b["BackupStatus"])
			v.incr[s]++
			if failedWord(s) {
				v.failed++
			}
			if s == "UNCOMPLETED" && lookup(text(b["BackupSetJobId"])) != "" {
				v.failed++
				v.uncompletedFailed++
				if num(t, b["EndTime"]) == 0 {
					t.Errorf("increment %v failed and has no end", b)
				}
			}
		}
		for _, x := range walk(t, r, "DescribeRestoreTaskList", "RestoreTaskDetail", 100, "BackupPlanId", id) {
			s := text(x["RestoreStatus"])
			if s == "running" && num(t, x["RestoreTaskFinishTime"]) > 0 {
				s = "finished"
			}
			v.resets[s]++
			if s == "stop" {
				v.failed++
			}
		}
	}
	return v
}

func TestDBSHoldsExactlyTheFailuresAskedFor(t *testing.T) {
	for _, n := range []int{0, 1, 2, 5, 12, 13, 200, 1000} {
		for _, seed := range []uint64{0, 7} {
			t.Run(fmt.Sprintf("%d seed %d", n, seed), func(t *testing.T) {
				c := emulator.Config{Seed: seed, Failures: n}
				if n == 0 {
					c.Failures = -1
				}
				v := readDBS(t, newDBS(c))
				if v.failed != n {
					t.Errorf("failed tasks = %d, want %d: %+v", v.failed, n, v)
				}
				for _, s := range []string{"wait", "init", "running", "pause", "locked", "check_pass"} {
					if v.plans[s] < 2 {
						t.Errorf("plans in %s = %d, want 2 at least", s, v.plans[s])
					}
				}
				for list, want := range map[*map[string]int][]string{
					&v.full:   {"schedule", "running", "finish"},
					&v.incr:   {"INIT", "FILLING", "COMPLETED", "UNCOMPLETED"},
					&v.resets: {"init", "running", "pause", "check_pass", "finished"},
				} {
					for _, s := range want {
						if (*list)[s] == 0 {
							t.Errorf("nothing in %s among %v", s, *list)
						}
					}
				}
				if v.unnamed == 0 || v.neverChecked == 0 {
					t.Errorf("undocumented sets %d, plans that were never checked %d; want some of each", v.unnamed, v.neverChecked)
				}
				if want := min(n/6, 1); v.locked != want {
					t.Errorf("%d locked plans say why, want %d", v.locked, want)
				}
				if n >= 200 && v.withErrCode == 0 {
					t.Error("no good answer of DescribeJobErrorCode has a code beside its item")
				}
				if n < 12 {
					return
				}
				if v.plans["stop"] < 1 || v.unnamedFailed == 0 || v.resets["stop"] < 2 || v.uncompletedFailed < 2 {
					t.Errorf("stopped plans %d, undocumented failed sets %d, stopped restores %d, uncompleted failed sets %d; want every kind", v.plans["stop"], v.unnamedFailed, v.resets["stop"], v.uncompletedFailed)
				}
				for _, s := range []string{"failed", "fail", "Stop"} {
					if v.full[s]+v.incr[s] == 0 {
						t.Errorf("no set in %q among %v %v", s, v.full, v.incr)
					}
				}
			})
		}
	}
}

func TestDBSWalksWithEveryPageSize(t *testing.T) {
	r := newDBS(emulator.Config{Failures: 1500})
	plans := walk(t, r, "DescribeBackupPlanList", "BackupPlanDetail", 100)
	var ids []string
	for _, p := range plans {
		ids = append(ids, text(p["BackupPlanId"]))
	}
	for _, list := range []struct {
		action, member, key string
		sizes               []int
		pairs               []string
	}{
		{"DescribeBackupPlanList", "BackupPlanDetail", "BackupPlanId", []int{1, 3, 29, 100}, nil},
		{"DescribeFullBackupList", "FullBackupFile", "BackupSetId", []int{30, 50, 100}, []string{"BackupPlanId", ids[4]}},
		{"DescribeIncrementBackupList", "IncrementBackupFile", "BackupSetJobId", []int{30, 50, 100}, []string{"BackupPlanId", ids[4]}},
		{"DescribeRestoreTaskList", "RestoreTaskDetail", "RestoreTaskId", []int{7, 30, 99, 100}, []string{"BackupPlanId", strings.Join(ids, ",")}},
	} {
		var first []string
		for _, size := range list.sizes {
			got := walk(t, r, list.action, list.member, size, list.pairs...)
			keys := make([]string, len(got))
			seen := map[string]bool{}
			for i, row := range got {
				keys[i] = text(row[list.key])
				seen[keys[i]] = true
			}
			if len(seen) != len(keys) || len(keys) < 12 {
				t.Errorf("%s size %d: %d rows, %d different", list.action, size, len(keys), len(seen))
			}
			if first == nil {
				first = keys
			}
			if !slices.Equal(first, keys) {
				t.Errorf("%s size %d: other rows or another order than with size %d", list.action, size, list.sizes[0])
			}
		}
		m := r.ok(t, list.action, append([]string{"PageNum", "2147483647"}, list.pairs...)...)
		if n := len(rows(t, m, list.member)); n != 0 {
			t.Errorf("%s: page past the end has %d rows", list.action, n)
		}
	}
}

func TestDBSParameters(t *testing.T) {
	r := newDBS(emulator.Config{})
	plan := text(rows(t, r.ok(t, "DescribeBackupPlanList", "BackupPlanStatus", "running"), "BackupPlanDetail")[0]["BackupPlanId"])
	other := text(rows(t, r.ok(t, "DescribeBackupPlanList", "BackupPlanStatus", "pause"), "BackupPlanDetail")[0]["BackupPlanId"])
	const full, incr, restore, check, plans, job = "DescribeFullBackupList", "DescribeIncrementBackupList", "DescribeRestoreTaskList",
		"DescribePreCheckProgressList", "DescribeBackupPlanList", "DescribeJobErrorCode"
	const invalid, unknown = "InvalidParameterValid", "Param.NotFound"
	for _, c := range []struct {
		action string
		pairs  []string
		code   string
	}{
		{full, []string{"BackupPlanId", plan}, ""},
		{full, []string{"BackupPlanId", plan, "PageSize", "31"}, invalid},
		{full, []string{"BackupPlanId", plan, "PageSize", "100"}, ""},
		{full, []string{"BackupPlanId", plan, "PageNum", "-1"}, invalid},
		{full, []string{"BackupPlanId", plan, "PageNum", "2147483648"}, invalid},
		{full, []string{"BackupPlanId", plan, "PageNum", "one"}, invalid},
		{full, []string{"BackupPlanId", plan, "StartTimestamp", "soon"}, invalid},
		{full, []string{"BackupPlanId", plan, "ShowStorageType", "yes"}, invalid},
		{full, []string{"BackupPlanId", "dbsnone"}, unknown},
		{incr, []string{"BackupPlanId", plan, "PageSize", "99"}, invalid},
		{incr, []string{"BackupPlanId", plan, "EndTimestamp", "-5"}, invalid},
		{incr, []string{"BackupPlanId", "dbsnone"}, unknown},
		{restore, []string{"BackupPlanId", plan, "PageSize", "7"}, ""},
		{restore, []string{"BackupPlanId", plan + "," + other}, ""},
		{restore, []string{"BackupPlanId", plan, "PageSize", "101"}, invalid},
		{restore, []string{"BackupPlanId", plan, "PageSize", "0"}, invalid},
		{restore, []string{"BackupPlanId", plan, "StartTimestamp", "x"}, invalid},
		{restore, []string{"BackupPlanId", plan, "RestoreTaskId", "r1iv62ud****"}, invalid},
		{restore, nil, invalid},
		{restore, []string{"BackupPlanId", plan + ",dbsnone"}, unknown},
		{restore, []string{"RestoreTaskId", "rnone"}, unknown},
		{restore, []string{"RestoreTaskId", plan}, unknown},
		{restore, []string{"RestoreTaskId", "r1iv62ud****"}, ""},
		{check, []string{"BackupPlanId", plan}, ""},
		{check, []string{"RestoreTaskId", "r1iv62ud****"}, ""},
		{check, nil, invalid},
		{check, []string{"BackupPlanId", plan, "RestoreTaskId", "r1iv62ud****"}, invalid},
		{check, []string{"BackupPlanId", "r1iv62ud****"}, unknown},
		{check, []string{"RestoreTaskId", plan}, unknown},
		{plans, []string{"BackupPlanStatus", "asleep"}, invalid},
		{plans, []string{"PageSize", "1000"}, invalid},
		{plans, []string{"BackupPlanId", "dbsnone"}, ""}, // a filter: nothing is found
		{plans, []string{"OwnerId", "1234567890123456", "ClientToken", strings.Repeat("c", 64)}, ""},
		{plans, []string{"ClientToken", strings.Repeat("c", 65)}, invalid},
		{plans, []string{"ClientToken", "ü"}, invalid},
		{job, []string{"TaskId", "r1iv62ud****", "Language", "fr"}, invalid},
		{job, []string{"TaskId", "r1iv62ud****", "Language", "cn"}, ""},
		{job, []string{"TaskId", "none"}, unknown},
	} {
		got := r.call(t, c.action, c.pairs...)
		if c.code == "" {
			if got.status != 200 || got.m["Success"] != true || num(t, got.m["HttpStatusCode"]) != 200 {
				t.Errorf("%s %q = %d %s, want success", c.action, c.pairs, got.status, got.body)
			}
			continue
		}
		status := map[string]int64{invalid: 400, unknown: 404}[c.code]
		if got.status != 200 || got.m["Success"] != false || got.code() != c.code || num(t, got.m["HttpStatusCode"]) != status || text(got.m["ErrMessage"]) == "" {
			t.Errorf("%s %q = %d %s, want 200 with Success false, %s and HttpStatusCode %d", c.action, c.pairs, got.status, got.body, c.code, status)
		}
	}
	got := r.call(t, plans, "OwnerId", "1")
	if got.status != 403 || got.code() != "Request.Forbidden" || text(got.m["Message"]) != "Have no Permissions" {
		t.Errorf("OwnerId of somebody else = %d %s, want 403 Request.Forbidden", got.status, got.body)
	}
}

func TestDBSDocumentExample(t *testing.T) {
	r := newDBS(emulator.Config{Failures: -1})
	for language, message := range map[string]string{"": "Describe preCheck progress failed.", "en": "Describe preCheck progress failed.", "cn": "查询预检查进度失败。"} {
		m := r.ok(t, "DescribeJobErrorCode", "TaskId", "r1iv62ud****", "Language", language)
		want := map[string]any{"JobState": "init", "ErrorMessage": message, "ErrorCode": "failed", "JobId": "r1iv62ud****", "JobType": "testId", "Language": or(language, "en")}
		if item, _ := m["Item"].(map[string]any); !maps.Equal(item, want) {
			t.Errorf("Language %q: Item = %v, want %v", language, m["Item"], want)
		}
		if m["ErrCode"] != "Param.NotFound" || m["Success"] != true || m["ErrMessage"] != "The specified parameter %s value is not valid. " {
			t.Errorf("Language %q: head = %v, want the document's", language, m)
		}
	}
	rest := rows(t, r.ok(t, "DescribeRestoreTaskList", "RestoreTaskId", "r1iv62ud****"), "RestoreTaskDetail")
	if len(rest) != 1 || rest[0]["RestoreStatus"] != "init" || rest[0]["ErrMessage"] != "Describe preCheck progress failed." {
		t.Errorf("the example's restore = %v, want one in init that says the same", rest)
	}
	if check := r.ok(t, "DescribePreCheckProgressList", "RestoreTaskId", "r1iv62ud****"); check["Status"] != "failed" {
		t.Errorf("the example's precheck = %v, want a failed one", check)
	}
}

// dbsTypes are the members of rows that are no text, by their kind in the types of
// the vendor's module github.com/aliyun/alibaba-cloud-sdk-go v1.63.107. Everything
// else is text there.
var dbsTypes = map[string][]string{
	"number": {
		"BackupGatewayId", "BackupSetDownloadGatewayId", "BackupPlanCreateTime", "BeginTimestampForRestore", "EndTimestampForRestore",
		"BackupRetentionPeriod", "DuplicationArchivePeriod", "DuplicationInfrequentAccessPeriod",
		"BackupSize", "BackupSetExpiredTime", "CreateTime", "StartTime", "EndTime", "FinishTime", "BootTime",
		"RestoreTaskCreateTime", "RestoreTaskFinishTime", "RestoreTime",
		"FullStruforeRestoreProgress", "FullDataRestoreProgress", "FullStruAfterRestoreProgress", "ContinuousRestoreProgress",
	},
	"truth": {"EnableBackupLog", "OpenBackupSetAutoDownload"},
}

// What the vendor's own types could not read, no service can have sent.
func TestDBSRowsHaveTheVendorsTypes(t *testing.T) {
	kindOf := map[string]string{}
	for kind, names := range dbsTypes {
		for _, name := range names {
			kindOf[name] = kind
		}
	}
	check := func(list []map[string]any) {
		if len(list) == 0 {
			t.Error("a list has no rows")
		}
		for _, row := range list {
			for name, v := range row {
				kind := "text"
				switch v.(type) {
				case float64, json.Number:
					kind = "number"
				case bool:
					kind = "truth"
				}
				if want := or(kindOf[name], "text"); kind != want {
					t.Errorf("%s is %v, a %s, want a %s", name, v, kind, want)
				}
			}
		}
	}
	r := newDBS(emulator.Config{Failures: 40})
	var full, increments, restores, checks []map[string]any
	plans := walk(t, r, "DescribeBackupPlanList", "BackupPlanDetail", 100)
	for _, p := range plans {
		id := text(p["BackupPlanId"])
		full = append(full, walk(t, r, "DescribeFullBackupList", "FullBackupFile", 100, "BackupPlanId", id)...)
		increments = append(increments, walk(t, r, "DescribeIncrementBackupList", "IncrementBackupFile", 100, "BackupPlanId", id)...)
		restores = append(restores, walk(t, r, "DescribeRestoreTaskList", "RestoreTaskDetail", 100, "BackupPlanId", id)...)
		checks = append(checks, rows(t, r.ok(t, "DescribePreCheckProgressList", "BackupPlanId", id), "PreCheckProgressDetail")...)
	}
	for _, list := range [][]map[string]any{plans, full, increments, restores, checks} {
		check(list)
	}
}

func TestDBSFilters(t *testing.T) {
	r := newDBS(emulator.Config{Failures: 300})
	plans := walk(t, r, "DescribeBackupPlanList", "BackupPlanDetail", 100)
	one := text(plans[0]["BackupPlanId"]) + ", " + text(plans[3]["BackupPlanId"])
	for _, c := range []struct {
		pairs []string
		want  int
	}{
		{[]string{"BackupPlanId", one}, 2},
		{[]string{"BackupPlanName", text(plans[2]["BackupPlanName"])}, 1},
		{[]string{"BackupPlanStatus", "locked"}, 2},
		{[]string{"Region", "cn-hangzhou"}, len(plans)},
		{[]string{"Region", "eu-central-1"}, 0},
		{[]string{"ResourceGroupId", "rg-other"}, 0},
	} {
		if got := len(walk(t, r, "DescribeBackupPlanList", "BackupPlanDetail", 100, c.pairs...)); got != c.want {
			t.Errorf("plans with %q = %d, want %d", c.pairs, got, c.want)
		}
	}
	plan := text(plans[4]["BackupPlanId"])
	all := walk(t, r, "DescribeFullBackupList", "FullBackupFile", 100, "BackupPlanId", plan)
	middle := num(t, all[len(all)/2]["CreateTime"])
	for _, unit := range []int64{1, 1000} { // milliseconds, seconds
		edge := (middle + unit - 1) / unit
		newer := walk(t, r, "DescribeFullBackupList", "FullBackupFile", 100, "BackupPlanId", plan, "StartTimestamp", strconv.FormatInt(edge, 10))
		older := walk(t, r, "DescribeFullBackupList", "FullBackupFile", 100, "BackupPlanId", plan, "EndTimestamp", strconv.FormatInt(edge-1, 10))
		want := 0
		for _, b := range all {
			if num(t, b["CreateTime"]) >= edge*unit {
				want++
			}
		}
		if len(newer) != want || unit == 1 && len(newer)+len(older) != len(all) {
			t.Errorf("unit %d: %d sets from the middle on and %d before, want %d of %d", unit, len(newer), len(older), want, len(all))
		}
	}
	id := text(all[1]["BackupSetId"])
	got := rows(t, r.ok(t, "DescribeFullBackupList", "BackupPlanId", plan, "BackupSetId", id, "ShowStorageType", "false"), "FullBackupFile")
	if len(got) != 1 || got[0]["BackupSetId"] != id || got[0]["StorageMethod"] != nil || all[1]["StorageMethod"] == nil {
		t.Errorf("set %s = %v, want that one without StorageMethod", id, got)
	}
}

func TestDBSSameSeedSameData(t *testing.T) {
	read := func(seed uint64) string {
		r := newDBS(emulator.Config{Seed: seed, Failures: 50})
		plans := walk(t, r, "DescribeBackupPlanList", "BackupPlanDetail", 100)
		s := fmt.Sprint(plans)
		for _, p := range plans {
			s += fmt.Sprint(walk(t, r, "DescribeFullBackupList", "FullBackupFile", 100, "BackupPlanId", text(p["BackupPlanId"])))
		}
		return s
	}
	followsSeed(t, read)
}

func TestDBSHoldsManyFailures(t *testing.T) {
	r := newDBS(emulator.Config{Failures: 100_000})
	r.ok(t, "DescribeBackupPlanList")
}
