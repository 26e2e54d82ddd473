package dbs

import (
	"context"
	"math"
	"strconv"

	"github.com/taskfault/taskfault/providers/alibaba"
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
