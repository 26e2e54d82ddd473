package cbr

import (
	"context"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/wire"
)

// AllGrantedEPs stands for all enterprise projects whose tasks the user may see.
const AllGrantedEPs = "all_granted_eps"

// ListOpLogsInput chooses tasks. The zero value asks for the first 1000 of the
// project.
type ListOpLogsInput struct {
	Limit  int    // 1 to 1000; 0 leaves it to the service, which takes 1000
	Offset int    // tasks to skip
	Status string // one of those that [Client.ListOpLogs] names
	// OperationType is backup, restore, delete, replication, copy, sync, vault_delete,
	// remove_resource or migrate_resources. More may come.
	OperationType string
	StartTime     string // such as 2026-11-20T01:00:00Z; with which of the times it is compared is not documented
	EndTime       string
	ResourceID    string
	ResourceName  string
	VaultID       string
	VaultName     string
	ProviderID    string // of the kind of resource
	// EnterpriseProjectID is an ID or [AllGrantedEPs]. Open Telekom Cloud does not
	// document it.
	EnterpriseProjectID string

	raw bool // keep the rows' own JSON
}

// ListOpLogsOutput is a page of tasks.
type ListOpLogsOutput struct {
	// Count is the number of tasks; the documents do not say whether of the page or of
	// all that there are.
	Count         int                     `json:"count"`
	Limit         int                     `json:"limit"`
	Offset        int                     `json:"offset"`
	OperationLogs wire.List[OperationLog] `json:"operation_logs"`
}

type listOpLogsAnswer struct {
	ListOpLogsOutput
	huawei.Fault
}

// ListOpLogs lists tasks. Their status is waiting, running, success, failed, timeout
// (stopped because a step took too long) or skipped (never begun because a check did not
// pass). A success may have an application-consistent part, or some parts of several,
// that failed. Their order is not documented.
//
// Rows that cannot be read are in OperationLogs.Dropped. The service may answer an
// empty page with the status 404, which is no error here.
//
// API: ListOpLogs, https://support.huaweicloud.com/api-cbr/ListOpLogs.html
func (c *Client) ListOpLogs(ctx context.Context, in ListOpLogsInput) (*ListOpLogsOutput, error) {
	const operation = "ListOpLogs"
	if err := c.cloud.CheckPage(operation, in.Limit, mostRows, in.Offset); err != nil {
		return nil, err
	}
	q := in.filter()
	q.Number("limit", in.Limit)
	q.Number("offset", in.Offset)

	var a listOpLogsAnswer
	a.OperationLogs.KeepRaw = in.raw
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: mayList, Version: "v3", Path: []string{"operation-logs"},
		Query: q.Values(), Answer: &a, Wants: []string{"operation_logs"},
		Empty: func() bool { return len(a.OperationLogs.Rows)+len(a.OperationLogs.Dropped) == 0 },
	})
	if err != nil {
		return nil, err
	}
	return &a.ListOpLogsOutput, nil
}

// filter is what chooses tasks.
func (in *ListOpLogsInput) filter() huawei.Query {
	q := huawei.Query{}
	q.Text("status", in.Status)
	q.Text("operation_type", in.OperationType)
	q.Text("start_time", in.StartTime)
	q.Text("end_time", in.EndTime)
	q.Text("resource_id", in.ResourceID)
	q.Text("resource_name", in.ResourceName)
	q.Text("vault_id", in.VaultID)
	q.Text("vault_name", in.VaultName)
	q.Text("provider_id", in.ProviderID)
	q.Text("enterprise_project_id", in.EnterpriseProjectID)
	return q
}
