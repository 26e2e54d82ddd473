package emulator

// The rows of the lists, in the service's own names.

type dbsPlanRow struct {
	BackupPlanId, BackupPlanName, BackupPlanStatus                                              string //nolint:revive // the wire's names
	BackupMethod, BackupObjects, BackupPeriod, BackupStartTime, BackupStorageType               string
	BackupSetDownloadDir, BackupSetDownloadFullDataFormat                                       string
	BackupSetDownloadIncrementDataFormat, BackupSetDownloadTargetType                           string
	CrossAliyunId, CrossRoleName, DatabaseType, ErrMessage, InstanceClass                       string //nolint:revive // the wire's names
	OSSBucketName, OSSBucketRegion, ResourceGroupId                                             string //nolint:revive // the wire's names
	SourceEndpointDatabaseName, SourceEndpointInstanceID, SourceEndpointInstanceType            string
	SourceEndpointIpPort, SourceEndpointOracleSID, SourceEndpointRegion, SourceEndpointUserName string    //nolint:revive // the wire's names
	BackupGatewayId, BackupSetDownloadGatewayId                                                 dbsNumber //nolint:revive // the wire's names
	BackupPlanCreateTime, BeginTimestampForRestore, EndTimestampForRestore                      dbsNumber
	BackupRetentionPeriod, DuplicationArchivePeriod, DuplicationInfrequentAccessPeriod          dbsNumber
	EnableBackupLog, OpenBackupSetAutoDownload                                                  bool
}

func (p *dbsPlan) row() dbsPlanRow {
	n := func(v int64) dbsNumber { return dbsNumber{v, p.quoted} }
	row := dbsPlanRow{
		BackupPlanId: p.id, BackupPlanName: p.name, BackupPlanStatus: p.status,
		BackupMethod: "logical", BackupObjects: p.objects(), BackupPeriod: "Monday,Wednesday,Saturday", BackupStartTime: "14:22",
		BackupStorageType: "system", DatabaseType: p.engine.kind, InstanceClass: "micro", ErrMessage: "NULL",
		BackupSetDownloadDir: "/backup", BackupSetDownloadFullDataFormat: "Native", BackupSetDownloadIncrementDataFormat: "Native",
		BackupSetDownloadTargetType: "agent", CrossAliyunId: alibabaAccount, CrossRoleName: "AliyunDBSDefaultRole",
		OSSBucketName: "dbs-backup-" + p.id, OSSBucketRegion: p.region, ResourceGroupId: "rg-default",
		SourceEndpointDatabaseName: "main", SourceEndpointInstanceID: p.instance, SourceEndpointInstanceType: "RDS",
		SourceEndpointIpPort: p.address(), SourceEndpointOracleSID: "", SourceEndpointRegion: p.region, SourceEndpointUserName: "dbs_backup",
		BackupGatewayId: n(p.gateway), BackupSetDownloadGatewayId: n(p.gateway), BackupPlanCreateTime: n(p.created),
		BeginTimestampForRestore: n(0), EndTimestampForRestore: n(0),
		BackupRetentionPeriod: n(730), DuplicationArchivePeriod: n(365), DuplicationInfrequentAccessPeriod: n(180),
		EnableBackupLog: true,
	}
	if p.fault != nil {
		row.ErrMessage = p.fault.en
	}
	if len(p.full) > 0 {
		row.BeginTimestampForRestore, row.EndTimestampForRestore = n(p.full[len(p.full)-1].created), n(p.full[0].created)
	}
	return row
}

func (p *dbsPlan) objects() string { return `[{"DBName":"main"}]` }

func (p *dbsPlan) address() string { return p.instance + p.engine.host }

type dbsFullRow struct {
	BackupSetId, BackupStatus, BackupObjects   string //nolint:revive // the wire's names
	BackupSize, BackupSetExpiredTime           dbsNumber
	CreateTime, StartTime, EndTime, FinishTime dbsNumber
	ErrMessage, SourceEndpointIpPort           string //nolint:revive // the wire's names
	StorageMethod                              string `json:",omitempty" xml:",omitempty"`
}

func (b *dbsFull) row(p *dbsPlan, storage bool) dbsFullRow {
	n := func(v int64) dbsNumber { return dbsNumber{v, b.quoted} }
	row := dbsFullRow{
		BackupSetId: b.id, BackupStatus: b.status, BackupObjects: p.objects(),
		BackupSize: n(b.size), BackupSetExpiredTime: n(b.created + retention),
		CreateTime: n(b.created), StartTime: n(b.started), EndTime: n(b.ended), FinishTime: n(b.finished),
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
	if f == nil {
		return "NULL"
	}
	return f.en
}

type dbsIncrementRow struct {
	BackupSetId, BackupSetJobId, BackupStatus string //nolint:revive // the wire's names
	BackupSize, BackupSetExpiredTime          dbsNumber
	StartTime, EndTime                        dbsNumber
	SourceEndpointIpPort                      string //nolint:revive // the wire's name
	StorageMethod                             string `json:",omitempty" xml:",omitempty"`
}

func (b *dbsIncrement) row(p *dbsPlan, storage bool) dbsIncrementRow {
	n := func(v int64) dbsNumber { return dbsNumber{v, b.quoted} }
	row := dbsIncrementRow{
		BackupSetId: b.id, BackupSetJobId: b.job, BackupStatus: b.status,
		BackupSize: n(b.size), BackupSetExpiredTime: n(b.started + retention),
		StartTime: n(b.started), EndTime: n(b.ended), SourceEndpointIpPort: p.address(),
	}
	if storage {
		row.StorageMethod = b.storage
	}
	return row
}

type dbsRestoreRow struct {
	RestoreTaskId, RestoreTaskName, RestoreStatus, BackupPlanId, BackupSetId                  string    //nolint:revive // the wire's names
	RestoreDir, RestoreObjects, ErrMessage, CrossAliyunId, CrossRoleName                      string    //nolint:revive // the wire's names
	BackupGatewayId                                                                           dbsNumber //nolint:revive // the wire's name
	DestinationEndpointInstanceType, DestinationEndpointRegion, DestinationEndpointInstanceID string
	DestinationEndpointIpPort, DestinationEndpointDatabaseName                                string //nolint:revive // the wire's names
	DestinationEndpointUserName, DestinationEndpointOracleSID                                 string
	RestoreTaskCreateTime, RestoreTaskFinishTime, RestoreTime                                 dbsNumber
	FullStruforeRestoreProgress, FullDataRestoreProgress                                      dbsNumber
	FullStruAfterRestoreProgress, ContinuousRestoreProgress                                   dbsNumber
}

func (r *dbsRestore) row() dbsRestoreRow {
	n := func(v int64) dbsNumber { return dbsNumber{v, r.quoted} }
	structure := int64(0) // the structure goes first and is quickly there
	if r.progress > 0 {
		structure = 100
	}
	after := r.progress / 100 * 100
	return dbsRestoreRow{
		RestoreTaskId: r.id, RestoreTaskName: r.name, RestoreStatus: r.status, BackupPlanId: r.plan.id, BackupSetId: r.set,
		RestoreDir: "/restore", RestoreObjects: r.plan.objects(), ErrMessage: r.fault.message(),
		CrossAliyunId: alibabaAccount, CrossRoleName: "AliyunDBSDefaultRole", BackupGatewayId: n(r.plan.gateway),
		DestinationEndpointInstanceType: "RDS", DestinationEndpointRegion: r.plan.region, DestinationEndpointInstanceID: r.plan.instance,
		DestinationEndpointIpPort: r.plan.address(), DestinationEndpointDatabaseName: "main", DestinationEndpointUserName: "dbs_restore",
		RestoreTaskCreateTime: n(r.created), RestoreTaskFinishTime: n(r.finished), RestoreTime: n(r.created),
		FullStruforeRestoreProgress: n(structure), FullDataRestoreProgress: n(r.progress),
		FullStruAfterRestoreProgress: n(after), ContinuousRestoreProgress: n(after),
	}
}
