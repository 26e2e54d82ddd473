package vbs

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/wire"
)

const (
	mostRows = 1000
	// fewRows is what the service itself takes for a page of policy tasks. No
	// document says what the most is.
	fewRows = 20
)

// The two stages of a walk, in the order of their names.
const (
	ofBackups  = "backups"
	ofPolicies = "policies"
)

// Pages implements [sdk.Client]. It lists backups, newest first, and then the
// tasks of every backup policy, in the order of the policies' IDs.
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return c.cloud.Pages(ctx, q, c.Source(), func(ctx context.Context, p *provider.Progress, start string) huawei.Walk {
		w := &tasks{Client: c, progress: p, query: q, seen: new(paging.Seen)}
		return w.stages(ctx, []string{ofBackups, ofPolicies}, start)
	}, nil)
}

// tasks is one walk over everything.
type tasks struct {
	*Client
	progress *provider.Progress
	query    sdk.Query
	sought   search
	seen     *paging.Seen // a job is begun by one policy, whichever lists it
}

// stages walks some of the stages.
func (w *tasks) stages(ctx context.Context, stages []string, start string) huawei.Walk {
	titles := provider.Inner{Title: func(stage string) string {
		if stage == ofBackups {
			return "the list of backups"
		}
		return "the list of backup policies"
	}}
	return provider.Lists(ctx, w.progress, stages, start, titles, func(ctx context.Context, stage, start string) huawei.Walk {
		if stage == ofBackups {
			return w.backups(ctx, start)
		}
		return w.policies(ctx, start)
	})
}

// backups walks the list of backups.
func (w *tasks) backups(ctx context.Context, start string) huawei.Walk {
	const operation = "ListBackupsDetail"
	fetch := func(ctx context.Context, r paging.Request) (paging.Answer[sdk.Task], error) {
		var none paging.Answer[sdk.Task]
		out, err := w.ListBackupsDetail(ctx, ListBackupsDetailInput{
			SortKey: "created_at", SortDir: "desc", Limit: r.Limit, Offset: r.Offset, raw: w.query.Raw,
		})
		if err != nil {
			return none, err
		}
		project, err := w.cloud.Project(ctx, operation)
		if err != nil {
			return none, err
		}
		more := goesOn(&out.BackupsLinks)
		at := provider.Place{Operation: operation, Before: r.Offset}
		answer := huawei.Collect(w.cloud, w.progress, at, project, &out.Backups, func(row *Backup, t *sdk.Task) string {
			more = more || goesOn(&row.BackupsLinks)
			return w.fillBackup(row, t)
		})
		if more {
			answer.Next = "next" // that there is one is all that a link is good for
		}
		return answer, nil
	}
	return paging.Offset(ctx, w.cloud.Options(w.query, operation, mostRows, start), fetch, id)
}

// policies walks the tasks of all policies that there are now.
func (w *tasks) policies(ctx context.Context, start string) huawei.Walk {
	return func(yield func(paging.Page[sdk.Task], error) bool) {
		ids, err := w.policyIDs(ctx)
		if err != nil {
			yield(paging.Page[sdk.Task]{Cursor: start}, err)
			return
		}
		inner := provider.Inner{
			Title: func(id string) string { return fmt.Sprintf("the tasks of the backup policy %q", id) },
			Exists: func(ctx context.Context, id string) (bool, error) {
				now, err := w.policyIDs(ctx)
				return slices.Contains(now, id), err
			},
		}
		provider.Lists(ctx, w.progress, ids, start, inner, w.policyTasks)(yield)
	}
}

// policyIDs lists the IDs of all policies.
func (w *tasks) policyIDs(ctx context.Context) ([]string, error) {
	out, err := w.ListPolicies(ctx, ListPoliciesInput{})
	if err != nil {
		return nil, err
	}
	ids, unread := make([]string, 0, len(out.BackupPolicies.Rows)), out.BackupPolicies.Dropped
	for i := range out.BackupPolicies.Rows {
		if id := provider.ID(out.BackupPolicies.Rows[i].BackupPolicyID); id != "" {
			ids = append(ids, id)
			continue
		}
		unread = append(unread, &wire.BadRow{Index: i, Why: "has no backup_policy_id"})
	}
	// The tasks of a policy without an ID cannot be asked for.
	w.progress.Drop(provider.Place{Operation: "ListPolicies"}, unread)
	return ids, nil
}

// policyTasks walks the tasks of one policy.
func (w *tasks) policyTasks(ctx context.Context, policy, start string) huawei.Walk {
	const operation = "ListPolicyTasks"
	fetch := func(ctx context.Context, r paging.Request) (paging.Answer[sdk.Task], error) {
		var none paging.Answer[sdk.Task]
		out, err := w.ListPolicyTasks(ctx, ListPolicyTasksInput{
			PolicyID: policy, JobID: w.sought.jobID, SortKey: "created_at", SortDir: "desc", Limit: r.Limit, Offset: r.Offset, raw: w.query.Raw,
		})
		if err != nil {
			return none, err
		}
		project, err := w.cloud.Project(ctx, operation)
		if err != nil {
			return none, err
		}
		at := provider.Place{Operation: operation, List: policy, Before: r.Offset}
		answer := huawei.Collect(w.cloud, w.progress, at, project, &out.Tasks, func(row *PolicyTask, t *sdk.Task) string {
			if lack := w.sought.lack(row); lack != "" {
				return lack
			}
			return w.fillPolicyTask(row, t)
		})
		w.find(project, &out.Tasks)
		answer.Total = out.Count
		return answer, nil
	}
	o := w.cloud.Options(w.query, operation, mostRows, start)
	o.Smaller, o.Seen = provider.Fewer(fewRows), w.seen
	return paging.Offset(ctx, o, fetch, idAndDisk)
}

func id(t *sdk.Task) string { return t.ID }

// idAndDisk is the identity of a policy's task, whose job may be about more disks.
// Where its row names no disk, it is made of the whole row.
func idAndDisk(t *sdk.Task) string {
	if t.Resource.ID == "" {
		return provider.WholeRow(t)
	}
	return t.ID + "\x00" + t.Resource.ID
}
