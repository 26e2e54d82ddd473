package stow

import (
	"context"
	"iter"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Pages implements [sdk.Client]. States and windows are not sent: the caller filters.
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return provider.Listing[sdk.Task]{
		Source: c.source,
		Walk: func(ctx context.Context, p *provider.Progress, start string) provider.Walk[sdk.Task] {
			fetch := func(ctx context.Context, r paging.Request) (paging.Answer[sdk.Task], error) {
				out, err := c.ListJobs(ctx, ListJobsInput{Volume: c.volume, Limit: r.Limit, Page: r.Marker, raw: q.Raw})
				if err != nil {
					return paging.Answer[sdk.Task]{}, err
				}
				at := provider.Place{Operation: "ListJobs", Before: provider.NotNumbered}
				a := provider.Rows(p, at, &out.Jobs, c.fill)
				a.Next = out.Next
				return a, nil
			}
			o := provider.WalkOptions(c.source, q, "ListJobs", mostJobs, start)
			return paging.Token(ctx, o, fetch, func(t *sdk.Task) string { return t.ID })
		},
	}.Pages(ctx, q)
}
