package dbs

import (
	"context"
	"iter"

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
