package dbs

import (
	"context"
	"math"
	"strconv"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/wire"
)

// DescribeIncrementBackupListInput asks for one page of a plan's increments.
type DescribeIncrementBackupListInput struct {
	BackupPlanId string // required
	// ShowStorageType says whether StorageMethod is filled: "true", which is the
	// default, or "false".
	ShowStorageType string
	// StartTimestamp and EndTimestamp bound the time of the sets, in Unix
	// milliseconds. They are sent as given.
	StartTimestamp int64
	EndTimestamp   int64
	PageNum        int // from 0
	PageSize       int // 30, which is the default, 50 or 100
	ClientToken    string
	OwnerId        string // not documented; accepted

	keepRaw bool
}

// DescribeIncrementBackupListOutput is one page of increments.
type DescribeIncrementBackupListOutput struct {
	Answer
	Paged
	Items wire.List[IncrementBackupFile]
}

// IncrementBackupFile is one increment: a log file that was backed up.
type IncrementBackupFile struct {
	BackupSetId          string    // the log file's name
	BackupSetJobId       string    // the task's ID
	BackupStatus         string    // INIT, FILLING, COMPLETED, UNCOMPLETED and others
	BackupSize           int64     // bytes
	BackupSetExpiredTime wire.Time `json:",omitzero"`
	StartTime            wire.Time `json:",omitzero"`
	EndTime              wire.Time `json:",omitzero"`
	SourceEndpointIpPort string
	StorageMethod        string // Standard, IA, Archive, or UNKNOWN before the end
}

// DescribeIncrementBackupList lists a plan's increments, page by page. Rows that
// could not be read are in Items.Dropped.
//
// API: DescribeIncrementBackupList, https://www.alibabacloud.com/help/en/dms/developer-reference/api-dbs-2019-03-06-describeincrementbackuplist
func (c *Client) DescribeIncrementBackupList(ctx context.Context, in DescribeIncrementBackupListInput) (*DescribeIncrementBackupListOutput, error) {
	const operation = "DescribeIncrementBackupList"
	if err := c.api.Refuse(operation,
		alibaba.ID("BackupPlanId", in.BackupPlanId),
		alibaba.OneOf("ShowStorageType", in.ShowStorageType, "true", "false"),
		alibaba.Between("StartTimestamp", in.StartTimestamp, 1, math.MaxInt64),
		alibaba.Between("EndTimestamp", in.EndTimestamp, 1, math.MaxInt64),
		alibaba.Between("PageNum", in.PageNum, 0, math.MaxInt32),
		alibaba.OneOf("PageSize", in.PageSize, 30, 50, 100),
		alibaba.ClientToken(in.ClientToken),
	); err != nil {
		return nil, err
	}
	return call(ctx, c, operation, alibaba.Params(
		"BackupPlanId", in.BackupPlanId, "ShowStorageType", in.ShowStorageType,
		"StartTimestamp", alibaba.Number(in.StartTimestamp), "EndTimestamp", alibaba.Number(in.EndTimestamp),
		"PageNum", strconv.Itoa(in.PageNum), "PageSize", alibaba.Number(in.PageSize),
		"ClientToken", in.ClientToken, "OwnerId", in.OwnerId,
	), func(out *DescribeIncrementBackupListOutput) { out.Items.KeepRaw = in.keepRaw }, "Items", "TotalElements")
}

// incrementFetch reads a plan's increments.
func (r *reading) incrementFetch(plan sdk.Resource) paging.Fetch[row] {
	return numbered(func(ctx context.Context, number, size int) (paging.Answer[row], Paged, error) {
		out, err := r.DescribeIncrementBackupList(ctx, DescribeIncrementBackupListInput{
			BackupPlanId: plan.ID, PageNum: number, PageSize: size, keepRaw: r.q.Raw,
		})
		if err != nil {
			return paging.Answer[row]{}, Paged{}, err
		}
		rows := alibaba.Rows(r.p, "DescribeIncrementBackupList", out.RequestId, &out.Items, r.incrementRow(plan))
		return rows, out.Paged, nil
	})
}
