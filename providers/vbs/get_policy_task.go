package vbs

import (
	"context"
	"slices"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/wire"
)

// getPolicyTask looks for a task in every policy, since no operation reads one by
// its ID alone. A policy that is gone by then has no such task.
//
// That it is nowhere is known only if every policy could be read.
func (c *Client) getPolicyTask(ctx context.Context, id string) (sdk.Task, error) {
	q := sdk.Query{Raw: true, PageSize: fewRows} // as a rule there is one row
	var w *tasks
	begin := func(ctx context.Context, p *provider.Progress, start string) huawei.Walk {
		w = &tasks{Client: c, progress: p, query: q, sought: search{jobID: id}}
		return w.policies(ctx, start)
	}
	var unread *errors.Error
	for page, err := range c.cloud.Pages(ctx, q, c.Source(), begin, nil) {
		switch {
		case w.sought.task != nil:
			return *w.sought.task, nil
		case err != nil:
			return sdk.Task{}, unproven(err)
		case unread == nil:
			unread = firstUnread(page)
		}
	}
	const nowhere = "no policy has a task of this ID"
	if unread != nil {
		e := *unread
		if e.Kind == errors.NotFound {
			e.Kind = errors.Malformed // that a policy's list was not found does not mean that the task is not
		}
		e.Message = nowhere + ", as far as they can be read: " + e.Message
		return sdk.Task{}, &e
	}
	return sdk.Task{}, &errors.Error{
		Service: "vbs", Region: c.Source().Region, Operation: "ListPolicyTasks", Kind: errors.NotFound,
		Message: nowhere, Retry: errors.RetryNo,
	}
}

// firstUnread is the first error of a policy or a row that could not be read.
func firstUnread(page sdk.Page) *errors.Error {
	for _, e := range slices.Concat(page.Unread, page.Dropped) {
		return e
	}
	return nil
}

// unproven is the error of a list that had to be there. That the list was not
// found does not mean that the task is not.
func unproven(err error) error {
	e, ok := errors.AsType[*errors.Error](err)
	if !ok || e.Kind != errors.NotFound {
		return err
	}
	list := *e
	list.Kind = errors.Malformed
	return &list
}

// search is for one task of a policy. The zero value is for none in particular.
type search struct {
	jobID string
	task  *sdk.Task // nil until it is found
}

// lack is what a row needs so that it can be told whether it is the one.
func (s *search) lack(row *PolicyTask) string {
	if s.jobID != "" && row.JobID == "" {
		return "has no job_id"
	}
	return ""
}

// find keeps the task that is sought, if it is among rows. The service may have
// given others too.
func (w *tasks) find(project string, rows *wire.List[PolicyTask]) {
	for i := range rows.Rows {
		if row := &rows.Rows[i]; w.sought.jobID != "" && row.JobID == w.sought.jobID {
			t := w.cloud.Task(project)
			fillPolicyTask(row, &t) // it has an ID
			t.Raw = rows.Raw[i]
			w.sought.task = &t
			return
		}
	}
}
