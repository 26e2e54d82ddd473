package dbs_test

import (
	"net/url"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/alibabatest"
	"github.com/taskfault/taskfault/sdk"
)

// A service that ignores which plan it is asked about gives the same restores for
// each. Each comes once, as the restore of its own plan; and of plans only those come
// that were asked for.
func TestAPlanThatIsIgnored(t *testing.T) {
	restores := []string{
		`{"RestoreTaskId":"r1","RestoreStatus":"stop","BackupPlanId":"p1"}`, `{"RestoreTaskId":"r2","RestoreStatus":"stop","BackupPlanId":"p2"}`,
		`{"RestoreTaskId":"r3","RestoreStatus":"stop","BackupPlanId":"p3"}`,
	}
	a := account{plans: []string{plan("p1", "running"), plan("p2", "running"), plan("p3", "running")}}
	s := a.service()
	s.Answer("DescribeBackupPlanList", func(p url.Values) (int, string) {
		p.Del("BackupPlanId")
		return 200, page(a.plans, "BackupPlanDetail", p)
	})
	s.Answer("DescribeRestoreTaskList", func(p url.Values) (int, string) { return 200, page(restores, "RestoreTaskDetail", p) })
	for _, tt := range []struct {
		plans   []string
		q       sdk.Query
		want    string
		dropped int
	}{
		{nil, sdk.Query{States: onlyFailed}, "r1 r2 r3", 0},
		{nil, sdk.Query{States: onlyFailed, Resource: "p2"}, "r2", 0},
		{[]string{"p1", "p2"}, sdk.Query{States: onlyFailed}, "r1 r2", 2}, // r3 in both lists: its plan was not asked for
	} {
		tasks, pages := alibabatest.Scan(t, open(t, s, func(c *settings) { c.Plans = tt.plans }), tt.q)
		if got := alibabatest.IDs(tasks); got != tt.want {
			t.Errorf("plans %v, %+v: got %s, want %s", tt.plans, tt.q, got, tt.want)
		}
		for _, task := range tasks {
			if task.Resource.ID != "p"+task.ID[1:] {
				t.Errorf("%s is a restore of %s", task.ID, task.Resource.ID)
			}
		}
		dropped := 0
		for _, p := range pages {
			for _, e := range p.Dropped {
				dropped++
				if !errors.Is(e, errors.Malformed) || e.RequestID != "r" {
					t.Errorf("got %v, want malformed with the ID of the request", e)
				}
			}
		}
		if dropped != tt.dropped {
			t.Errorf("plans %v: %d rows are told, want %d", tt.plans, dropped, tt.dropped)
		}
	}
}
