package cbr

import (
	"strings"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// fill makes t the task that a row is. Without an ID that can be neither told from
// others nor asked for again.
func (c *Client) fill(row *OperationLog, t *sdk.Task) (lack string) {
	if t.ID = provider.ID(row.ID); t.ID == "" {
		return "has no id"
	}
	t.Type = row.operation()
	t.State, t.RawState = state(row.Status), row.Status
	t.Resource = row.resource()
	t.StartedAt, t.UpdatedAt, t.EndedAt = row.StartedAt.Time, row.UpdatedAt.Time, row.EndedAt.Time
	if t.StartedAt.IsZero() {
		t.StartedAt = row.CreatedAt.Time
	}
	t.Progress = min(max(row.ExtraInfo.Common.Progress, 0), 100)
	code, reason := said(row.ErrorInfo.Code), huawei.Reason(row.ErrorInfo.Message)
	if !provider.HasFailure(t.State, code, reason) {
		t.Warning = c.warning(row)
		return ""
	}
	t.Failure = c.cloud.Failure(code, reason, t.Type)
	switch word := plain(row.Status); word {
	case timeout, skipped: // says more than what the task was to do
		t.Failure.Situation = word
	}
	return ""
}

// said is a code without what the service writes for none.
func said(code string) string {
	if code = huawei.Reason(code); strings.Trim(code, "0") == "" {
		return ""
	}
	return code
}

// operation is what the task does: operation_type, which may be absent, else what the
// member of its own type tells.
func (row *OperationLog) operation() string {
	if word := huawei.Reason(row.OperationType); word != "" {
		return word
	}
	switch x := &row.ExtraInfo; {
	case x.Backup.BackupID != "":
		return "backup"
	case x.Restore.BackupID != "":
		return "restore"
	case x.Delete.BackupID != "":
		return "delete"
	case x.Replication.SourceBackupID != "":
		return "replication"
	}
	return "task"
}

// resource is what the task protects, else what it restores to, else the backup or the
// vault that it is about.
func (row *OperationLog) resource() sdk.Resource {
	x := &row.ExtraInfo
	for _, r := range [...]sdk.Resource{
		{ID: x.Resource.ID, Name: x.Resource.Name, Type: x.Resource.Type},
		{ID: x.Restore.TargetResourceID, Name: x.Restore.TargetResourceName},
		{ID: x.Delete.BackupID, Name: x.Delete.BackupName, Type: "backup"},
		{ID: x.Replication.SourceBackupID, Name: x.Replication.SourceBackupName, Type: "backup"},
		{ID: row.VaultID, Name: row.VaultName, Type: "vault"},
	} {
		r.ID, r.Name = provider.ID(r.ID), provider.ID(r.Name)
		if r.ID != "" || r.Name != "" {
			return r
		}
	}
	return sdk.Resource{}
}
