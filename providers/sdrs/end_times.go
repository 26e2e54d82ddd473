package sdrs

import (
	"context"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// longestTask is how long before a window a task is looked for that may have
// failed inside of it, unless the query says otherwise.
const longestTask = 7 * 24 * time.Hour

// findEnds looks up when the failures of a page ended that began before the
// query's window, since their list does not tell. One that began too long before,
// or whose job the service does not know any more, is left out and counted. One
// whose job cannot be read for another reason is kept.
func (c *Client) findEnds(ctx context.Context, p *provider.Progress, tasks []sdk.Task) ([]sdk.Task, error) {
	q := p.Query()
	if q.Since.IsZero() {
		return tasks, nil
	}
	longest := q.Longest
	if longest == 0 {
		longest = longestTask
	}
	anyTime := q
	anyTime.Since = time.Time{}
	kept := tasks[:0]
	for i := range tasks {
		t := &tasks[i]
		if t.StartedAt.IsZero() || !t.StartedAt.Before(q.Since) || !anyTime.Keep(*t) {
			kept = append(kept, *t)
			continue
		}
		if t.StartedAt.Before(q.Since.Add(-longest)) {
			p.Older()
			continue
		}
		known, err := c.findEnd(ctx, p, t)
		if err != nil {
			return kept, err
		}
		if !known {
			p.Older()
			continue
		}
		kept = append(kept, *t)
	}
	return kept, nil
}

// findEnd looks up when one failure ended. It reports whether its job is known. One
// that names no job cannot be looked up, and is kept. The error is the context's own.
func (c *Client) findEnd(ctx context.Context, p *provider.Progress, t *sdk.Task) (known bool, err error) {
	known = true
	t.EndUnknown = true
	if withoutJob(t) {
		return true, nil
	}
	err = p.LookUp(ctx, provider.Lookup{Operation: "ShowJob", Task: "task " + t.ID}, func() error {
		out, err := c.ShowJob(ctx, ShowJobInput{JobID: t.ID})
		switch {
		case errors.Is(err, errors.NotFound):
			known = false
			return nil
		case err != nil:
			return err
		}
		t.EndedAt = out.Job.EndTime.Time
		t.EndUnknown = t.EndedAt.IsZero()
		return nil
	})
	return known, err
}
