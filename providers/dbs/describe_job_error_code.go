package dbs

import (
	"context"

	"github.com/taskfault/taskfault/providers/alibaba"
)

// DescribeJobErrorCodeInput asks for the error of one task.
type DescribeJobErrorCodeInput struct {
	TaskId      string // required: of a full backup or a restore
	Language    string // of ErrorMessage: "en", which is the default, or "cn"
	ClientToken string // up to 64 ASCII characters
	OwnerId     string // not documented; accepted
}

// DescribeJobErrorCodeOutput is the answer. Item is empty where the service has
// nothing to report.
type DescribeJobErrorCodeOutput struct {
	Answer
	Item JobErrorCode
}

// JobErrorCode is the task's own error, not the call's.
type JobErrorCode struct {
	JobId        string
	JobType      string // the service's internal kind of task
	JobState     string // an open set
	ErrorCode    string // empty if the task has no error
	ErrorMessage string // standardised, in Language
	Language     string
}

// DescribeJobErrorCode says why a full backup or a restore failed.
//
// An ID that the service does not know is Param.NotFound, of kind
// invalid_input; the missing right dbs:DescribeJobErrorCode is permission_denied.
//
// API: DescribeJobErrorCode, https://www.alibabacloud.com/help/en/dms/developer-reference/api-dbs-2019-03-06-describejoberrorcode
func (c *Client) DescribeJobErrorCode(ctx context.Context, in DescribeJobErrorCodeInput) (*DescribeJobErrorCodeOutput, error) {
	const operation = "DescribeJobErrorCode"
	if err := c.api.Refuse(operation,
		alibaba.ID("TaskId", in.TaskId),
		alibaba.OneOf("Language", in.Language, "en", "cn"),
		alibaba.ClientToken(in.ClientToken),
	); err != nil {
		return nil, err
	}
	return call[DescribeJobErrorCodeOutput](ctx, c, operation, alibaba.Params(
		"TaskId", in.TaskId, "Language", in.Language,
		"ClientToken", in.ClientToken, "OwnerId", in.OwnerId,
	), nil)
}
