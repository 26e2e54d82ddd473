package dbs

import (
	"context"
	"math"
	"strconv"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/wire"
)

// DescribeRestoreTaskListInput asks for one page of restores: those of plans, or
// the ones named.
type DescribeRestoreTaskListInput struct {
	BackupPlanId  string // one, or several between commas; this or RestoreTaskId
	RestoreTaskId string // one, or several between commas; this or BackupPlanId
	// StartTimestamp and EndTimestamp bound the time of the restores, in Unix
	// milliseconds. They are sent as given.
	StartTimestamp int64
	EndTimestamp   int64
	PageNum        int // from 0
	PageSize       int // 1 to 100; default 30
	ClientToken    string
	OwnerId        string // not documented; accepted

	keepRaw bool
}

// DescribeRestoreTaskListOutput is one page of restores.
type DescribeRestoreTaskListOutput struct {
	Answer
	Paged
	Items wire.List[RestoreTaskDetail]
}

// RestoreTaskDetail is one restore. Progress is in percent.
type RestoreTaskDetail struct {
	RestoreTaskId         string
	RestoreTaskName       string
	RestoreStatus         string    // init, running, stop, pause or check_pass; none for success
	RestoreTaskCreateTime wire.Time `json:",omitzero"`
	RestoreTaskFinishTime wire.Time `json:",omitzero"`
	RestoreTime           wire.Time `json:",omitzero"` // the point in time to restore to
	RestoreDir            string
	RestoreObjects        string // JSON
	ErrMessage            string // also the text NULL

	BackupPlanId    string
	BackupSetId     string
	BackupGatewayId int64
	CrossAliyunId   string
	CrossRoleName   string

	DestinationEndpointInstanceType string // RDS, ECS, Express, Agent, DDS or Other
	DestinationEndpointRegion       string
	DestinationEndpointInstanceID   string
	DestinationEndpointIpPort       string
	DestinationEndpointDatabaseName string
	DestinationEndpointUserName     string
	DestinationEndpointOracleSID    string

	FullStruforeRestoreProgress  int // of the structure that goes first
	FullDataRestoreProgress      int
	FullStruAfterRestoreProgress int // of the structure that goes last
	ContinuousRestoreProgress    int // of the increments
}

// DescribeRestoreTaskList lists restores, page by page. Rows that could not be
// read are in Items.Dropped.
//
// API: DescribeRestoreTaskList, https://www.alibabacloud.com/help/en/dms/developer-reference/api-dbs-2019-03-06-describerestoretasklist
func (c *Client) DescribeRestoreTaskList(ctx context.Context, in DescribeRestoreTaskListInput) (*DescribeRestoreTaskListOutput, error) {
	const operation = "DescribeRestoreTaskList"
	if err := c.api.Refuse(operation,
		alibaba.Either("BackupPlanId", in.BackupPlanId, "RestoreTaskId", in.RestoreTaskId),
		alibaba.Between("StartTimestamp", in.StartTimestamp, 1, math.MaxInt64),
		alibaba.Between("EndTimestamp", in.EndTimestamp, 1, math.MaxInt64),
		alibaba.Between("PageNum", in.PageNum, 0, math.MaxInt32),
		alibaba.Between("PageSize", in.PageSize, 1, 100),
		alibaba.ClientToken(in.ClientToken),
	); err != nil {
		return nil, err
	}
	return call(ctx, c, operation, alibaba.Params(
		"BackupPlanId", in.BackupPlanId, "RestoreTaskId", in.RestoreTaskId,
		"StartTimestamp", alibaba.Number(in.StartTimestamp), "EndTimestamp", alibaba.Number(in.EndTimestamp),
		"PageNum", strconv.Itoa(in.PageNum), "PageSize", alibaba.Number(in.PageSize),
		"ClientToken", in.ClientToken, "OwnerId", in.OwnerId,
	), func(out *DescribeRestoreTaskListOutput) { out.Items.KeepRaw = in.keepRaw }, "Items", "TotalElements")
}

// restoreFetch reads a plan's restores, or the one named.
func (r *reading) restoreFetch(plan sdk.Resource, id string) paging.Fetch[row] {
	in := DescribeRestoreTaskListInput{BackupPlanId: plan.ID, keepRaw: r.q.Raw}
	if id != "" {
		in.BackupPlanId, in.RestoreTaskId = "", id // the service takes one of them
	}
	return numbered(func(ctx context.Context, number, size int) (paging.Answer[row], Paged, error) {
		in := in
		in.PageNum, in.PageSize = number, size
		out, err := r.DescribeRestoreTaskList(ctx, in)
		if err != nil {
			return paging.Answer[row]{}, Paged{}, err
		}
		rows := alibaba.Rows(r.p, "DescribeRestoreTaskList", out.RequestId, &out.Items, r.restoreRow(plan))
		if id == "" {
			provider.OwnRows(r.p, alibaba.At("DescribeRestoreTaskList", out.RequestId), &rows, plan.ID, r.knows, func(w *row) string { return w.plan })
		}
		return rows, out.Paged, nil
	})
}
