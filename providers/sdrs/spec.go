package sdrs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Spec is what the provider says of itself.
func Spec() provider.Spec {
	return provider.Spec{
		Service: "sdrs",
		Title:   "Huawei Cloud / OTC Storage Disaster Recovery Service",
		Help:    "failed tasks of the task center, and jobs",
		TaskID:  "the job's",
		Codes:   Codes(),
		Keys: []provider.Key{
			provider.EndpointKey(),
			provider.ProfileKey(),
			huawei.ProjectKey(),
			huawei.IAMEndpointKey(),
			huawei.AuthKey(),
			{Name: "server_group_id", Field: "ServerGroupIDs", Help: "only this protection group", Repeats: true, ID: true},
			{Name: "failure_status", Field: "FailureStatus", Help: "the service's own filter"},
			{Name: "resource_type", Field: "ResourceType", Help: "the service's own filter"},
			{Name: "resource_name", Field: "ResourceName", Help: "the service's own filter"},
		},
		Open: func(_ context.Context, u provider.SourceURL, with provider.Settings) (sdk.Client, error) {
			c, err := New(huawei.FromURL(u, with), Options{
				Name: u.Name, Endpoint: u.Endpoint(), ServerGroupIDs: u.Values("server_group_id"),
				FailureStatus: u.Value("failure_status"), ResourceType: u.Value("resource_type"), ResourceName: u.Value("resource_name"),
			})
			if err != nil {
				return nil, err // and no nil *Client inside an sdk.Client that is not nil
			}
			return c, nil
		},
		Rights: []provider.Right{
			{Operation: "ListFailureJobs", Right: role, For: "failed tasks"},
			{Operation: "ListProtectionGroups", Right: role, For: "the protection groups"},
			{Operation: "ShowJob", Right: role, For: "one job, and when it ended"},
		},
	}
}
