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

// DescribeFullBackupListInput asks for one page of a plan's full backup sets.
type DescribeFullBackupListInput struct {
	BackupPlanId string // required
	BackupSetId  string // only this set
	// ShowStorageType says whether StorageMethod is filled: "true", which is the
	// default, or "false".
	ShowStorageType string
	// StartTimestamp and EndTimestamp bound the time of the sets, as Unix time in
	// a unit that the documents disagree about: the sample of this operation is
	// in seconds, those of the others in milliseconds. They are sent as given.
	StartTimestamp int64
	EndTimestamp   int64
	PageNum        int // from 0
	PageSize       int // 30, which is the default, 50 or 100
	ClientToken    string
	OwnerId        string // not documented; accepted

	keepRaw bool
}

// DescribeFullBackupListOutput is one page of full backup sets.
type DescribeFullBackupListOutput struct {
	Answer
	Paged
	Items wire.List[FullBackupFile]
}

// FullBackupFile is one full backup set.
type FullBackupFile struct {
	BackupSetId          string
	BackupStatus         string    // schedule, running, finish and others: an open set
	BackupObjects        string    // JSON
	BackupSize           int64     // bytes
	BackupSetExpiredTime wire.Time `json:",omitzero"`
	CreateTime           wire.Time `json:",omitzero"`
	StartTime            wire.Time `json:",omitzero"`
	EndTime              wire.Time `json:",omitzero"`
	FinishTime           wire.Time `json:",omitzero"`
	ErrMessage           string    // also the text NULL
	SourceEndpointIpPort string
	StorageMethod        string // Standard, IA, Archive, or UNKNOWN before the end
}

// DescribeFullBackupList lists a plan's full backup sets, page by page. Rows
// that could not be read are in Items.Dropped.
//
// API: DescribeFullBackupList, https://www.alibabacloud.com/help/en/dms/developer-reference/api-dbs-2019-03-06-describefullbackuplist
func (c *Client) DescribeFullBackupList(ctx context.Context, in DescribeFullBackupListInput) (*DescribeFullBackupListOutput, error) {
	const operation = "DescribeFullBackupList"
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
		"BackupPlanId", in.BackupPlanId, "BackupSetId", in.BackupSetId, "ShowStorageType", in.ShowStorageType,
		"StartTimestamp", alibaba.Number(in.StartTimestamp), "EndTimestamp", alibaba.Number(in.EndTimestamp),
		"PageNum", strconv.Itoa(in.PageNum), "PageSize", alibaba.Number(in.PageSize),
		"ClientToken", in.ClientToken, "OwnerId", in.OwnerId,
	), func(out *DescribeFullBackupListOutput) { out.Items.KeepRaw = in.keepRaw }, "Items", "TotalElements")
}

// fullFetch reads a plan's full sets, or the one named.
func (r *reading) fullFetch(plan sdk.Resource, set string) paging.Fetch[row] {
	return numbered(func(ctx context.Context, number, size int) (paging.Answer[row], Paged, error) {
		out, err := r.DescribeFullBackupList(ctx, DescribeFullBackupListInput{
			BackupPlanId: plan.ID, BackupSetId: set, PageNum: number, PageSize: size, keepRaw: r.q.Raw,
		})
		if err != nil {
			return paging.Answer[row]{}, Paged{}, err
		}
		rows := alibaba.Rows(r.p, "DescribeFullBackupList", out.RequestId, &out.Items, r.fullRow(plan))
		return rows, out.Paged, nil
	})
}
