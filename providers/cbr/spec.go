package cbr

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Spec is what the provider says of itself.
func Spec() provider.Spec {
	return provider.Spec{
		Service: "cbr",
		Title:   "Huawei Cloud / OTC Cloud Backup and Recovery",
		Help:    "backups, replications, restores and deletions of every kind; the successor of csbs and vbs",
		TaskID:  "the operation log's",
		Codes:   Codes(),
		Keys: []provider.Key{
			provider.EndpointKey(),
			provider.ProfileKey(),
			huawei.ProjectKey(),
			huawei.IAMEndpointKey(),
			huawei.AuthKey(),
			{Name: "enterprise_project_id", Help: "only this enterprise project; default: all that the user may see, all_granted_eps", ID: true},
		},
		Open: func(_ context.Context, u provider.SourceURL, with provider.Settings) (sdk.Client, error) {
			c, err := New(huawei.FromURL(u, with), Options{
				Name: u.Name, Endpoint: u.Endpoint(), EnterpriseProjectID: u.Value("enterprise_project_id"),
			})
			if err != nil {
				return nil, err // and no nil *Client inside an sdk.Client that is not nil
			}
			return c, nil
		},
		Rights: []provider.Right{
			{Operation: "ListOpLogs", Right: mayList, For: "tasks"},
			{Operation: "ShowOpLog", Right: mayGet, For: "one task"},
		},
		Follows: []string{"csbs", "vbs"},
	}
}
