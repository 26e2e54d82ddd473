package cbr

import (
	"context"
	"iter"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// mostRows is the largest limit of the service.
const mostRows = 1000

// Pages implements [sdk.Client]. It lists tasks of every type in every state, in the
// service's own order.
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return c.cloud.Pages(ctx, q, c.Source(), func(ctx context.Context, p *provider.Progress, start string) huawei.Walk {
		const operation = "ListOpLogs"
		list := c.reader()
		fetch := func(ctx context.Context, r paging.Request) (paging.Answer[sdk.Task], error) {
			out, err := list(ctx, ListOpLogsInput{Limit: r.Limit, Offset: r.Offset, raw: q.Raw})
			if err != nil {
				return paging.Answer[sdk.Task]{}, err
			}
			project, err := c.cloud.Project(ctx, operation)
			if err != nil {
				return paging.Answer[sdk.Task]{}, err
			}
			answer := huawei.Collect(c.cloud, p, provider.Place{Operation: operation, Before: r.Offset}, project, &out.OperationLogs, c.fill)
			answer.Total = out.total(answer.Read)
			return answer, nil
		}
		o := c.cloud.Options(q, operation, mostRows, start)
		o.Smaller = nil // all documents agree on the most, so that a refusal has another reason
		return paging.Offset(ctx, o, fetch, func(t *sdk.Task) string { return t.ID })
	}, nil)
}

// reader reads pages of the enterprise project of the client. Where it names none, the
// list is asked for all that the user may see; a service that refuses this before it
// has answered anything is asked without it from then on.
func (c *Client) reader() func(context.Context, ListOpLogsInput) (*ListOpLogsOutput, error) {
	of, settled := c.enterpriseProject, c.enterpriseProject != ""
	if !settled {
		of = AllGrantedEPs
	}
	return func(ctx context.Context, in ListOpLogsInput) (*ListOpLogsOutput, error) {
		in.EnterpriseProjectID = of
		out, err := c.ListOpLogs(ctx, in)
		if !settled && mayMeanEnterpriseProjects(err) {
			in.EnterpriseProjectID = ""
			if out, err = c.ListOpLogs(ctx, in); err == nil {
				of = ""
			}
		}
		settled = settled || err == nil
		return out, err
	}
}

// mayMeanEnterpriseProjects reports whether a refusal may be about the enterprise
// projects. No document names its code.
func mayMeanEnterpriseProjects(err error) bool {
	switch errors.KindOf(err) {
	case errors.InvalidInput, errors.PermissionDenied, errors.Unsupported:
		return true
	}
	return false
}

// total is the number of tasks in the list, below 0 where the answer does not say. A
// count that is just that of the rows may be the page's own; the service shows by
// limit whether the page was full, also where it gives fewer rows than it was asked
// for.
func (out *ListOpLogsOutput) total(read int) int {
	if out.Count <= read && out.Limit > 0 && out.Limit <= read {
		return -1
	}
	return out.Count
}
