package csbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListPoliciesInput chooses policies. The zero value asks for the first 1000 of
// the project.
type ListPoliciesInput struct {
	Limit      int    // 1 to 1000; 0 leaves it to the service, which takes 1000
	Marker     string // ID of the last policy of the page before
	Offset     int    // policies to skip
	Sort       string // KEY[:asc|desc],..., newest first by default; at most 255 characters
	Name       string // the whole name
	AllTenants bool   // for administrators
}

// ListPoliciesOutput is a page of policies.
type ListPoliciesOutput struct {
	Policies wire.List[Policy] `json:"policies"`
}

type listPoliciesAnswer struct {
	ListPoliciesOutput
	huawei.Fault
}

// ListPolicies lists backup policies. Those that cannot be read are in
// Policies.Dropped.
//
// API: ListPolicies, https://support.huaweicloud.com/intl/en-us/api-csbs/en-us_topic_0059304227.html
func (c *Client) ListPolicies(ctx context.Context, in ListPoliciesInput) (*ListPoliciesOutput, error) {
	const operation = "ListPolicies"
	if err := c.cloud.CheckPage(operation, in.Limit, 1000, in.Offset); err != nil {
		return nil, err
	}
	if len(in.Sort) > longestSort {
		return nil, c.cloud.Invalid(operation, "sort must have at most 255 characters")
	}
	q := huawei.Query{}
	q.Number("limit", in.Limit)
	q.Text("marker", in.Marker)
	q.Number("offset", in.Offset)
	q.Text("sort", in.Sort)
	q.Text("name", in.Name)
	q.Flag("all_tenants", in.AllTenants)

	var a listPoliciesAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v1", Path: []string{"policies"},
		Query: q.Values(), Answer: &a, Wants: []string{"policies"},
	})
	if err != nil {
		return nil, err
	}
	return &a.ListPoliciesOutput, nil
}
