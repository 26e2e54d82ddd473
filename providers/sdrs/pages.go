package sdrs

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
//
// The lists tell no end of a task. Where the query has a window, the jobs of
// failures that began up to Query.Longest before it are looked up.
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return c.cloud.Pages(ctx, q, c.Source(), func(ctx context.Context, p *provider.Progress, start string) huawei.Walk {
		w := &failures{Client: c, progress: p, query: q, seen: new(paging.Seen)}
		if len(c.groups) > 0 {
			return w.groups(ctx, c.groups, start)
		}
		return w.all(ctx, start)
	}, c.findEnds)
}

// failures is one walk over the task center.
type failures struct {
	*Client
	progress *provider.Progress
	query    sdk.Query
	seen     *paging.Seen // a task may be listed at both levels
	names    identities
}

// all walks the group level and then every group.
func (w *failures) all(ctx context.Context, start string) huawei.Walk {
	stages := provider.Inner{Title: func(stage string) string {
		if stage == groupLevel {
			return "the failures of protection groups themselves"
		}
		return "the protection groups"
	}}
	return provider.Lists(ctx, w.progress, []string{groupLevel, insideGroups}, start, stages, func(ctx context.Context, stage, start string) huawei.Walk {
		if stage == groupLevel {
			return w.list(ctx, "", start)
		}
		return w.inside(ctx, start)
	})
}

// inside walks the lists of all groups that there are now.
func (w *failures) inside(ctx context.Context, start string) huawei.Walk {
	return func(yield func(paging.Page[sdk.Task], error) bool) {
		ids, err := w.groupIDs(ctx)
		if err != nil {
			yield(paging.Page[sdk.Task]{Cursor: start}, err)
			return
		}
		w.groups(ctx, ids, start)(yield)
	}
}

// groups walks the lists of groups.
func (w *failures) groups(ctx context.Context, ids []string, start string) huawei.Walk {
	inner := provider.Inner{
		Title:    func(id string) string { return fmt.Sprintf("the failures of the protection group %q", id) },
		Required: len(w.Client.groups) > 0,
		Exists: func(ctx context.Context, id string) (bool, error) {
			now, err := w.groupIDs(ctx)
			return slices.Contains(now, id), err
		},
	}
	return provider.Lists(ctx, w.progress, ids, start, inner, w.list)
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
		at := provider.Place{Operation: "ListFailureJobs", List: group, Before: r.Offset}
		answer := huawei.Collect(w.cloud, w.progress, at, project, &out.FailureJobs, w.fill)
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
			if id := provider.ID(rows.Rows[i].ID); id != "" {
				found = append(found, id)
				continue
			}
			unread = append(unread, &wire.BadRow{Index: i, Why: "has no id"})
		}
		// The failures inside of a group without an ID cannot be asked for.
		w.progress.Drop(provider.Place{Operation: "ListProtectionGroups", Before: r.Offset}, unread)
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
