package csbs

import "github.com/taskfault/taskfault/sdk/wire"

// CheckpointItem is a backup of one server. A checkpoint holds one or more of
// them, for as many servers as were backed up at once.
type CheckpointItem struct {
	ID           string         `json:"id"`
	CheckpointID string         `json:"checkpoint_id"` // needed to restore or delete
	Name         string         `json:"name"`
	Description  string         `json:"description"`
	Status       string         `json:"status"` // see [Client.ListCheckpointItems]
	ResourceID   string         `json:"resource_id"`
	ResourceType string         `json:"resource_type"` // OS::Nova::Server
	CreatedAt    wire.Time      `json:"created_at,omitzero"`
	UpdatedAt    wire.Time      `json:"updated_at,omitzero"`
	BackupData   BackupData     `json:"backup_data"`
	ExtendInfo   ExtendInfo     `json:"extend_info"`
	Tags         wire.List[Tag] `json:"tags"`
}

// ExtendInfo is how a backup is going, or went.
type ExtendInfo struct {
	AutoTrigger          bool                    `json:"auto_trigger"`  // made by a policy
	AverageSpeed         float64                 `json:"average_speed"` // kb/s
	CopyFrom             string                  `json:"copy_from"`     // the region that it is copied to, in spite of the name
	CopyStatus           string                  `json:"copy_status"`   // na, waiting_copy, copying, success or fail
	FailCode             FailCode                `json:"fail_code"`
	FailOp               string                  `json:"fail_op"` // backup, restore or delete, empty if nothing failed
	FailReason           string                  `json:"fail_reason"`
	ImageType            string                  `json:"image_type"` // backup
	Incremental          bool                    `json:"incremental"`
	Progress             int                     `json:"progress"` // percent
	ResourceAz           string                  `json:"resource_az"`
	ResourceName         string                  `json:"resource_name"`
	ResourceType         string                  `json:"resource_type"`
	Size                 int64                   `json:"size"`               // MB
	SpaceSavingRatio     float64                 `json:"space_saving_ratio"` // percent
	VolumeBackups        wire.List[VolumeBackup] `json:"volume_backups"`
	FinishedAt           wire.Time               `json:"finished_at,omitzero"`   // of the backup
	SupportedRestoreMode string                  `json:"supported_restore_mode"` // na, snapshot or backup
	OsImagesData         wire.List[Image]        `json:"os_images_data"`         // images made from the backup
	SupportLld           bool                    `json:"support_lld"`            // fast restore by lazy loading
	TaskID               string                  `json:"taskid"`                 // no operation reads it
	HypervisorType       string                  `json:"hypervisor_type"`        // QEMU
}

// VolumeBackup is the backup of one of the server's disks.
type VolumeBackup struct {
	ID               string  `json:"id"`
	Name             string  `json:"name"`
	Status           string  `json:"status"`
	Bootable         bool    `json:"bootable"`
	ImageType        string  `json:"image_type"`
	Incremental      bool    `json:"incremental"`
	Size             int64   `json:"size"`          // MB
	AverageSpeed     float64 `json:"average_speed"` // MB/s
	SpaceSavingRatio float64 `json:"space_saving_ratio"`
	SourceVolumeID   string  `json:"source_volume_id"`
	SourceVolumeName string  `json:"source_volume_name"`
	SourceVolumeSize int64   `json:"source_volume_size"` // GB
	SnapshotID       string  `json:"snapshot_id"`
}

// BackupData is the server as it was when it was backed up. What the service
// could not find out is empty.
type BackupData struct {
	OpenstackRegionName string `json:"__openstack_region_name"` // an availability zone, in spite of the name
	CloudServiceType    string `json:"cloudservicetype"`
	Disk                int    `json:"disk"`      // GB of the flavor's system disk
	ImageType           string `json:"imagetype"` // gold (public), private or market
	RAM                 int    `json:"ram"`       // MB
	Vcpus               int    `json:"vcpus"`
	Eip                 string `json:"eip"`
	PrivateIP           string `json:"private_ip"`
}

// Image is an image made from a backup.
type Image struct {
	ImageID string `json:"image_id"`
}

// Tag is a label of a backup or of a policy.
type Tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}
