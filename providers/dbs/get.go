package dbs

import (
	"context"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
)

// parts takes a task's ID apart: PLAN/SET, or one ID and no set. why says what is
// wrong with it.
func parts(id string) (plan, set, why string) {
	plan, set, isSet := strings.Cut(id, "/")
	if !isSet {
		return id, "", alibaba.One("the task's ID", id)
	}
	if strings.Contains(set, "/") {
		return "", "", "the task's ID has more than one slash: write PLAN/SET"
	}
	if why := alibaba.One("the plan's part of the task's ID", plan); why != "" {
		return "", "", why
	}
	return plan, set, alibaba.One("the set's part of the task's ID", set)
}

// Get reads one task: a set by PLAN/SET, the IDs of its plan and of the set (of
// the job for an increment); a plan or a restore by its own ID.
//
// If the task is there and only the look-up of its details failed, it is
// returned together with that error.
func (c *Client) Get(ctx context.Context, id string) (sdk.Task, error) {
	plan, set, why := parts(id)
	if err := c.api.Refuse("Get", why); err != nil {
		return sdk.Task{}, err
	}
	q := sdk.Query{Raw: true}
	r := &reading{Client: c, q: q, p: c.api.Progress(q)}
	look := r.single
	if set != "" {
		look = r.set
	}
	w, found, err := look(ctx, plan, set)
	if err != nil {
		return sdk.Task{}, err
	}
	if !found {
		return sdk.Task{}, r.absent(id)
	}
	if r.worth(&w) {
		err = r.lookUp(ctx, &w)
	}
	return w.task, err
}

// set finds a set of a plan: among the full ones, where the service can look for
// it, and then among the increments. The plan is there by then, so that a refusal
// of its increments is not about an ID.
func (r *reading) set(ctx context.Context, planID, set string) (row, bool, error) {
	plan, found, err := r.one(ctx, planID)
	if err != nil || !found {
		return row{}, false, err
	}
	id := planID + "/" + set
	full := paging.Numbered(ctx, r.options("DescribeFullBackupList", 30, ""), r.fullFetch(plan.task.Resource, set), rowKey)
	if w, found, err := known(find(full, id)); err != nil || found {
		return w, found, err
	}
	return find(r.list(ctx, plan.task.Resource, listIncrement, ""), id)
}

// single finds a plan, or else a restore. The list of plans may refuse the ID of
// a restore as none of its own, so that only a restore's absence makes that an
// error.
func (r *reading) single(ctx context.Context, id, _ string) (row, bool, error) {
	plan, found, refused := r.one(ctx, id)
	if found || refused != nil && !errors.Is(refused, errors.InvalidInput) {
		return plan, found, refused
	}
	restores := paging.Numbered(ctx, r.options("DescribeRestoreTaskList", 30, ""), r.restoreFetch(sdk.Resource{}, id), rowKey)
	w, found, err := known(find(restores, id))
	switch {
	case err != nil:
		return w, false, err
	case !found:
		return w, false, refused
	case w.plan == "":
		return w, true, nil
	}
	// The list of a plan would have told its name, too.
	plan, _, err = r.one(ctx, w.plan)
	w.task.Resource = sdk.Resource{ID: w.plan, Name: plan.task.Resource.Name, Type: typePlan}
	return w, true, err
}

// one finds a plan.
func (r *reading) one(ctx context.Context, id string) (row, bool, error) {
	return find(r.planPages(ctx, []string{id}, ""), id)
}

// known takes the service's word that it does not know an ID for an answer.
func known(w row, found bool, err error) (row, bool, error) {
	if isUnknown(err) {
		return row{}, false, nil
	}
	return w, found, err
}

// absent is the error for a task that no list has. If there were rows that could
// not be read, it may be one of them.
func (r *reading) absent(id string) error {
	if unread := r.p.Dropped(); unread != nil {
		return unread
	}
	return r.api.NotFound("Get", "the task "+id)
}

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
