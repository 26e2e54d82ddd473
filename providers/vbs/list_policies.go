package vbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListPoliciesInput is empty: the operation has no choice and no pages.
type ListPoliciesInput struct{}

// ListPoliciesOutput is all policies of the project.
type ListPoliciesOutput struct {
	BackupPolicies wire.List[BackupPolicy] `json:"backup_policies"`
}

// BackupPolicy backs up disks at certain times.
type BackupPolicy struct {
	BackupPolicyID      string          `json:"backup_policy_id"`
	BackupPolicyName    string          `json:"backup_policy_name"`
	ScheduledPolicy     ScheduledPolicy `json:"scheduled_policy"`
	PolicyResourceCount int             `json:"policy_resource_count"` // disks
}

// ScheduledPolicy is when a policy runs, and how long its backups are kept.
type ScheduledPolicy struct {
	StartTime                   string            `json:"start_time"` // full hours such as 02:00,14:00, in TimeZone, else in UTC
	Frequency                   int               `json:"frequency"`  // days between two runs, 1 to 14
	WeekFrequency               wire.List[string] `json:"week_frequency"`
	RententionNum               int               `json:"rentention_num"`                  // backups kept, 2 to 14; the spelling is the service's
	RententionDay               int               `json:"rentention_day"`                  // days kept, 2 to 99999
	RemainFirstBackupOfCurMonth string            `json:"remain_first_backup_of_curMonth"` // Y or N
	Status                      string            `json:"status"`                          // ON or OFF
	TimeZone                    string            `json:"time_zone"`                       // such as UTC+01:00
}

type listPoliciesAnswer struct {
	ListPoliciesOutput
	huawei.Fault
}

// ListPolicies lists all backup policies. Rows that cannot be read are in
// BackupPolicies.Dropped.
//
// API: Querying Backup Policies, https://support.huaweicloud.com/intl/en-us/api-vbs/en-us_topic_0043410558.html
func (c *Client) ListPolicies(ctx context.Context, _ ListPoliciesInput) (*ListPoliciesOutput, error) {
	var a listPoliciesAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: "ListPolicies", Right: role, Version: "v2", Path: []string{"backuppolicy"},
		Answer: &a, Wants: []string{"backup_policies"},
	})
	if err != nil {
		return nil, err
	}
	return &a.ListPoliciesOutput, nil
}
