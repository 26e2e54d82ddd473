package vbs

import (
	"context"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/wire"
)

// getPolicyTask looks for a task in every policy, since no operation reads one by
// its ID alone. A policy that is gone by then has no such task.
//
// A job's ID is one that Pages gives to the task that the job was begun for: the
// policies know it longer than the service knows the job. Otherwise it is the ID of
// a task that never came to a job.
func (c *Client) getPolicyTask(ctx context.Context, id string) (sdk.Task, error) {
	q, of := sdk.Query{Raw: true}, search{vbsJobID: id}
	if !isJobID(id) {
		q.PageSize, of = fewRows, search{jobID: id} // as a rule there is one row
	}
	var w *tasks
	begin := func(ctx context.Context, p *provider.Progress, start string) huawei.Walk {
		w = &tasks{Client: c, progress: p, query: q, sought: of}
		return w.policies(ctx, start)
	}
	found := func(sdk.Page) *sdk.Task { return w.sought.task }
	return provider.Find(c.cloud.Pages(ctx, q, c.Source(), begin, nil), found, &errors.Error{
		Service: "vbs", Region: c.Source().Region, Operation: "ListPolicyTasks", Kind: errors.NotFound,
		Message: "no policy has a task of this ID", Retry: errors.RetryNo,
	})
}

// search is for one task of a policy. The zero value is for none in particular.
type search struct {
	jobID    string    // its own ID, which the service is asked for
	vbsJobID string    // that of the job which it was begun by
	task     *sdk.Task // nil until it is found
}

// lack is what a row needs so that it can be told whether it is the one.
func (s *search) lack(row *PolicyTask) string {
	if s.jobID != "" && row.JobID == "" {
		return "has no job_id"
	}
	return ""
}

// is reports whether a row is the one that is sought.
func (s *search) is(row *PolicyTask) bool {
	return s.jobID != "" && row.JobID == s.jobID || s.vbsJobID != "" && row.VbsJobID == s.vbsJobID
}

// find keeps the task that is sought, if it is among rows. The service may have
// given others too.
func (w *tasks) find(project string, rows *wire.List[PolicyTask]) {
	for i := range rows.Rows {
		if row := &rows.Rows[i]; w.sought.task == nil && w.sought.is(row) {
			t := w.cloud.Task(project)
			w.fillPolicyTask(row, &t) // it has an ID
			t.Raw = rows.Raw[i]
			w.sought.task = &t
		}
	}
}
