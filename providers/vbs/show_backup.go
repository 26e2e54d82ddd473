package vbs

import (
	"context"
	"encoding/json"

	"github.com/taskfault/taskfault/providers/huawei"
)

// ShowBackupInput names a backup.
type ShowBackupInput struct {
	BackupID string // required

	raw *json.RawMessage // where the backup's own JSON goes, nil for nowhere
}

// ShowBackupOutput is the backup.
type ShowBackupOutput struct {
	Backup Backup `json:"backup"`
}

type showBackupAnswer struct {
	ShowBackupOutput
	huawei.Fault
}

// ShowBackup reads one backup. One that does not exist is an error of kind
// [errors.NotFound].
//
// API: Querying Details About a VBS Backup, https://support.huaweicloud.com/intl/en-us/api-vbs/en-us_topic_0020237260.html
func (c *Client) ShowBackup(ctx context.Context, in ShowBackupInput) (*ShowBackupOutput, error) {
	const operation = "ShowBackup"
	if err := c.cloud.CheckID(operation, "backup_id", in.BackupID, "detail"); err != nil {
		return nil, err
	}
	var a showBackupAnswer
	err := c.cloud.Do(ctx, huawei.Request{
		Operation: operation, Right: role, Version: "v2", Path: []string{"backups", in.BackupID},
		Answer: &a, Wants: []string{"backup"},
		Raw: in.raw, RawOf: "backup",
		Check: func() string {
			if a.Backup.ID == "" {
				return "its backup has no id"
			}
			return ""
		},
	})
	if err != nil {
		return nil, err
	}
	return &a.ShowBackupOutput, nil
}
