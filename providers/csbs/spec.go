package csbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Spec is what the provider says of itself.
func Spec() provider.Spec {
	return provider.Spec{
		Service: "csbs",
		Title:   "Huawei Cloud / OTC Cloud Server Backup Service",
		Help:    "backups of servers",
		TaskID:  "the checkpoint item's",
		Codes:   Codes(),
		Keys: []provider.Key{
			provider.EndpointKey(),
			provider.ProfileKey(),
			huawei.ProjectKey(),
			huawei.IAMEndpointKey(),
			huawei.AuthKey(),
		},
		Open: func(_ context.Context, u provider.SourceURL, with provider.Settings) (sdk.Client, error) {
			c, err := New(huawei.FromURL(u, with), Options{Name: u.Name, Endpoint: u.Endpoint()})
			if err != nil {
				return nil, err // and no nil *Client inside an sdk.Client that is not nil
			}
			return c, nil
		},
		Rights: []provider.Right{
			{Operation: "ListCheckpointItems", Right: role, For: "backups"},
			{Operation: "ShowCheckpointItem", Right: role, For: "one backup"},
		},
	}
}
