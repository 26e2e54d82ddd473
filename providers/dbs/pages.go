package dbs

import (
	"context"
	"iter"
	"strings"

	"github.com/taskfault/taskfault/providers/internal/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
)

// The two parts of a reading, which are also the first word of a position.
const (
	partPlans = "plans:"
	partSets  = "sets:"
)

// Pages lists the plans, and then the full sets, the increments and the restores
// of each, in the order of the plans' IDs. The package comment says what is
// sent and what is looked up.
//
// A plan that goes away while it is read ends its lists without an error and
// counts as drift. A plan that Config.Plans names and that does not exist is an
// error of kind not_found, after everything else was read.
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		start, err := q.Position(c.Source())
		if err != nil {
			yield(sdk.Page{}, err)
			return
		}
		ctx, m := c.api.Meter(ctx, q)
		s := &scan{reading: reading{Client: c, q: q, m: m}, yield: yield, plans: map[string]sdk.Resource{}}
		s.run(ctx, start)
	}
}

// scan is one range over Pages.
type scan struct {
	reading
	yield func(sdk.Page, error) bool
	plans map[string]sdk.Resource // by ID
	last  string                  // position behind the last page

	// A walk from a cursor begins with the page before it, and of that page
	// nothing is left to yield. It is put together with the next one: a run that
	// is always ended after one page must still come on.
	replays bool
	held    sdk.Stats // of that page
}

// run reads from a position on.
func (s *scan) run(ctx context.Context, start string) {
	s.last, s.replays = start, start != ""
	part, inner := partPlans, ""
	if start != "" {
		var ok bool
		if part, inner, ok = place(start); !ok {
			s.fail(s.api.Invalid("Pages", "the cursor's place is not one of this service's"), sdk.Stats{})
			return
		}
	}
	if part == partPlans {
		if !s.readPlans(ctx, inner) {
			return
		}
		inner = ""
	}
	// An earlier process has seen the plans before the cursor; this one needs
	// their names.
	if start != "" && !s.recall(ctx) {
		return
	}
	if !s.readSets(ctx, inner) {
		return
	}
	if missing := s.missing(); missing != "" {
		s.last = ""
		s.fail(s.api.NotFound("DescribeBackupPlanList", missing), sdk.Stats{})
		return
	}
	if s.last != "" { // no plan is left that has lists, and the last page said to go on
		s.emit(ctx, paging.Page[row]{}, "")
	}
}

// place takes a position apart.
func place(position string) (part, inner string, ok bool) {
	for _, part := range []string{partPlans, partSets} {
		if inner, ok := strings.CutPrefix(position, part); ok {
			return part, inner, true
		}
	}
	return "", "", false
}

// readPlans yields the plans as tasks, and notes them.
func (s *scan) readPlans(ctx context.Context, start string) bool {
	for page, err := range s.planPages(ctx, planBatches(s.Client.plans), start) {
		if err != nil {
			return s.fail(err, alibaba.Stats(page))
		}
		s.note(page.Rows)
		position := partPlans + page.Cursor
		switch {
		case page.Cursor != "":
		case len(s.plans) > 0 || start != "":
			position = partSets
		default:
			position = ""
		}
		if !s.emit(ctx, page, position) {
			return false
		}
	}
	return true
}

// recall notes the plans and yields nothing.
func (s *scan) recall(ctx context.Context) bool {
	for page, err := range s.planPages(ctx, planBatches(s.Client.plans), "") {
		if err != nil {
			return s.fail(err, alibaba.Stats(page))
		}
		s.note(page.Rows)
	}
	return true
}

// readSets yields the sets and restores of the plans.
func (s *scan) readSets(ctx context.Context, start string) bool {
	wanted := make(map[string]sdk.Resource, len(s.plans))
	for id, p := range s.plans {
		// The plan is the resource of every task in its lists.
		if s.q.Resource == "" || s.q.Resource == p.ID || s.q.Resource == p.Name {
			wanted[id] = p
		}
	}
	for page, err := range s.setPages(ctx, wanted, start) {
		if err != nil {
			return s.fail(err, alibaba.Stats(page))
		}
		position := ""
		if page.Cursor != "" {
			position = partSets + page.Cursor
		}
		if !s.emit(ctx, page, position) {
			return false
		}
	}
	return true
}

// note keeps what the lists of plans need.
func (s *scan) note(rows []row) {
	for i := range rows {
		s.plans[rows[i].task.ID] = rows[i].task.Resource
	}
}

// missing names the plans of the configuration that are not there.
func (s *scan) missing() string {
	var ids []string
	for _, id := range s.Client.plans {
		if _, ok := s.plans[id]; !ok {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "the backup plan " + strings.Join(ids, ", ")
}

// emit settles a page's rows and yields it. It reports whether to go on.
func (s *scan) emit(ctx context.Context, p paging.Page[row], position string) bool {
	replayed := s.replays && len(p.Rows) == 0 && position != ""
	s.replays = false
	if replayed {
		s.held, s.last = alibaba.Stats(p), position
		return true
	}
	tasks, err := s.settle(ctx, p.Rows)
	if err != nil {
		s.yield(s.page(tasks, s.last, p.Total, alibaba.Stats(p)), err)
		return false
	}
	s.last = position
	return s.yield(s.page(tasks, position, p.Total, alibaba.Stats(p)), nil)
}

// page is a page with everything since the one before.
func (s *scan) page(tasks []sdk.Task, position string, total int, at sdk.Stats) sdk.Page {
	at.Add(s.held)
	s.held = sdk.Stats{}
	return s.m.Page(tasks, position, total, at)
}

// fail yields an error, with what was counted since the last page. It reports
// that there is nothing to go on with.
func (s *scan) fail(err error, at sdk.Stats) bool {
	s.yield(s.page(nil, s.last, 0, at), alibaba.Release(err))
	return false
}
