package dbs

import (
	"context"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// reading is one way through the lists: what was asked for, and what it took.
type reading struct {
	*Client
	q     sdk.Query
	p     *provider.Progress
	known map[string]sdk.Resource // the plans that there are, by ID; nil where only one task is looked for
}

// knows reports whether there is such a plan.
func (r *reading) knows(plan string) bool {
	_, ok := r.known[plan]
	return ok
}

// settle looks up what the lists left open about rows, and makes tasks of them.
// A look-up that fails is noted and leaves its task as the list told it. The
// error is the context's own.
func (r *reading) settle(ctx context.Context, rows []row) ([]sdk.Task, error) {
	tasks := make([]sdk.Task, 0, len(rows))
	for i := range rows {
		w := &rows[i]
		if r.worth(w) {
			l := provider.Lookup{Operation: w.needs.operation(), List: "the backup plan " + w.task.Resource.ID, Task: "task " + w.task.ID}
			if err := r.p.LookUp(ctx, l, func() error { return r.lookUp(ctx, w) }); err != nil {
				return tasks, err
			}
		}
		tasks = append(tasks, w.task)
	}
	return tasks, nil
}

// worth reports whether a look-up can matter: whether the query keeps the task
// in one of the states that it may turn out to be in.
func (r *reading) worth(w *row) bool {
	var may []sdk.State
	switch w.needs {
	case errorCode:
		may = []sdk.State{sdk.Failed}
	case whether:
		may = []sdk.State{sdk.Failed, sdk.Unknown}
	case precheck:
		may = []sdk.State{sdk.Failed, sdk.Pending, sdk.Unknown}
	}
	return slices.ContainsFunc(may, func(state sdk.State) bool {
		t := w.task
		t.State = state
		return r.q.Keep(t)
	})
}

// lookUp asks for what a row needs and puts it in.
func (r *reading) lookUp(ctx context.Context, w *row) error {
	if w.needs == precheck {
		return r.precheck(ctx, w)
	}
	item, err := r.errorOf(ctx, w.job, r.language)
	if w.task.Type == typeIncrement && isUnknown(err) {
		return nil // the operation is documented for full backups and restores only
	}
	if err != nil {
		return err
	}
	if item.names() || w.needs == errorCode {
		w.fail(item.ErrorCode, provider.Reason(w.words, item.ErrorMessage), w.phase())
	}
	return nil
}

// errorOf asks for the error of a job.
func (c *Client) errorOf(ctx context.Context, job, language string) (JobErrorCode, error) {
	out, err := c.DescribeJobErrorCode(ctx, DescribeJobErrorCodeInput{TaskId: job, Language: language})
	if err != nil {
		return JobErrorCode{}, err
	}
	item := out.Item
	item.ErrorCode, item.ErrorMessage = said(item.ErrorCode), said(item.ErrorMessage)
	return item, nil
}

// names reports whether the item names an error. The service gives items to
// jobs without one, too.
func (i JobErrorCode) names() bool { return i.ErrorCode != "" || i.ErrorMessage != "" }

// precheck settles the state of a plan in init: it has not begun, or it cannot
// begin because checks have failed. The code is the first such check's name.
//
// A precheck that was never made has neither a status nor checks. Checks without a
// status, or a check that cannot be read, leave open what failed: that is an error,
// beside what is known. A status that no document names leaves the plan unknown.
func (c *Client) precheck(ctx context.Context, w *row) error {
	const operation = "DescribePreCheckProgressList"
	out, err := c.DescribePreCheckProgressList(ctx, DescribePreCheckProgressListInput{BackupPlanId: w.job})
	if err != nil {
		return err
	}
	code, reasons := "", []string(nil)
	for _, check := range out.Items.Rows {
		if strings.EqualFold(check.State, "failed") {
			code = orElse(code, check.Item)
			reasons = append(reasons, check.reason())
		}
	}
	status := strings.ToLower(strings.TrimSpace(out.Status))
	switch {
	case status == "failed":
		w.fail(code, provider.Reason(w.words, strings.Join(reasons, "; ")), "precheck")
	case status == "running":
		w.wait()
		return nil // the checks are not over, whatever they say
	case len(reasons) > 0: // an unknown word is no success, and failed checks are a failure
		w.fail(code, provider.Reason(w.words, strings.Join(reasons, "; ")), "precheck")
	case status == "finish", status == "" && neverMade(out):
		w.wait()
	case status == "":
		return c.api.Malformed(operation, out.RequestId, errors.New("the precheck has no status"))
	}
	if len(out.Items.Dropped) > 0 {
		return c.api.Malformed(operation, out.RequestId, out.Items.Dropped[0])
	}
	return nil
}

// neverMade reports whether a precheck without a status has no checks either.
func neverMade(p *DescribePreCheckProgressListOutput) bool {
	return len(p.Items.Rows)+len(p.Items.Dropped) == 0
}

// reason says which check failed, and why.
func (d PreCheckProgressDetail) reason() string {
	name := d.Item
	if names := said(d.Names); names != "" {
		name = strings.TrimSpace(name + " (" + names + ")")
	}
	if why := said(d.ErrMsg); why != "" {
		return name + ": " + why
	}
	return name
}

// orElse is s, or other where s is empty.
func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// isUnknown reports whether the service itself may say that it does not know an
// ID, by one of the codes that it also has for other values that it does not like.
// A 404 without a code is not its word: some proxy's, or a wrong endpoint's.
func isUnknown(err error) bool {
	e, ok := errors.AsType[*errors.Error](err)
	if !ok || e.Code == "" {
		return false
	}
	return e.Kind == errors.NotFound || slices.ContainsFunc(unknownID, func(code string) bool { return strings.EqualFold(e.Code, code) })
}

// unknownID are the codes of no kind not_found by which the service answers to an
// ID that does not exist.
var unknownID = []string{"Param.NotFound", "InvalidJobId", "InvalidParameterValid"}
