package emulator

// The rows of the lists, in the service's own names. Numbers are numbers, as in the
// types of the vendor's module for Go.

type dbsPlanRow struct {
	BackupPlanId, BackupPlanName, BackupPlanStatus                                              string
	BackupMethod, BackupObjects, BackupPeriod, BackupStartTime, BackupStorageType               string
	BackupSetDownloadDir, BackupSetDownloadFullDataFormat                                       string
	BackupSetDownloadIncrementDataFormat, BackupSetDownloadTargetType                           string
	CrossAliyunId, CrossRoleName, DatabaseType, ErrMessage, InstanceClass                       string
	OSSBucketName, OSSBucketRegion, ResourceGroupId                                             string
	SourceEndpointDatabaseName, SourceEndpointInstanceID, SourceEndpointInstanceType            string
	SourceEndpointIpPort, SourceEndpointOracleSID, SourceEndpointRegion, SourceEndpointUserName string
	BackupGatewayId, BackupSetDownloadGatewayId                                                 int64
	BackupPlanCreateTime, BeginTimestampForRestore, EndTimestampForRestore                      int64
	BackupRetentionPeriod, DuplicationArchivePeriod, DuplicationInfrequentAccessPeriod          int64
	EnableBackupLog, OpenBackupSetAutoDownload                                                  bool
}

func (p *dbsPlan) row() dbsPlanRow {
	row := dbsPlanRow{
		BackupPlanId: p.id, BackupPlanName: p.name, BackupPlanStatus: p.status,
		BackupMethod: "logical", BackupObjects: p.objects(), BackupPeriod: "Monday,Wednesday,Saturday", BackupStartTime: "14:22",
		BackupStorageType: "system", DatabaseType: p.engine.kind, InstanceClass: "micro", ErrMessage: p.fault.message(),
		BackupSetDownloadDir: "/backup", BackupSetDownloadFullDataFormat: "Native", BackupSetDownloadIncrementDataFormat: "Native",
		BackupSetDownloadTargetType: "agent", CrossAliyunId: alibabaAccount, CrossRoleName: "AliyunDBSDefaultRole",
		OSSBucketName: "dbs-backup-" + p.id, OSSBucketRegion: p.region, ResourceGroupId: "rg-default",
		SourceEndpointDatabaseName: "main", SourceEndpointInstanceID: p.instance, SourceEndpointInstanceType: "RDS",
		SourceEndpointIpPort: p.address(), SourceEndpointOracleSID: "", SourceEndpointRegion: p.region, SourceEndpointUserName: "dbs_backup",
		BackupGatewayId: p.gateway, BackupSetDownloadGatewayId: p.gateway, BackupPlanCreateTime: p.created,
		BeginTimestampForRestore: 0, EndTimestampForRestore: 0,
		BackupRetentionPeriod: 730, DuplicationArchivePeriod: 365, DuplicationInfrequentAccessPeriod: 180,
		EnableBackupLog: true,
	}
	if len(p.full) > 0 {
		row.BeginTimestampForRestore, row.EndTimestampForRestore = p.full[len(p.full)-1].created, p.full[0].created
	}
	return row
}

func (p *dbsPlan) objects() string { return `[{"DBName":"main"}]` }

func (p *dbsPlan) address() string { return p.instance + p.engine.host }

type dbsFullRow struct {
	BackupSetId, BackupStatus, BackupObjects   string
	BackupSize, BackupSetExpiredTime           int64
	CreateTime, StartTime, EndTime, FinishTime int64
	ErrMessage, SourceEndpointIpPort           string
	StorageMethod                              string `json:",omitempty" xml:",omitempty"`
}

func (b *dbsFull) row(p *dbsPlan, storage bool) dbsFullRow {
	row := dbsFullRow{
		BackupSetId: b.id, BackupStatus: b.status, BackupObjects: p.objects(),
		BackupSize: b.size, BackupSetExpiredTime: b.created + retention,
		CreateTime: b.created, StartTime: b.started, EndTime: b.ended, FinishTime: b.finished,
		ErrMessage: b.fault.message(), SourceEndpointIpPort: p.address(),
	}
	if storage {
		row.StorageMethod = b.storage
	}
	return row
}

// retention is how long sets are kept, in milliseconds.
const retention = 730 * 24 * 3600 * 1000

// message is what a row says of a fault. Without one it says NULL, in letters.
func (f *dbsFault) message() string {
	switch {
	case f == nil:
		return "NULL"
	case f.own != "":
		return f.own
	}
	return f.en
}

type dbsIncrementRow struct {
	BackupSetId, BackupSetJobId, BackupStatus string
	BackupSize, BackupSetExpiredTime          int64
	StartTime, EndTime                        int64
	SourceEndpointIpPort                      string
	StorageMethod                             string `json:",omitempty" xml:",omitempty"`
}

func (b *dbsIncrement) row(p *dbsPlan, storage bool) dbsIncrementRow {
	row := dbsIncrementRow{
		BackupSetId: b.id, BackupSetJobId: b.job, BackupStatus: b.status,
		BackupSize: b.size, BackupSetExpiredTime: b.started + retention,
		StartTime: b.started, EndTime: b.ended, SourceEndpointIpPort: p.address(),
	}
	if storage {
		row.StorageMethod = b.storage
	}
	return row
}

type dbsRestoreRow struct {
	RestoreTaskId, RestoreTaskName, RestoreStatus, BackupPlanId, BackupSetId                  string
	RestoreDir, RestoreObjects, ErrMessage, CrossAliyunId, CrossRoleName                      string
	BackupGatewayId                                                                           int64
	DestinationEndpointInstanceType, DestinationEndpointRegion, DestinationEndpointInstanceID string
	DestinationEndpointIpPort, DestinationEndpointDatabaseName                                string
	DestinationEndpointUserName, DestinationEndpointOracleSID                                 string
	RestoreTaskCreateTime, RestoreTaskFinishTime, RestoreTime                                 int64
	FullStruforeRestoreProgress, FullDataRestoreProgress                                      int64
	FullStruAfterRestoreProgress, ContinuousRestoreProgress                                   int64
}

func (r *dbsRestore) row() dbsRestoreRow {
	structure := int64(0) // the structure goes first and is quickly there
	if r.progress > 0 {
		structure = 100
	}
	after := r.progress / 100 * 100
	return dbsRestoreRow{
		RestoreTaskId: r.id, RestoreTaskName: r.name, RestoreStatus: r.status, BackupPlanId: r.plan.id, BackupSetId: r.set,
		RestoreDir: "/restore", RestoreObjects: r.plan.objects(), ErrMessage: r.fault.message(),
		CrossAliyunId: alibabaAccount, CrossRoleName: "AliyunDBSDefaultRole", BackupGatewayId: r.plan.gateway,
		DestinationEndpointInstanceType: "RDS", DestinationEndpointRegion: r.plan.region, DestinationEndpointInstanceID: r.plan.instance,
		DestinationEndpointIpPort: r.plan.address(), DestinationEndpointDatabaseName: "main", DestinationEndpointUserName: "dbs_restore",
		RestoreTaskCreateTime: r.created, RestoreTaskFinishTime: r.finished, RestoreTime: r.created,
		FullStruforeRestoreProgress: structure, FullDataRestoreProgress: r.progress,
		FullStruAfterRestoreProgress: after, ContinuousRestoreProgress: after,
	}
}
