package huawei

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Walk is a walk over tasks.
type Walk = iter.Seq2[paging.Page[sdk.Task], error]

// Source names the client's source; states are the only ones it can list.
func (c *Client) Source(states ...sdk.State) sdk.Source {
	return sdk.Source{Name: c.name, Service: c.service, Region: c.region, Project: c.project.config.ProjectID, States: states}
}

// Task is a task with what is the same for all of this client's.
func (c *Client) Task(project string) (t sdk.Task) {
	c.begin(&t, project)
	return t
}

// begin is Task in place.
func (c *Client) begin(t *sdk.Task, project string) {
	t.Service, t.Region, t.Project = c.service, c.region, project
}

// Pages ranges over a walk as the pages of an [sdk.Client]. begin starts the walk
// at a cursor, and its fetches tell notes what they met.
func (c *Client) Pages(ctx context.Context, q sdk.Query, src sdk.Source, begin func(ctx context.Context, start string, notes *Notes) Walk) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		start, err := q.Position(src)
		if err != nil {
			yield(sdk.Page{}, err)
			return
		}
		var tally transport.Tally
		notes := &Notes{client: c}
		for p, err := range begin(transport.WithTally(ctx, &tally), start, notes) {
			if kept, ok := err.(lasting); ok {
				err = kept.error
			}
			page := sdk.Page{Tasks: p.Rows, Dropped: notes.take(), Total: p.Total, Stats: sdk.Stats{
				Rows: p.Read, Duplicates: p.Duplicates, Drift: p.Drift,
			}}
			page.Stats.Requests, page.Stats.Retries = tally.Take()
			if err == nil && notes.answered() {
				page.Stats.Pages = 1
			}
			if p.Cursor != "" {
				page.Cursor = q.CursorAt(src, p.Cursor)
			}
			if !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// Options are the options of a walk that asks for as many rows at once as the
// query says, or most.
func (c *Client) Options(q sdk.Query, operation string, most int, start string) paging.Options {
	limit := most
	if q.PageSize > 0 {
		limit = min(q.PageSize, most)
	}
	return paging.Options{
		Limit: limit, MaxRows: q.MaxRows, Start: start, Smaller: Fewer(fewer), Service: c.service, Region: c.region, Operation: operation,
	}
}

// fewer is what a list is asked for instead of a larger page that it refuses: the
// documents disagree here and there about the most. A list that may refuse this as
// well is given a number of its own.
const fewer = 100

// Fewer answers the refusal of a page by asking for so many rows.
func Fewer(rows int) func(limit int, err error) int {
	return func(limit int, err error) int {
		if limit > rows && errors.Is(err, errors.InvalidInput) {
			return rows
		}
		return 0
	}
}

// lasting hides an error's kind from [paging.Lists].
type lasting struct{ error }

// Lasting is for a list that must be there: [paging.Lists] takes a list that is
// not found for one that is gone, but a wrong address or version answers not
// found as well, and must not read as a list without tasks.
func Lasting(walk Walk) Walk {
	return func(yield func(paging.Page[sdk.Task], error) bool) {
		for page, err := range walk {
			if err != nil && errors.Is(err, errors.NotFound) {
				err = lasting{err}
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

// Confirmed lets the list of a name be gone where the service says so by a code of
// its own, and else only if the name is: names tells those that there are now. A
// proxy's 404 or a wrong path would otherwise read as a group or a policy that was
// deleted, and everything inside of it would be lost without a word.
func Confirmed(name string, names func() ([]string, error), walk Walk) Walk {
	return func(yield func(paging.Page[sdk.Task], error) bool) {
		for page, err := range walk {
			if e, ok := errors.AsType[*errors.Error](err); ok && e.Kind == errors.NotFound && !ofService(e.Code) {
				now, failed := names()
				switch {
				case failed != nil:
					err = lasting{failed}
				case slices.Contains(now, name):
					err = lasting{err}
				}
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

// ofService reports whether a code is the service's and not that of the gateway in
// front of it, which knows paths and no resources.
func ofService(code string) bool {
	prefix, _, found := strings.Cut(strings.ToLower(code), ".")
	return found && prefix != "apig" && prefix != "apigw"
}

// Notes is what fetches tell beside their rows. It belongs to one walk.
type Notes struct {
	client  *Client
	dropped []*errors.Error
	seen    map[string]bool
	answers int

	failures []errors.Failure // room for those to come
}

// Failure is [errors.NewFailure] for a row of a list, which may write null for
// what there is none of. Failures come by the thousand, so memory is asked for
// once in some of them: one that is kept holds on to no more than its neighbours.
func (n *Notes) Failure(code, reason, phase string) *errors.Failure {
	const neighbours = 16
	if len(n.failures) == 0 {
		n.failures = make([]errors.Failure, neighbours)
	}
	f := &n.failures[0]
	n.failures = n.failures[1:]
	*f = *errors.NewFailure(n.client.service, Reason(code), Reason(reason), phase)
	return f
}

// Drop notes rows that could not be read. Pages overlap, so that a row may be met
// twice; it is told once.
func (n *Notes) Drop(at Place, dropped []error) {
	for _, err := range dropped {
		text := absolute(err.Error(), at.Before)
		if at.List != "" {
			text += " (in the list of " + at.List + ")"
		}
		if n.seen[at.Operation+text] {
			continue
		}
		if n.seen == nil {
			n.seen = make(map[string]bool)
		}
		n.seen[at.Operation+text] = true
		n.dropped = append(n.dropped, &errors.Error{
			Service: n.client.service, Region: n.client.region, Operation: at.Operation,
			Kind: errors.Malformed, Retry: errors.RetryNo, Message: text,
		})
	}
}

// absolute makes the number of a row in a page that of the row in its list.
func absolute(text string, before int) string {
	rest, found := strings.CutPrefix(text, "row ")
	if !found {
		return text
	}
	digits, why, _ := strings.Cut(rest, " ")
	n, err := strconv.Atoi(digits)
	if err != nil {
		return text
	}
	return "row " + itoa(before+n) + " " + why
}

func (n *Notes) take() []*errors.Error {
	dropped := n.dropped
	n.dropped = nil
	return dropped
}

// answered reports whether there was an answer since it was last asked.
func (n *Notes) answered() bool {
	yes := n.answers > 0
	n.answers = 0
	return yes
}
