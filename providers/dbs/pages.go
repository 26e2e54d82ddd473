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

// The two parts of a reading, in the order of their names.
const (
	partPlans = "plans"
	partSets  = "sets"
)

// Pages lists the plans, and then the full sets, the increments and the restores
// of each, in the order of the plans' IDs. The package comment says what is
// sent and what is looked up.
//
// A plan that goes away while it is read ends its lists without an error and
// counts as drift. A plan that Config.Plans names and that does not exist is a list
// that cannot be read, with an error of kind not_found.
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return provider.Listing[row]{
		Source: c.Source(),
		Walk: func(ctx context.Context, p *provider.Progress, start string) pages {
			s := &scan{reading: reading{Client: c, q: q, p: p}, start: start}
			return s.parts(ctx)
		},
		Tasks: func(ctx context.Context, p *provider.Progress, rows []row) ([]sdk.Task, error) {
			r := reading{Client: c, q: q, p: p}
			return r.settle(ctx, rows)
		},
	}.Pages(ctx, q)
}

// scan is one range over Pages.
type scan struct {
	reading
	start string
}

// parts walks the plans and then what is inside of them.
func (s *scan) parts(ctx context.Context) pages {
	s.known = make(map[string]sdk.Resource)
	return paging.Lists(ctx, []string{partPlans, partSets}, s.start, nil, func(ctx context.Context, part, start string) pages {
		if part == partPlans {
			return s.readPlans(ctx, start)
		}
		return s.readSets(ctx, start)
	})
}

// readPlans walks the plans as tasks, and notes them.
func (s *scan) readPlans(ctx context.Context, start string) pages {
	return func(yield func(paging.Page[row], error) bool) {
		for page, err := range s.planPages(ctx, planBatches(s.Client.plans), start) {
			s.note(page.Rows)
			if !yield(page, err) {
				return
			}
		}
	}
}

// readSets walks the sets and restores of the plans.
func (s *scan) readSets(ctx context.Context, start string) pages {
	return func(yield func(paging.Page[row], error) bool) {
		// An earlier process has seen the plans before the cursor; this one needs
		// their names.
		if s.start != "" {
			if page, err := s.recall(ctx); err != nil {
				yield(paging.Page[row]{Cursor: start, Drift: page.Drift}, err)
				return
			}
		}
		s.setPages(ctx, s.wanted(), start)(yield)
	}
}

// recall notes the plans and yields nothing. The page comes with the error.
func (s *scan) recall(ctx context.Context) (paging.Page[row], error) {
	for page, err := range s.planPages(ctx, planBatches(s.Client.plans), "") {
		if err != nil {
			return page, err
		}
		s.note(page.Rows)
	}
	return paging.Page[row]{}, nil
}

// note keeps what the lists of plans need.
func (s *scan) note(rows []row) {
	for i := range rows {
		s.known[rows[i].task.ID] = rows[i].task.Resource
	}
}

// wanted are the plans whose lists are to be read: those that are there, and those
// that the configuration names and that are not, which have no ID. The plan is the
// resource of every task in its lists.
func (s *scan) wanted() map[string]sdk.Resource {
	wanted := make(map[string]sdk.Resource, len(s.known))
	for id, p := range s.known {
		if s.q.Resource == "" || s.q.Resource == p.ID || s.q.Resource == p.Name {
			wanted[id] = p
		}
	}
	for _, id := range s.Client.plans {
		if _, ok := s.known[id]; !ok {
			wanted[id] = sdk.Resource{}
		}
	}
	return wanted
}

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
