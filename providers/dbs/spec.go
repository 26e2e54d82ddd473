package dbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Spec is what the provider says of itself.
func Spec() provider.Spec {
	return provider.Spec{
		Service: "dbs",
		Title:   "Alibaba Cloud Database Backup Service",
		Help:    "backup plans, their sets and restores",
		TaskID:  "PLAN/SET, or a restore's or a plan's",
		Codes:   Codes(),
		Keys: []provider.Key{
			provider.EndpointKey(),
			provider.ProfileKey(),
			{Name: "plan", Field: "Plans", Help: "only this backup plan", Repeats: true, ID: true},
			alibaba.SignatureKey(),
		},
		Open: func(_ context.Context, u provider.SourceURL, with provider.Settings) (sdk.Client, error) {
			c, err := New(alibaba.FromURL(u, with), Options{Name: u.Name, Endpoint: u.Endpoint(), Plans: u.Values("plan"), Lang: with.Lang})
			if err != nil {
				return nil, err // and no nil *Client inside an sdk.Client that is not nil
			}
			return c, nil
		},
		Rights: []provider.Right{
			{Operation: "DescribeBackupPlanList", Right: "dbs:DescribeBackupPlanList", For: "the plans"},
			{Operation: "DescribeFullBackupList", Right: "dbs:DescribeFullBackupList", For: "full backup sets"},
			{Operation: "DescribeIncrementBackupList", Right: "dbs:DescribeIncrementBackupList", For: "increments"},
			{Operation: "DescribeRestoreTaskList", Right: "dbs:DescribeRestoreTaskList", For: "restores"},
			{Operation: "DescribeJobErrorCode", Right: "dbs:DescribeJobErrorCode", For: "why a task failed"},
			{Operation: "DescribePreCheckProgressList", Right: "dbs:DescribePreCheckProgressList", For: "plans whose precheck failed"},
		},
	}
}
