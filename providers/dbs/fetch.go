package dbs

import (
	"context"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// readPage asks for one page by its number as the service counts.
type readPage func(ctx context.Context, number, size int) (rows paging.Answer[row], at Paged, err error)

// planFetch reads the list of plans. Region is sent where the host serves
// several regions: without it the list would be of another region, or of all.
//
// A service that does not know one of the plans asked for may refuse the whole
// request, by a code that it has for other values as well. Which of them are there
// is then seen in the list of all.
func (r *reading) planFetch(ids string) paging.Fetch[row] {
	region, filter := "", ids
	if isShared(r.api.Host()) {
		region = r.Source().Region
	}
	return numbered(func(ctx context.Context, number, size int) (paging.Answer[row], Paged, error) {
		in := DescribeBackupPlanListInput{BackupPlanId: filter, Region: region, PageNum: number, PageSize: size, keepRaw: r.q.Raw}
		out, err := r.DescribeBackupPlanList(ctx, in)
		if filter != "" && isUnknown(err) {
			filter, in.BackupPlanId = "", ""
			out, err = r.DescribeBackupPlanList(ctx, in)
		}
		if err != nil {
			return paging.Answer[row]{}, Paged{}, err
		}
		rows := alibaba.Rows(r.p, "DescribeBackupPlanList", out.RequestId, &out.Items, r.planRow)
		rows.Rows = only(rows.Rows, ids)
		return rows, out.Paged, nil
	})
}

// only leaves out the plans that were not asked for. ids is a comma list, and
// empty for all.
func only(rows []row, ids string) []row {
	if ids == "" {
		return rows
	}
	wanted := strings.Split(ids, ",")
	return slices.DeleteFunc(rows, func(w row) bool { return !slices.Contains(wanted, w.task.ID) })
}

// fullFetch reads a plan's full sets, or the one named.
func (r *reading) fullFetch(plan sdk.Resource, set string) paging.Fetch[row] {
	return numbered(func(ctx context.Context, number, size int) (paging.Answer[row], Paged, error) {
		out, err := r.DescribeFullBackupList(ctx, DescribeFullBackupListInput{
			BackupPlanId: plan.ID, BackupSetId: set, PageNum: number, PageSize: size, keepRaw: r.q.Raw,
		})
		if err != nil {
			return paging.Answer[row]{}, Paged{}, err
		}
		rows := alibaba.Rows(r.p, "DescribeFullBackupList", out.RequestId, &out.Items, r.fullRow(plan))
		return rows, out.Paged, nil
	})
}

// incrementFetch reads a plan's increments.
func (r *reading) incrementFetch(plan sdk.Resource) paging.Fetch[row] {
	return numbered(func(ctx context.Context, number, size int) (paging.Answer[row], Paged, error) {
		out, err := r.DescribeIncrementBackupList(ctx, DescribeIncrementBackupListInput{
			BackupPlanId: plan.ID, PageNum: number, PageSize: size, keepRaw: r.q.Raw,
		})
		if err != nil {
			return paging.Answer[row]{}, Paged{}, err
		}
		rows := alibaba.Rows(r.p, "DescribeIncrementBackupList", out.RequestId, &out.Items, r.incrementRow(plan))
		return rows, out.Paged, nil
	})
}

// restoreFetch reads a plan's restores, or the one named.
func (r *reading) restoreFetch(plan sdk.Resource, id string) paging.Fetch[row] {
	in := DescribeRestoreTaskListInput{BackupPlanId: plan.ID, keepRaw: r.q.Raw}
	if id != "" {
		in.BackupPlanId, in.RestoreTaskId = "", id // the service takes one of them
	}
	return numbered(func(ctx context.Context, number, size int) (paging.Answer[row], Paged, error) {
		in := in
		in.PageNum, in.PageSize = number, size
		out, err := r.DescribeRestoreTaskList(ctx, in)
		if err != nil {
			return paging.Answer[row]{}, Paged{}, err
		}
		rows := alibaba.Rows(r.p, "DescribeRestoreTaskList", out.RequestId, &out.Items, r.restoreRow(plan))
		if id == "" {
			provider.OwnRows(r.p, alibaba.At("DescribeRestoreTaskList", out.RequestId), &rows, plan.ID, r.knows, func(w *row) string { return w.plan })
		}
		return rows, out.Paged, nil
	})
}

// numbered counts pages from 0, as the documents say. Their samples show 1. A
// service that counted from 1 would answer pages 0 and 1 alike, and the last
// page would be lost without a sign: so where these two are the same, numbers
// are taken to begin with 1.
func numbered(read readPage) paging.Fetch[row] {
	var firstPage []string
	shift := 0
	return func(ctx context.Context, q paging.Request) (paging.Answer[row], error) {
		if q.Page == 0 {
			shift = 0
		}
		a, at, err := read(ctx, q.Page+shift, q.Limit)
		if err == nil && q.Page == 1 && shift == 0 && len(a.Rows) > 0 && slices.Equal(firstPage, keys(a.Rows)) {
			shift = 1
			a, at, err = read(ctx, q.Page+shift, q.Limit)
		}
		if err != nil {
			return paging.Answer[row]{}, err
		}
		if q.Page == 0 {
			firstPage = keys(a.Rows)
		}
		a.Total = at.TotalElements
		if at.TotalPages > q.Page+1 {
			a.Next = "more"
		}
		return a, nil
	}
}

// keys are the IDs of rows.
func keys(rows []row) []string {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].task.ID
	}
	return ids
}
