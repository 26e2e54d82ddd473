package dbs

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// pages is a walk over rows.
type pages = iter.Seq2[paging.Page[row], error]

// batchSize is how many plans are named in one request: no more than fit on the
// smallest page.
const batchSize = 30

// planBatches are the values of BackupPlanId that list the wanted plans: comma
// lists, or one empty value for all.
func planBatches(ids []string) []string {
	if len(ids) == 0 {
		return []string{""}
	}
	var batches []string
	for part := range slices.Chunk(ids, batchSize) {
		batches = append(batches, strings.Join(part, ","))
	}
	return batches
}

// planPages walks the plans of the batches.
func (r *reading) planPages(ctx context.Context, batches []string, start string) pages {
	return paging.Lists(ctx, batches, start, nil, func(ctx context.Context, batch, start string) pages {
		return paging.Numbered(ctx, r.options("DescribeBackupPlanList", anySize(r.q.PageSize), start), r.planFetch(batch), rowKey)
	})
}

// The lists of a plan, in the order of their names.
const (
	listFull      = "full"
	listIncrement = "increment"
	listRestore   = "restore"
)

// setPages walks the sets and restores of the plans, plan by plan. A plan without
// an ID does not exist, though it was asked for.
func (r *reading) setPages(ctx context.Context, plans map[string]sdk.Resource, start string) pages {
	named := provider.Inner{Title: func(id string) string { return "the backup plan " + id }}
	return provider.Lists(ctx, r.p, slices.Collect(maps.Keys(plans)), start, named, func(ctx context.Context, id, start string) pages {
		if plans[id].ID == "" {
			return r.absentPlan
		}
		inner := provider.Inner{
			Title:    func(list string) string { return "the " + list + " list of the backup plan " + id },
			Exists:   func(ctx context.Context, _ string) (bool, error) { return r.exists(ctx, id) },
			AlsoGone: isUnknown,
			Together: true,
		}
		return provider.Lists(ctx, r.p, []string{listFull, listIncrement, listRestore}, start, inner, func(ctx context.Context, list, start string) pages {
			return r.list(ctx, plans[id], list, start)
		})
	})
}

// absentPlan is the walk of a plan that does not exist.
func (r *reading) absentPlan(yield func(paging.Page[row], error) bool) {
	yield(paging.Page[row]{}, r.api.Fail("DescribeBackupPlanList", errors.NotFound, "the service lists no such plan"))
}

// exists asks the list of plans for one of them.
func (r *reading) exists(ctx context.Context, id string) (bool, error) {
	_, found, err := r.one(ctx, id)
	return found, err
}

// list walks one list of one plan.
func (r *reading) list(ctx context.Context, plan sdk.Resource, list, start string) pages {
	switch list {
	case listFull:
		return paging.Numbered(ctx, r.options("DescribeFullBackupList", setSize(r.q.PageSize), start), r.fullFetch(plan, ""), rowKey)
	case listIncrement:
		return paging.Numbered(ctx, r.options("DescribeIncrementBackupList", setSize(r.q.PageSize), start), r.incrementFetch(plan), rowKey)
	}
	return paging.Numbered(ctx, r.options("DescribeRestoreTaskList", anySize(r.q.PageSize), start), r.restoreFetch(plan, ""), rowKey)
}

// isUnknown reports whether the service itself may say that it does not know an
// ID, by one of the codes that it also has for other values that it does not like.
// A 404 without a code is not its word: some proxy's, or a wrong endpoint's.
func isUnknown(err error) bool {
	e, ok := errors.AsType[*errors.Error](err)
	if !ok || e.Code == "" {
		return false
	}
	return e.Kind == errors.NotFound || slices.ContainsFunc(unknownID, func(code string) bool { return strings.EqualFold(e.Code, code) })
}

// unknownID are the codes of no kind not_found by which the service answers to an
// ID that does not exist.
var unknownID = []string{"Param.NotFound", "InvalidJobId", "InvalidParameterValid"}

// find looks for one row in a walk.
func find(seq pages, id string) (found row, ok bool, err error) {
	for page, err := range seq {
		if err != nil {
			return row{}, false, err
		}
		for _, r := range page.Rows {
			if r.task.ID == id {
				return r, true, nil
			}
		}
	}
	return row{}, false, nil
}

// options are those of one walk.
func (r *reading) options(operation string, limit int, start string) paging.Options {
	o := provider.WalkOptions(r.Source(), r.q, operation, limit, start)
	o.Limit, o.Smaller = limit, provider.Fewer(smallest)
	return o
}

// anySize brings a wish to what the lists of plans and restores take.
func anySize(wish int) int {
	if wish <= 0 {
		return 100
	}
	return min(wish, 100)
}

// setSize brings a wish to the nearest of the sizes that the lists of sets take.
func setSize(wish int) int {
	switch {
	case wish <= 0 || wish > 75:
		return 100
	case wish > 40:
		return 50
	}
	return 30
}

// smallest is the default of every list, which is asked for where a page is refused.
const smallest = 30
