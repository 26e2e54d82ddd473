package dbs

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/wire"
)

// DescribeBackupPlanListInput asks for one page of backup plans. Nothing is
// required.
type DescribeBackupPlanListInput struct {
	BackupPlanId     string // one, or several between commas
	BackupPlanName   string
	BackupPlanStatus string // wait, init, running, stop, pause, locked or check_pass
	Region           string // of the plans, where the endpoint serves several regions
	ResourceGroupId  string
	PageNum          int // from 0
	PageSize         int // 1 to 100; default 30
	ClientToken      string
	OwnerId          string // not documented; accepted

	keepRaw bool
}

// DescribeBackupPlanListOutput is one page of backup plans.
type DescribeBackupPlanListOutput struct {
	Answer
	Paged
	Items wire.List[BackupPlanDetail]
}

// BackupPlanDetail is one backup plan. Periods are in days.
type BackupPlanDetail struct {
	BackupPlanId         string
	BackupPlanName       string
	BackupPlanStatus     string
	BackupPlanCreateTime wire.Time `json:",omitzero"`
	ErrMessage           string    // also the text NULL

	BackupMethod          string
	BackupObjects         string // JSON
	BackupPeriod          string
	BackupStartTime       string
	BackupStorageType     string
	BackupRetentionPeriod int
	BackupGatewayId       int64
	EnableBackupLog       bool

	BackupSetDownloadDir                 string
	BackupSetDownloadFullDataFormat      string
	BackupSetDownloadIncrementDataFormat string
	BackupSetDownloadTargetType          string
	BackupSetDownloadGatewayId           int64
	OpenBackupSetAutoDownload            bool

	BeginTimestampForRestore          wire.Time `json:",omitzero"`
	EndTimestampForRestore            wire.Time `json:",omitzero"`
	DuplicationArchivePeriod          int
	DuplicationInfrequentAccessPeriod int

	CrossAliyunId   string
	CrossRoleName   string
	DatabaseType    string
	InstanceClass   string
	OSSBucketName   string
	OSSBucketRegion string
	ResourceGroupId string

	SourceEndpointDatabaseName string
	SourceEndpointInstanceID   string
	SourceEndpointInstanceType string
	SourceEndpointIpPort       string
	SourceEndpointOracleSID    string
	SourceEndpointRegion       string
	SourceEndpointUserName     string
}

// DescribeBackupPlanList lists backup plans, page by page. Rows that could not
// be read are in Items.Dropped.
//
// API: DescribeBackupPlanList, https://www.alibabacloud.com/help/en/dms/developer-reference/api-dbs-2019-03-06-describebackupplanlist
func (c *Client) DescribeBackupPlanList(ctx context.Context, in DescribeBackupPlanListInput) (*DescribeBackupPlanListOutput, error) {
	const operation = "DescribeBackupPlanList"
	if err := c.api.Refuse(operation,
		alibaba.Between("PageNum", in.PageNum, 0, math.MaxInt32),
		alibaba.Between("PageSize", in.PageSize, 1, 100),
		alibaba.OneOf("BackupPlanStatus", in.BackupPlanStatus, "wait", "init", "running", "stop", "pause", "locked", "check_pass"),
		alibaba.ClientToken(in.ClientToken),
	); err != nil {
		return nil, err
	}
	return call(ctx, c, operation, alibaba.Params(
		"BackupPlanId", in.BackupPlanId, "BackupPlanName", in.BackupPlanName,
		"BackupPlanStatus", in.BackupPlanStatus, "Region", in.Region, "ResourceGroupId", in.ResourceGroupId,
		"PageNum", strconv.Itoa(in.PageNum), "PageSize", alibaba.Number(in.PageSize),
		"ClientToken", in.ClientToken, "OwnerId", in.OwnerId,
	), func(out *DescribeBackupPlanListOutput) { out.Items.KeepRaw = in.keepRaw }, "Items", "TotalElements")
}

// planFetch reads the list of plans. Region is sent where the host serves
// several regions: without it the list would be of another region, or of all.
//
// A service that does not know one of the plans asked for may refuse the whole
// request, by a code that it has for other values as well. Which of them are there
// is then seen in the list of all.
func (r *reading) planFetch(ids string) paging.Fetch[row] {
	region, filter := "", ids
	if isShared(r.api.Host()) {
		region = r.Source().Region
	}
	return numbered(func(ctx context.Context, number, size int) (paging.Answer[row], Paged, error) {
		in := DescribeBackupPlanListInput{BackupPlanId: filter, Region: region, PageNum: number, PageSize: size, keepRaw: r.q.Raw}
		out, err := r.DescribeBackupPlanList(ctx, in)
		if filter != "" && isUnknown(err) {
			filter, in.BackupPlanId = "", ""
			out, err = r.DescribeBackupPlanList(ctx, in)
		}
		if err != nil {
			return paging.Answer[row]{}, Paged{}, err
		}
		rows := alibaba.Rows(r.p, "DescribeBackupPlanList", out.RequestId, &out.Items, r.planRow)
		rows.Rows = only(rows.Rows, ids)
		return rows, out.Paged, nil
	})
}

// only leaves out the plans that were not asked for. ids is a comma list, and
// empty for all.
func only(rows []row, ids string) []row {
	if ids == "" {
		return rows
	}
	wanted := strings.Split(ids, ",")
	return slices.DeleteFunc(rows, func(w row) bool { return !slices.Contains(wanted, w.task.ID) })
}
