package cbr

import "github.com/taskfault/taskfault/sdk/wire"

// OperationLog is a task. What it has not come to, and what does not belong to its
// type, is empty.
type OperationLog struct {
	ID            string    `json:"id"`
	Status        string    `json:"status"`         // see [Client.ListOpLogs]
	OperationType string    `json:"operation_type"` // see [ListOpLogsInput]
	ErrorInfo     ErrorInfo `json:"error_info"`
	CreatedAt     wire.Time `json:"created_at,omitzero"`
	StartedAt     wire.Time `json:"started_at,omitzero"`
	EndedAt       wire.Time `json:"ended_at,omitzero"`
	UpdatedAt     wire.Time `json:"updated_at,omitzero"`
	CheckpointID  string    `json:"checkpoint_id"`
	PolicyID      string    `json:"policy_id"` // of tasks that a policy began
	ProjectID     string    `json:"project_id"`
	ProviderID    string    `json:"provider_id"` // of the kind of resource
	VaultID       string    `json:"vault_id"`
	VaultName     string    `json:"vault_name"`
	ExtraInfo     ExtraInfo `json:"extra_info"`
}

// ErrorInfo is why a task failed. Both are empty where nothing did. The code may be
// another service's.
type ErrorInfo struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// ExtraInfo is what a task works on and how it goes on. Beside Resource and Common it
// has the member of the task's own type.
type ExtraInfo struct {
	Resource        Resource        `json:"resource"`
	Common          Common          `json:"common"`
	Backup          Backup          `json:"backup"`
	Restore         Restore         `json:"restore"`
	Delete          Delete          `json:"delete"`
	Replication     Replication     `json:"replication"`
	Sync            Sync            `json:"sync"`
	RemoveResources RemoveResources `json:"remove_resources"`
	VaultDelete     VaultDelete     `json:"vault_delete"`
}

// Resource is what is protected.
type Resource struct {
	ID        string            `json:"id"`
	Name      string            `json:"name"`
	Type      string            `json:"type"` // such as OS::Nova::Server
	ExtraInfo ResourceExtraInfo `json:"extra_info"`
}

// ResourceExtraInfo tells which disks of a server are backed up.
type ResourceExtraInfo struct {
	ExcludeVolumes wire.List[string]         `json:"exclude_volumes"`
	IncludeVolumes wire.List[IncludedVolume] `json:"include_volumes"`
}

// IncludedVolume is a disk that is backed up.
type IncludedVolume struct {
	ID        string `json:"id"`
	OSVersion string `json:"os_version"`
}

// Common is what tasks of every type have.
type Common struct {
	Progress  int    `json:"progress"` // percent
	RequestID string `json:"request_id"`
	TaskID    string `json:"task_id"` // no operation reads it
}

// Backup is what a backup makes.
type Backup struct {
	BackupID                   string `json:"backup_id"`
	BackupName                 string `json:"backup_name"`
	Incremental                string `json:"incremental"`            // "true" or "false"; services send the boolean, too
	AppConsistencyStatus       string `json:"app_consistency_status"` // 1: the backup is application-consistent
	AppConsistencyErrorCode    string `json:"app_consistency_error_code"`
	AppConsistencyErrorMessage string `json:"app_consistency_error_message"`
}

// Restore is what is restored, and where to.
type Restore struct {
	BackupID           string `json:"backup_id"`
	BackupName         string `json:"backup_name"`
	TargetResourceID   string `json:"target_resource_id"`
	TargetResourceName string `json:"target_resource_name"`
}

// Delete is what is deleted.
type Delete struct {
	BackupID   string `json:"backup_id"`
	BackupName string `json:"backup_name"`
}

// Replication is the copy of a backup in another region or project.
type Replication struct {
	SourceBackupID          string `json:"source_backup_id"`
	SourceBackupName        string `json:"source_backup_name"`
	SourceCheckpointID      string `json:"source_checkpoint_id"`
	SourceProjectID         string `json:"source_project_id"`
	SourceRegion            string `json:"source_region"`
	DestinationBackupID     string `json:"destination_backup_id"`
	DestinationBackupName   string `json:"destination_backup_name"`
	DestinationCheckpointID string `json:"destination_checkpoint_id"`
	DestinationProjectID    string `json:"destination_project_id"`
	DestinationRegion       string `json:"destination_region"`
}

// Sync counts the backups of a synchronisation.
type Sync struct {
	SyncBackupNum    int `json:"sync_backup_num"`
	DeleteBackupNum  int `json:"delete_backup_num"`
	ErrSyncBackupNum int `json:"err_sync_backup_num"` // of those that failed
}

// RemoveResources counts the resources that are taken out of a vault.
type RemoveResources struct {
	FailCount  int                 `json:"fail_count"`
	TotalCount int                 `json:"total_count"`
	Resources  wire.List[Resource] `json:"resources"`
}

// VaultDelete counts the backups that go with a vault. The documents have FailCount
// and TotalCount; a client of the vendor's reads the other two names.
type VaultDelete struct {
	FailCount        int `json:"fail_count"`
	TotalCount       int `json:"total_count"`
	FailDeleteCount  int `json:"fail_delete_count"`
	TotalDeleteCount int `json:"total_delete_count"`
}
