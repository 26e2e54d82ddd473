package vbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Spec is what the provider says of itself.
func Spec() provider.Spec {
	return provider.Spec{
		Service: "vbs",
		Title:   "Huawei Cloud / OTC Volume Backup Service",
		Help:    "backups of disks, and the tasks of backup policies",
		TaskID:  "the backup's or a job's",
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
			{Operation: "ListBackupsDetail", Right: role, For: "backups"},
			{Operation: "ListPolicies", Right: role, For: "the backup policies"},
			{Operation: "ListPolicyTasks", Right: role, For: "the policies' tasks"},
			{Operation: "ShowBackup", Right: role, For: "one backup"},
			{Operation: "ShowJob", Right: role, For: "one job"},
		},
	}
}
