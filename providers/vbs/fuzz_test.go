package vbs_test

import (
	"testing"

	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/providers/vbs"
)

func FuzzListBackups(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		client := open(t, config(a))
		short, err := client.ListBackups(t.Context(), vbs.ListBackupsInput{})
		a.Check(t, short != nil, err)
		detail, err := client.ListBackupsDetail(t.Context(), vbs.ListBackupsDetailInput{})
		a.Check(t, detail != nil, err)
		if detail != nil {
			for i := range detail.Backups.Rows {
				detail.Backups.Rows[i].Metadata()
			}
		}
	}, huaweitest.Testdata(f, "list_backups_detail", "document"), huaweitest.Testdata(f, "list_backups_detail", "full"))
}

func FuzzGet(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		client := open(t, config(a))
		for id, operation := range map[string]string{"b-1": "ShowBackup", "4010b39b5281d3590152874bfa3b1604": "ShowJob"} {
			task, err := client.Get(t.Context(), id)
			a.CheckRead(t, operation, task.ID != "", err)
		}
	}, huaweitest.Testdata(f, "show_job", "document"), `{"backup":{"id":"b","status":"error","service_metadata":"{\"progress\":1e9}"}}`)
}

func FuzzPolicies(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		client := open(t, config(a))
		policies, err := client.ListPolicies(t.Context(), vbs.ListPoliciesInput{})
		a.Check(t, policies != nil, err)
		tasks, err := client.ListPolicyTasks(t.Context(), vbs.ListPolicyTasksInput{PolicyID: "p"})
		a.Check(t, tasks != nil, err)
	}, huaweitest.Testdata(f, "list_policies", "document"), huaweitest.Testdata(f, "list_policy_tasks", "document"))
}
