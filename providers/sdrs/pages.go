package sdrs

import (
	"context"
	"fmt"
	"iter"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/internal/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
)

// mostRows is the largest limit that every text of the service allows.
const mostRows = 999

// The two stages of a walk, in the order of their names.
const (
	groupLevel   = "group-level"
	insideGroups = "groups"
)

// Pages implements [sdk.Client]. It lists failed tasks and no others: first those
// at the level of protection groups, then those inside of every group in the
// order of the groups' IDs. With ServerGroupIDs it lists those inside of these
// groups only, and one that does not exist is an error of kind
// [errors.NotFound].
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return c.cloud.Pages(ctx, q, c.Source(), func(ctx context.Context, start string, notes *huawei.Notes) huawei.Walk {
		w := &failures{Client: c, query: q, notes: notes, seen: new(paging.Seen)}
		if len(c.groups) > 0 {
			return w.named(ctx, start)
		}
		return w.all(ctx, start)
	})
}

// failures is one walk over the task center.
type failures struct {
	*Client
	query sdk.Query
	notes *huawei.Notes
	seen  *paging.Seen // a task may be listed at both levels
	names identities
}

// all walks the group level and then every group.
func (w *failures) all(ctx context.Context, start string) huawei.Walk {
	return paging.Lists(ctx, []string{groupLevel, insideGroups}, start, func(ctx context.Context, stage, start string) huawei.Walk {
		if stage == groupLevel {
			return huawei.Lasting(w.list(ctx, "", start))
		}
		return huawei.Lasting(w.inside(ctx, start))
	})
}

// inside walks the lists of all groups that there are now. One that is deleted
// meanwhile ends its list without an error.
func (w *failures) inside(ctx context.Context, start string) huawei.Walk {
	return func(yield func(paging.Page[sdk.Task], error) bool) {
		ids, err := w.groupIDs(ctx)
		if err != nil {
			yield(paging.Page[sdk.Task]{Cursor: start}, err)
			return
		}
		now := func() ([]string, error) { return w.groupIDs(ctx) }
		paging.Lists(ctx, ids, start, func(ctx context.Context, group, start string) huawei.Walk {
			return huawei.Confirmed(group, now, w.list(ctx, group, start))
		})(yield)
	}
}

// named walks the lists of the groups that the caller has named.
func (w *failures) named(ctx context.Context, start string) huawei.Walk {
	return paging.Lists(ctx, w.groups, start, func(ctx context.Context, group, start string) huawei.Walk {
		return huawei.Lasting(naming(group, w.list(ctx, group, start)))
	})
}

// naming says in an error which of the groups was not found.
func naming(group string, walk huawei.Walk) huawei.Walk {
	return func(yield func(paging.Page[sdk.Task], error) bool) {
		for page, err := range walk {
			if e, ok := errors.AsType[*errors.Error](err); ok && e.Kind == errors.NotFound {
				named := *e
				named.Message = fmt.Sprintf("server_group_id %q: %s", group, e.Message)
				err = &named
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

// list walks the list of one group, or that of the group level for no group.
func (w *failures) list(ctx context.Context, group, start string) huawei.Walk {
	o := w.cloud.Options(w.query, "ListFailureJobs", mostRows, start)
	o.Seen = w.seen
	return paging.Offset(ctx, o, func(ctx context.Context, r paging.Request) (paging.Answer[sdk.Task], error) {
		in := w.filter
		in.ServerGroupID, in.Limit, in.Offset, in.raw = group, r.Limit, r.Offset, w.query.Raw
		out, err := w.ListFailureJobs(ctx, in)
		if err != nil {
			return paging.Answer[sdk.Task]{}, err
		}
		project, err := w.cloud.Project(ctx, "ListFailureJobs")
		if err != nil {
			return paging.Answer[sdk.Task]{}, err
		}
		at := huawei.Place{Operation: "ListFailureJobs", List: group, Before: r.Offset}
		answer := huawei.Collect(w.notes, at, project, &out.FailureJobs, func(row *FailureJob, t *sdk.Task) string {
			return fill(row, t, w.notes)
		})
		answer.Total = out.Count
		return answer, nil
	}, w.names.of)
}

// groupIDs lists the IDs of all protection groups.
func (w *failures) groupIDs(ctx context.Context) ([]string, error) {
	var ids []string
	fetch := func(ctx context.Context, r paging.Request) (paging.Answer[string], error) {
		out, err := w.ListProtectionGroups(ctx, ListProtectionGroupsInput{Limit: r.Limit, Offset: r.Offset})
		if err != nil {
			return paging.Answer[string]{}, err
		}
		rows, unread := &out.ServerGroups, out.ServerGroups.Dropped
		found := make([]string, 0, len(rows.Rows))
		for i := range rows.Rows {
			if id := rows.Rows[i].ID; id != "" {
				found = append(found, id)
				continue
			}
			unread = append(unread, fmt.Errorf("row %d has no id", i))
		}
		// The failures inside of a group without an ID cannot be asked for.
		w.notes.Drop(huawei.Place{Operation: "ListProtectionGroups", Before: r.Offset}, unread)
		return paging.Answer[string]{Rows: found, Read: len(rows.Rows) + len(rows.Dropped), Total: out.Count}, nil
	}
	o := w.cloud.Options(w.query, "ListProtectionGroups", mostRows, "")
	for page, err := range paging.Offset(ctx, o, fetch, func(id *string) string { return *id }) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, page.Rows...)
	}
	return ids, nil
}
