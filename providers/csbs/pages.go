package csbs

import (
	"context"
	"iter"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

// mostItems is the page size of the documents.
const mostItems = 1000

// Pages implements [sdk.Client]. It lists items, newest first.
func (c *Client) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return c.cloud.Pages(ctx, q, c.Source(), func(ctx context.Context, p *provider.Progress, start string) huawei.Walk {
		const operation = "ListCheckpointItems"
		before := 0 // items of the list that were read, to tell unreadable ones by their number
		fetch := func(ctx context.Context, r paging.Request) (paging.Answer[sdk.Task], error) {
			out, err := c.ListCheckpointItems(ctx, ListCheckpointItemsInput{
				Limit: r.Limit, Marker: r.Marker, Sort: "created_at:desc", raw: q.Raw,
			})
			if err != nil {
				return paging.Answer[sdk.Task]{}, err
			}
			if r.Marker == "" {
				before = 0 // a walk whose marker was refused begins anew
			}
			project, err := c.cloud.Project(ctx, operation)
			if err != nil {
				return paging.Answer[sdk.Task]{}, err
			}
			answer := huawei.Collect(c.cloud, p, provider.Place{Operation: operation, Before: before}, project, &out.CheckpointItems, c.fill)
			before += answer.Read
			return answer, nil
		}
		o := c.cloud.Options(q, operation, mostItems, start)
		return paging.Marker(ctx, o, fetch, func(t *sdk.Task) string { return t.ID })
	}, nil)
}
