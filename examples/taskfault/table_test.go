package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rivo/uniseg"
	"github.com/taskfault/taskfault/sdk"
)

var update = flag.Bool("update", false, "write what the tests get to their golden files")

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

// sample are tasks of every sort that a table can meet.
func sample() []taskRecord {
	return []taskRecord{
		{
			Source: "sdrs://eu-de", Service: "sdrs", ID: "ff808082686f229a0168707beaab014e", Type: "createProtectedInstance",
			State: sdk.Failed, RawState: "FAIL", StartedAt: "2019-01-21T12:56:35.754Z",
			Resource: &resourceRecord{ID: "17984002-ad8a-438b-8ba6-b850224634c5", Name: "Protected-Instance-ab14", Type: "protectedInstance"},
			Failure: &failureRecord{
				Code: "EVS.2024", Phase: "createFail", Reason: "SdrsGenerateNativeServerParamsTask-fail:volume is error!",
				Kind: "unknown", Retry: "unknown", Meaning: "Nobody says what this code means.", Remedy: "Read the reason, and look for the code in the documents of the service that it is of.",
			},
		},
		{
			Source: "dbs://cn-hangzhou", Service: "dbs", ID: "dbs1/set1", Type: "fullBackup", State: sdk.Failed, StartedAt: "2019-01-20T01:02:03Z",
			Resource: &resourceRecord{Name: "订单数据库-每日全量备份-生产环境-华东一区"},
			Failure: &failureRecord{
				Code: "Storage.SpaceNotEnough", Reason: "备份存储空间不足，无法继续写入新的备份集，请联系管理员。", Kind: "quota_exceeded", Retry: "no",
				Meaning: "账号的某项配额已经用完。", Remedy: "删除不再需要的资源，或申请提高配额；完成之后重新发起一次全量备份并检查结果。",
			},
		},
		{
			Source: "csbs://eu-de", Service: "csbs", ID: "item", Type: "backup", State: sdk.Failed,
			Resource: &resourceRecord{ID: "no-name"},
			Failure:  &failureRecord{Reason: "\x1b[31mred\x1b[0m\nand a second line\u202e", Kind: "internal", Retry: "yes"},
		},
		{Source: "vbs://eu-de", Service: "vbs", ID: "b1", Type: "backup", State: sdk.Succeeded, RawState: "available", StartedAt: "2019-01-19T00:00:00Z"},
		{
			Source: "vbs://eu-de", Service: "vbs", ID: "j1", Type: "bksCreateBackup", State: sdk.Succeeded, StartedAt: "2019-01-18T00:00:00Z",
			Warning: &failureRecord{Code: "VolumeBackup.0027", Reason: "a sub-job failed", Kind: "internal", Retry: "after_wait", Remedy: "Look at the sub-job."},
		},
		{Source: "vbs://eu-de", Service: "vbs", ID: "b2", Type: "backup", State: sdk.Unknown, RawState: "frobbing"},
		{
			Source: "vbs://eu-de", Service: "vbs", ID: "b3", Type: "backup", State: sdk.Unknown, RawState: "error_deleting", StartedAt: "2019-01-17T00:00:00Z",
			Failure: &failureRecord{Reason: "has dependents", Kind: "unknown", Retry: "unknown"},
		},
		{
			Source: "vbs://eu-de", Service: "vbs", ID: "p1", Type: "backuptask", State: sdk.Missed, RawState: "SKIP", StartedAt: "2019-01-16T00:00:00Z",
			Failure: &failureRecord{Kind: "unknown", Retry: "unknown", Remedy: "See why the policy skipped it."},
		},
		{
			Source: "cbr://eu-de", Service: "cbr", ID: "o1", Type: "backup", State: sdk.Partial, StartedAt: "2019-01-15T00:00:00Z",
			Failure: &failureRecord{Code: "CBR.1", Reason: "1 of 2 disks", Kind: "internal", Retry: "yes"}, Warning: &failureRecord{Code: "CBR.2", Reason: "not consistent", Kind: "unknown", Retry: "unknown"},
		},
	}
}

// asEntries are entries of one task each, in that order.
func asEntries(tasks ...taskRecord) []*entry {
	var all []*entry
	for _, r := range tasks {
		at, _ := time.Parse(time.RFC3339, r.StartedAt) // none is no time
		all = append(all, &entry{taskRecord: &r, at: at, first: at, count: 1})
	}
	return all
}

func TestTable(t *testing.T) {
	for _, width := range []int{40, 80, 120, 200} {
		for _, states := range []bool{false, true} {
			name := fmt.Sprintf("failures_%d", width)
			if states {
				name = fmt.Sprintf("tasks_%d", width)
			}
			table := table{style: style{width: width}, states: states}
			got := table.set(asEntries(sample()...))
			golden(t, name, got)
			for line := range strings.Lines(got) {
				line = strings.TrimSuffix(line, "\n")
				if w := uniseg.StringWidth(line); w > width {
					t.Errorf("%s: a line has %d columns: %q", name, w, line)
				}
				if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x202e }) {
					t.Errorf("%s: a line can steer the terminal: %q", name, line)
				}
				if strings.HasSuffix(line, " ") {
					t.Errorf("%s: a line ends in a space: %q", name, line)
				}
			}
		}
	}
}

func TestTableInColour(t *testing.T) {
	table := table{style: style{width: 100, color: true}}
	got := table.set(asEntries(sample()[:2]...))
	golden(t, "colour_100", got)
	for _, want := range []string{"\x1b[36mquota_exceeded\x1b[0m", "\x1b[1mRESOURCE\x1b[0m", "\x1b[2m→ "} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%q", want, got)
		}
	}
	table.color = false
	if plain := table.set(asEntries(sample()[:2]...)); strings.Contains(plain, "\x1b") {
		t.Errorf("there are colours in\n%q", plain)
	}
}

func TestNoTasksMakeNoTable(t *testing.T) {
	table := table{style: style{width: 80}}
	if got := table.set(nil); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}

func TestSummary(t *testing.T) {
	var s summary
	for _, r := range sample() {
		s.add(r)
	}
	if s.total.states[sdk.Failed] != 3 || s.total.states[warning] != 1 || !s.mixed() {
		t.Errorf("the states are %v, want 3 failed, a warning and others", s.total.states)
	}
	golden(t, "summary_failures", s.set(style{width: 80}, false))
	golden(t, "summary_tasks", s.set(style{width: 80}, true))
}
