package sdrs

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// ListProtectionGroupsInput chooses protection groups. The zero value asks for
// the first 1000.
type ListProtectionGroupsInput struct {
	Limit  int    // 1 to 1000; 0 leaves it to the service, which takes 1000
	Offset int    // groups to skip
	Status string // of the group, such as available, protected or error-starting
	Name   string // a part of the name
	// QueryType is status_abnormal, stop_protected, period_no_dr_drill (no DR
	// drill for three months), or general for no such choice.
	QueryType        string
	AvailabilityZone string // where the group produces now
}

// ListProtectionGroupsOutput is a page of protection groups.
type ListProtectionGroupsOutput struct {
	Count        int                        `json:"count"` // groups that the filters leave
	ServerGroups wire.List[ProtectionGroup] `json:"server_groups"`
}

// ProtectionGroup is a set of servers that fail over together. For groups of
// today the service fills neither ProtectedStatus nor ReplicationStatus nor
// HealthStatus.
type ProtectionGroup struct {
	ID                       string    `json:"id"`
	Name                     string    `json:"name"`
	Description              string    `json:"description"`
	Status                   string    `json:"status"`
	Progress                 int       `json:"progress"` // of synchronizing, in percent
	SourceAvailabilityZone   string    `json:"source_availability_zone"`
	TargetAvailabilityZone   string    `json:"target_availability_zone"`
	DomainID                 string    `json:"domain_id"` // of the active-active domain
	DomainName               string    `json:"domain_name"`
	PriorityStation          string    `json:"priority_station"` // source or target: which of the two zones produces
	ProtectedInstanceNum     int       `json:"protected_instance_num"`
	ReplicationNum           int       `json:"replication_num"`
	DisasterRecoveryDrillNum int       `json:"disaster_recovery_drill_num"`
	ProtectedStatus          string    `json:"protected_status"`   // started or stopped
	ReplicationStatus        string    `json:"replication_status"` // active, inactive, copying or active-stopped
	HealthStatus             string    `json:"health_status"`      // normal or abnormal
	SourceVpcID              string    `json:"source_vpc_id"`
	TargetVpcID              string    `json:"target_vpc_id"`
	TestVpcID                string    `json:"test_vpc_id"`
	DrType                   string    `json:"dr_type"` // migration
	ServerType               string    `json:"server_type"`
	CreatedAt                wire.Time `json:"created_at,omitzero"`
	UpdatedAt                wire.Time `json:"updated_at,omitzero"`
	ProtectionType           string    `json:"protection_type"` // replication-pair, or empty where a group is synchronized as a whole
	ReplicationModel         string    `json:"replication_model"`
}

type listProtectionGroupsAnswer struct {
	ListProtectionGroupsOutput
	huawei.Fault
}

// ListProtectionGroups lists protection groups. Rows that cannot be read are in
// ServerGroups.Dropped.
//
// API: ListProtectionGroups, https://support.huaweicloud.com/intl/en-us/api-sdrs/sdrs_05_0402.html
func (c *Client) ListProtectionGroups(ctx context.Context, in ListProtectionGroupsInput) (*ListProtectionGroupsOutput, error) {
	const operation = "ListProtectionGroups"
	if err := c.cloud.CheckPage(operation, in.Limit, 1000, in.Offset); err != nil {
		return nil, err
	}
	q := huawei.Query{}
	q.Number("limit", in.Limit)
	q.Number("offset", in.Offset)
	q.Text("status", in.Status)
	q.Text("name", in.Name)
	q.Text("query_type", in.QueryType)
	q.Text("availability_zone", in.AvailabilityZone)

	var a listProtectionGroupsAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v1", Path: []string{"server-groups"},
		Query: q.Values(), Answer: &a, Wants: []string{"server_groups", "count"},
	})
	if err != nil {
		return nil, err
	}
	return &a.ListProtectionGroupsOutput, nil
}
