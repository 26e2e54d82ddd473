package emulator

// cbrData is what CBR holds. It never changes.
type cbrData struct {
	logs    rows
	mix     mixed
	project string
}

// cbrState is how a task is: its status and type, why it is so, and the part that
// failed inside of a good one, if any did. nth counts among the tasks alike.
type cbrState struct {
	status, kind string
	code, reason string
	part         string
	nth          int
}

// cbrWell is what goes on or went well, there whatever Config.Failures says.
var cbrWell = []cbrState{
	{status: "success", kind: "backup"},
	{status: "running", kind: "backup"},
	{status: "success", kind: "restore"},
	{status: "waiting", kind: "backup"},
	{status: "success", kind: "replication"},
	{status: "running", kind: "restore"},
	{status: "success", kind: "sync"},
	{status: "waiting", kind: "replication"},
	{status: "success", kind: "delete"},
	{status: "running", kind: "migrate_resources"},
	{status: "success", kind: "copy"},
	{status: "success", kind: "vault_delete"},
	{status: "success", kind: "remove_resource"},
}

// cbrBroken is what ended badly, in turn: most of it backups, with codes of the service
// and of others, and without one.
var cbrBroken = []cbrState{
	{status: "failed", kind: "backup", code: "BackupService.6114", reason: "The used size of the vault is over its limit."},
	{status: "skipped", kind: "backup", code: "BackupService.6125", reason: "A backup of the resource is running."},
	{status: "failed", kind: "restore", code: "BackupService.2001", reason: "The disk of the server is smaller than the backup."},
	{status: "timeout", kind: "backup"},
	{status: "failed", kind: "replication", code: "BackupService.6129", reason: "The vault of the destination is over its limit."},
	{status: "failed", kind: "backup", code: "EVS.2024", reason: "The volume is in a wrong state."},
	{status: "failed", kind: "delete", code: "BackupService.6204", reason: "The backup has an image."},
	{status: "skipped", kind: "replication", code: "BackupService.6130", reason: "The vault is being replicated."},
	{status: "failed", kind: "sync", code: "BackupService.7302", reason: "A synchronisation is running."},
	{status: "failed", kind: "vault_delete", code: "BackupService.6121", reason: "The vault could not be deleted."},
	{status: "failed", kind: "restore", code: "BackupService.2007", reason: "The server has been terminated."},
	{status: "failed", kind: "backup", reason: "The agent of the server does not answer."},
	{status: "failed", kind: "remove_resource", code: "BackupService.6115", reason: "Backups of the resource could not be deleted."},
	{status: "failed", kind: "copy", code: "BackupService.1009", reason: "The backup is in the destination already."},
	{status: "timeout", kind: "restore"},
	{status: "skipped", kind: "replication"},
	{status: "failed", kind: "migrate_resources", code: "BackupService.6110", reason: "The vault cannot be changed."},
}

// cbrAside is what somebody should look at beside that.
var cbrAside = []cbrState{
	{status: "success", kind: "backup", part: "app_consistency", code: "BackupService.7200", reason: "The database is being backed up."},
	{status: "suspended", kind: "backup", code: "BackupService.6113", reason: "The vault is frozen."},
	{status: "success", kind: "sync", part: "err_sync_backup_num", reason: "err_sync_backup_num: 2 of 9"},
	{status: "success", kind: "vault_delete", part: "fail_count", reason: "fail_count: 1 of 6"},
	{status: "success", kind: "remove_resource", part: "fail_count", reason: "fail_count: 1 of 3"},
}

// How many servers and disks there are to protect, and vaults.
const (
	cbrResources = 9
	cbrVaults    = 3
)

func newCBRData(c Config) *cbrData {
	b := &cbrData{mix: mixed{c.Failures, beside(c.Failures), 2 * len(cbrWell)}, project: c.ProjectID}
	b.logs = newRows(newDice(c, "cbr"), b.mix.total())
	return b
}

// state of task n.
func (b *cbrData) state(n int) cbrState {
	sort, nth := b.mix.row(n)
	of := cbrWell
	switch sort {
	case rowFailed:
		of = cbrBroken
	case rowBeside:
		of = cbrAside
	}
	s := of[nth%len(of)]
	s.nth = nth
	return s
}

// Topics of a task's facts.
const (
	topicProtected = topicOwn + iota
	topicVault
	topicPolicy
	topicPoint
	topicCopy
	topicAsked
	topicStarted
	topicEnded
)

// cbrKinds are the kinds of resources, each with the provider of its backups.
var cbrKinds = []struct{ kind, provider, name string }{
	{"OS::Nova::Server", "0daac4c5-6707-4851-97ba-169e36266b66", "ecs-"},
	{"OS::Cinder::Volume", "d1603440-187d-4516-af25-121250c7cc97", "volume-"},
	{"OS::Sfs::Turbo", "3f3c3220-245c-4805-b811-758870015881", "sfs-"},
}

// protected is the resource of task n. Tasks of a vault have none.
func (b *cbrData) protected(n int) (of cbrProtected, has bool) {
	switch b.state(n).kind {
	case "vault_delete", "migrate_resources", "remove_resource":
		return cbrProtected{}, false
	}
	which := n % cbrResources
	kind := cbrKinds[which%len(cbrKinds)]
	return cbrProtected{ID: b.logs.uuid(which, topicProtected), Name: kind.name + b.logs.short(which, topicProtected), Type: kind.kind}, true
}

// provider is that of the kind of resource.
func (b *cbrData) provider(n int) string { return cbrKinds[n%cbrResources%len(cbrKinds)].provider }

// The vault of task n.
func (b *cbrData) vault(n int) string { return b.logs.uuid(n%cbrVaults, topicVault) }
func (b *cbrData) vaultName(n int) string {
	return [...]string{"nightly", "default", "archive"}[n%cbrVaults]
}

// enterprise is the enterprise project of task n: the default one or another.
func (b *cbrData) enterprise(n int) string {
	if n%cbrVaults == 0 {
		return "0"
	}
	return b.logs.uuid(0, topicAsked)
}
