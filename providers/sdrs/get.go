package sdrs

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Get implements [sdk.Client]: it reads a job in whatever state it is. One that
// went well in spite of a failed sub-job has a Warning.
//
// A failed job is looked for in the task center, too, and told as Pages tells it:
// with the resource and its name, which the job does not have, and in the same
// phase. Raw is the job. One that the task center does not show any more has the
// code and the reason of its first failing leaf, and no name. Where only the task
// center could not be read for now, the job is returned as it is together with the
// error.
//
// A failure that the task center shows, and whose job the service does not know any
// more, is the row of the task center.
//
// A job that failed for several resources is a task for each of them in Pages, and
// here the one of the resource that the job itself names.
func (c *Client) Get(ctx context.Context, id string) (sdk.Task, error) {
	var raw json.RawMessage
	out, err := c.ShowJob(ctx, ShowJobInput{JobID: id, raw: &raw})
	if unknown, ok := errors.AsType[*errors.Error](err); ok && unknown.Kind == errors.NotFound {
		return provider.Find(c.Pages(ctx, sdk.Query{Raw: true}), provider.WithID(id), unknown)
	}
	if err != nil {
		return sdk.Task{}, err
	}
	project, err := c.cloud.Project(ctx, "ShowJob")
	if err != nil {
		return sdk.Task{}, err
	}
	t := c.jobTask(project, &out.Job)
	t.Raw = raw
	if t.ID == "" {
		t.ID = id
	}
	if t.State != sdk.Failed {
		return t, nil
	}
	row, err := c.failureOf(ctx, &t, &out.Job)
	if row != nil {
		return c.listed(t, row), nil
	}
	return t, err
}

// listed is a failed job as its row in the task center tells it. The time of its
// end, and words that the row has none of, are the job's own; a code that the row
// does not have goes into the reason, since it is a part of what makes two
// failures one.
func (c *Client) listed(job sdk.Task, row *FailureJob) sdk.Task {
	t := job
	c.fill(row, &t) // it has the job's ID
	if t.StartedAt.IsZero() {
		t.StartedAt = job.StartedAt
	}
	switch f, own := t.Failure, job.Failure; {
	case own == nil:
	case f.Code == "" && own.Code != "":
		f.Reason = provider.Reason(f.Reason, joined(own.Code, own.Reason))
	case f.Reason == "":
		f.Reason = own.Reason
	}
	return t
}

// joined puts a code before a reason.
func joined(code, reason string) string {
	if reason == "" {
		return code
	}
	return code + ": " + reason
}

// failureOf finds the row of a failed job in the task center, nil if there is none.
// The failures inside of a group are in the group's list and those of groups
// themselves in another; the job's type tells which is the likelier. A list that
// Pages cannot read either is passed over.
func (c *Client) failureOf(ctx context.Context, t *sdk.Task, job *Job) (*FailureJob, error) {
	groups := []string{groupOf(job), ""}
	if t.Resource.Type == "server_groups" || groups[0] == "" {
		groups[0], groups[1] = groups[1], groups[0]
	}
	var missing error
	for i, group := range groups {
		if i > 0 && group == groups[0] {
			break
		}
		row, err := c.failureIn(ctx, group, t)
		if row != nil {
			return row, nil
		}
		if missing == nil && provider.Passing(err) {
			missing = err
		}
	}
	return nil, missing
}

// failureIn finds the row in one list: the one about the task's own resource, else
// the first of the job's.
func (c *Client) failureIn(ctx context.Context, group string, t *sdk.Task) (first *FailureJob, err error) {
	fetch := func(ctx context.Context, r paging.Request) (paging.Answer[FailureJob], error) {
		out, err := c.ListFailureJobs(ctx, ListFailureJobsInput{ServerGroupID: group, Limit: r.Limit, Offset: r.Offset})
		if err != nil {
			return paging.Answer[FailureJob]{}, err
		}
		rows := &out.FailureJobs
		return paging.Answer[FailureJob]{Rows: rows.Rows, Read: len(rows.Rows) + len(rows.Dropped), Total: out.Count}, nil
	}
	o := c.cloud.Options(sdk.Query{}, "ListFailureJobs", mostRows, "")
	for page, err := range paging.Offset(ctx, o, fetch, rowKey) {
		if err != nil {
			return first, err
		}
		for i := range page.Rows {
			switch row := &page.Rows[i]; {
			case provider.ID(row.JobID) != t.ID:
			case provider.ID(row.ResourceID) == t.Resource.ID:
				return row, nil
			case first == nil:
				first = row
			}
		}
	}
	return first, nil
}

// rowKey is the identity of a row in its list: all of it where it names no job.
func rowKey(row *FailureJob) string {
	if provider.ID(row.JobID) == "" {
		return fmt.Sprint(*row)
	}
	return row.JobID + "\x00" + row.ResourceID
}

// groupOf is the protection group that a job names, empty if it names none.
func groupOf(job *Job) string {
	group := things[len(things)-1]
	return group.in(job)
}
