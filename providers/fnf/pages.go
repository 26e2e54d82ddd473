package fnf

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/providers/internal/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
)

// part is the first word of a position.
const part = "flows:"

// Pages lists the executions of every flow, in the order of the flows' names.
// The package comment says what is sent and what is looked up.
//
// A flow that goes away while it is read ends its list without an error and
// counts as drift. A flow that Config.Flows names and that does not exist is an
// error of kind not_found, after everything else was read.
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		start, err := q.Position(c.Source())
		if err != nil {
			yield(sdk.Page{}, err)
			return
		}
		ctx, m := c.api.Meter(ctx, q)
		s := &scan{reading: reading{Client: c, q: q, m: m}, yield: yield, last: start}
		s.run(ctx, start)
	}
}

// scan is one range over Pages.
type scan struct {
	reading
	yield func(sdk.Page, error) bool
	last  string    // position behind the last page that was yielded
	ahead sdk.Stats // what was counted while reading the flows, for the first page
}

// run reads from a position on.
func (s *scan) run(ctx context.Context, start string) {
	inner, ok := strings.CutPrefix(start, part)
	if start != "" && !ok {
		s.fail(s.api.Invalid("Pages", "the cursor's place is not one of this service's"), sdk.Stats{})
		return
	}
	flows, err := s.names(ctx)
	if err != nil {
		s.fail(err, sdk.Stats{})
		return
	}
	if !s.read(ctx, flows, inner) {
		return
	}
	if len(s.gone) > 0 {
		s.last = ""
		s.fail(s.api.NotFound("ListExecutions", "the flow "+strings.Join(slices.Compact(s.gone), ", ")), sdk.Stats{})
		return
	}
	if len(flows) == 0 { // no list, no page: what it took is told all the same
		s.yield(s.m.Page(nil, "", 0, s.ahead), nil)
	}
}

// names are those of the flows to read. The flow is the resource of every
// execution, so that a query for one resource needs one list.
func (s *scan) names(ctx context.Context) (flows []string, err error) {
	flows = slices.Clone(s.flows)
	if s.flows == nil {
		for page, err := range s.flowPages(ctx) {
			s.ahead.Drift += page.Drift
			if err != nil {
				return nil, err
			}
			flows = append(flows, page.Rows...)
		}
	}
	return slices.DeleteFunc(flows, func(name string) bool { return s.q.Resource != "" && s.q.Resource != name }), nil
}

// read yields the executions of the flows. It reports whether it came to the
// end.
func (s *scan) read(ctx context.Context, flows []string, start string) bool {
	for page, err := range s.executionPages(ctx, flows, start) {
		if err != nil {
			return s.fail(err, alibaba.Stats(page))
		}
		position := ""
		if page.Cursor != "" {
			position = part + page.Cursor
		}
		if !s.emit(ctx, page, position) {
			return false
		}
	}
	return true
}

// emit settles a page's rows and yields it. It reports whether to go on.
func (s *scan) emit(ctx context.Context, p paging.Page[row], position string) bool {
	tasks, err := s.settle(ctx, p.Rows)
	if err == nil {
		s.last = position
	}
	return s.yield(s.m.Page(tasks, s.last, p.Total, s.stats(alibaba.Stats(p))), err) && err == nil
}

// fail yields an error, with what was counted since the last page.
func (s *scan) fail(err error, at sdk.Stats) bool {
	s.yield(s.m.Page(nil, s.last, 0, s.stats(at)), alibaba.Release(err))
	return false
}

// stats adds to at what was counted ahead of the first page.
func (s *scan) stats(at sdk.Stats) sdk.Stats {
	at.Add(s.ahead)
	s.ahead = sdk.Stats{}
	return at
}
