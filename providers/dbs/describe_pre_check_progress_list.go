package dbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk/wire"
)

// DescribePreCheckProgressListInput asks for the precheck of a plan or of a
// restore.
type DescribePreCheckProgressListInput struct {
	BackupPlanId  string // this or RestoreTaskId
	RestoreTaskId string // this or BackupPlanId
	ClientToken   string
	OwnerId       string // not documented; accepted
}

// DescribePreCheckProgressListOutput is a precheck. It has no pages. For a plan that
// was never checked it says nothing but that the call went well.
type DescribePreCheckProgressListOutput struct {
	Answer
	Status   string // running, failed or finish; an open set
	Progress int    // percent
	Items    wire.List[PreCheckProgressDetail]
}

// PreCheckProgressDetail is one of the checks.
type PreCheckProgressDetail struct {
	JobId      string
	Item       string // the check's own name
	Names      string // the same in words
	OrderNum   string
	State      string // init, running, warning, catched, failed or finish
	ErrMsg     string
	BootTime   wire.Time `json:",omitzero"`
	FinishTime wire.Time `json:",omitzero"`
}

// DescribePreCheckProgressList shows how far a precheck has come, and which of
// its checks failed. Rows that could not be read are in Items.Dropped.
//
// API: DescribePreCheckProgressList, https://www.alibabacloud.com/help/en/dms/developer-reference/api-dbs-2019-03-06-describeprecheckprogresslist
func (c *Client) DescribePreCheckProgressList(ctx context.Context, in DescribePreCheckProgressListInput) (*DescribePreCheckProgressListOutput, error) {
	const operation = "DescribePreCheckProgressList"
	if err := c.api.Refuse(operation,
		alibaba.Either("BackupPlanId", in.BackupPlanId, "RestoreTaskId", in.RestoreTaskId),
		alibaba.ClientToken(in.ClientToken),
	); err != nil {
		return nil, err
	}
	return call[DescribePreCheckProgressListOutput](ctx, c, operation, alibaba.Params(
		"BackupPlanId", in.BackupPlanId, "RestoreTaskId", in.RestoreTaskId,
		"ClientToken", in.ClientToken, "OwnerId", in.OwnerId,
	), nil, "Status", "Items", "Success")
}
