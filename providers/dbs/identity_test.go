package dbs_test

import (
	"testing"

	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

// A key that a row lacks is made of the whole row: increments of one job that name
// no file are not taken for one another, and NULL is no name.
func TestRowsWithoutTheirKeyAreNotFolded(t *testing.T) {
	a := account{
		plans: []string{plan("p", "running"), plan("NULL", "stop")},
		full:  map[string][]string{"p": {full("NULL", "failed"), full("null", "failed"), full("s", "failed")}},
		increments: map[string][]string{"p": {
			`{"BackupSetJobId":"j","StartTime":1548075391000,"BackupStatus":"failed"}`,
			`{"BackupSetJobId":"j","StartTime":1548075392000,"BackupStatus":"failed"}`,
			`{"BackupSetJobId":"j","BackupSetId":"NULL","StartTime":1548075393000,"BackupStatus":"failed"}`,
			`{"BackupSetJobId":"j","BackupSetId":"file","StartTime":1548075393000,"BackupStatus":"failed"}`,
			`{"BackupSetJobId":"NULL","BackupSetId":"file","BackupStatus":"failed"}`,
		}},
		restore: map[string][]string{"p": {`{"RestoreTaskId":"NULL","RestoreStatus":"stop"}`, `{"RestoreTaskId":"r","RestoreStatus":"stop"}`}},
	}
	tasks, pages := alibabatest.Scan(t, open(t, a.service()), sdk.Query{States: onlyFailed})
	if got, want := alibabatest.IDs(tasks), "p/s p/j p/j p/j p/j r"; got != want {
		t.Errorf("tasks %s, want %s", got, want)
	}
	dropped, duplicates := 0, 0
	for _, p := range pages {
		dropped += len(p.Dropped)
		duplicates += p.Stats.Duplicates
	}
	if dropped != 5 || duplicates != 0 {
		t.Errorf("%d rows dropped and %d twice, want the 5 that have no name, and none", dropped, duplicates)
	}
}
