package vbs

import "github.com/taskfault/taskfault/sdk/wire"

// Backup is a backup of a disk. Short lists fill ID, Name and Links alone.
type Backup struct {
	ID                  string          `json:"id"`
	Name                string          `json:"name"` // may be empty
	Links               wire.List[Link] `json:"links"`
	Status              string          `json:"status"`      // see [Client.ListBackupsDetail]
	Description         string          `json:"description"` // text, or a JSON text with DESC and INC
	AvailabilityZone    string          `json:"availability_zone"`
	VolumeID            string          `json:"volume_id"`
	FailReason          string          `json:"fail_reason"`  // there is no code beside it
	Size                int64           `json:"size"`         // GB
	ObjectCount         int64           `json:"object_count"` // objects that the data is stored in
	Container           string          `json:"container"`
	CreatedAt           wire.Time       `json:"created_at,omitzero"`
	UpdatedAt           wire.Time       `json:"updated_at,omitzero"`
	DataTimestamp       wire.Time       `json:"data_timestamp,omitzero"`
	HasDependentBackups bool            `json:"has_dependent_backups"`
	IsIncremental       bool            `json:"is_incremental"`
	SnapshotID          string          `json:"snapshot_id"`
	ServiceMetadata     string          `json:"service_metadata"` // a JSON text; see [Metadata]
	TenantID            string          `json:"os-bak-tenant-attr:tenant_id"`

	// BackupsLinks is where one table of the document has the link to the next
	// page. Its samples, and services as seen, have it beside the list.
	BackupsLinks wire.List[Link] `json:"backups_links"`
}

// Link is an address inside the service. It may be one that only the service
// itself can reach, and is never followed.
type Link struct {
	Href string `json:"href"`
	Rel  string `json:"rel"` // self, bookmark or next
}

// Metadata is what the storage below knows of a backup. The service sends it as
// a JSON text inside of [Backup.ServiceMetadata].
type Metadata struct {
	Dedup             int     `json:"DL"` // 1 with deduplication, 2 with compression, 3 with both
	VK                string  `json:"VK"` // of an encrypted disk
	Bootable          bool    `json:"bootable"`
	BackupURL         string  `json:"backupurl"` // ID of the image in the storage
	Path              string  `json:"SP"`
	VMID              string  `json:"VMID"`
	ServiceType       int     `json:"ST"` // 0 disk backup, 1 server backup, 4 and 5 copies of these
	StorageType       int     `json:"BT"`
	SpaceSaving       float64 `json:"SS"`
	StoragePath       string  `json:"BP"`
	CMKID             string  `json:"CMKID"`    // of an encrypted disk
	Progress          int     `json:"progress"` // percent
	ChainSize         int64   `json:"CS"`       // MB
	DiskType          string  `json:"VT"`
	HostID            string  `json:"OMID"`
	Type              int     `json:"Type"` // 0 full, 1 incremental
	StorageJobID      string  `json:"ebk_T_I"`
	AverageThroughput float64 `json:"AT"` // MB/s
	BackupSize        int64   `json:"BackupSize"`
	SnapshotID        string  `json:"snap_id"`
}

// Metadata reads the backup's service metadata. It is zero where there is none
// that can be read.
func (b *Backup) Metadata() Metadata {
	var m Metadata
	if b.ServiceMetadata == "" || wire.Unmarshal([]byte(b.ServiceMetadata), &m) != nil {
		return Metadata{}
	}
	return m
}

// goesOn reports whether links say that there are more backups.
func goesOn(links *wire.List[Link]) bool {
	for _, l := range links.Rows {
		if l.Rel == "next" {
			return true
		}
	}
	return false
}
