package sdrs_test

import (
	"testing"

	"github.com/taskfault/taskfault/providers/internal/huaweitest"
	"github.com/taskfault/taskfault/providers/sdrs"
)

func FuzzListFailureJobs(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		out, err := open(t, config(a)).ListFailureJobs(t.Context(), sdrs.ListFailureJobsInput{})
		a.Check(t, out != nil, err)
	}, huaweitest.Testdata(f, "list_failure_jobs", "document"), huaweitest.Testdata(f, "list_failure_jobs", "odd"))
}

func FuzzListProtectionGroups(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		out, err := open(t, config(a)).ListProtectionGroups(t.Context(), sdrs.ListProtectionGroupsInput{})
		a.Check(t, out != nil, err)
	}, huaweitest.Testdata(f, "list_protection_groups", "full"))
}

func FuzzShowJob(f *testing.F) {
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		client := open(t, config(a))
		out, err := client.ShowJob(t.Context(), sdrs.ShowJobInput{JobID: "j"})
		a.Check(t, out != nil, err)
		task, err := client.Get(t.Context(), "j")
		a.CheckRead(t, "ShowJob", task.ID != "", err)
	}, huaweitest.Testdata(f, "show_job", "document"), huaweitest.Testdata(f, "show_job", "entities"))
}

func FuzzDeleteFailureJob(f *testing.F) {
	f.Add(204, "")
	huaweitest.Fuzz(f, func(t *testing.T, a huaweitest.Answer) {
		out, err := open(t, config(a)).DeleteFailureJob(t.Context(), sdrs.DeleteFailureJobInput{FailureJobID: "j"})
		a.Check(t, out != nil, err)
	})
}
