package emulator

import "fmt"

// dbsFault is why a job failed.
type dbsFault struct{ code, en, cn string }

// preCheckFault is the one that the document shows.
var preCheckFault = dbsFault{"failed", "Describe preCheck progress failed.", "查询预检查进度失败。"}

// dbsFaults are further ones. Their codes are not published: the sample's is the
// plainest form.
var dbsFaults = []*dbsFault{
	{"failed", "The backup gateway is offline.", "备份网关已离线。"},
	{"failed", "Access denied for the backup account.", "备份账号无访问权限。"},
	{"SourceEndpoint.ConnectFailed", "Cannot connect to the source instance.", "无法连接源实例。"},
	{"Storage.SpaceNotEnough", "The storage space is not enough.", "存储空间不足。"},
	{"Binlog.NotFound", "The binary log file was removed before it was backed up.", "日志文件在备份之前已被清除。"},
}

// dbsKind is one way to fail.
type dbsKind int

const (
	failedFull dbsKind = iota
	failedRestore
	failedPlan
	failedPreCheck
	unnamedFull
	failedIncrement
)

// The first failed tasks come in this order, so that a small number still shows what
// matters most; the default number shows every kind, and two plans in stop. Further
// ones repeat the second list, because a plan more costs every reader three lists more.
var (
	firstFailures = []dbsKind{
		failedFull, failedRestore, failedPlan, failedPreCheck, unnamedFull, failedIncrement,
		failedPlan, failedFull, failedFull, failedIncrement, failedRestore, failedFull,
	}
	moreFailures = []dbsKind{
		failedFull, failedFull, failedIncrement, failedFull, failedRestore, failedFull, failedFull, unnamedFull,
	}
)

// failedWords is how the service spells that a set failed.
var failedWords = []string{"failed", "fail", "Stop", "FAILED", "stop", "Fail"}

// fail plants exactly n failed tasks.
func (data *dbsData) fail(d *dice, n int) {
	kinds := make([]dbsKind, 0, n)
	kinds = append(kinds, firstFailures[:min(n, len(firstFailures))]...)
	for i := len(kinds); i < n; i++ {
		kinds = append(kinds, moreFailures[i%len(moreFailures)])
	}
	// Plans first: the sets of the other failures are spread over them, too.
	for _, k := range kinds {
		switch k {
		case failedPlan:
			data.plan(d, "stop", pick(d, dbsFaults...))
		case failedPreCheck:
			data.plan(d, "init", &preCheckFault)
		}
	}
	busy := data.busy()
	words := 0
	word := func() string {
		words++
		return failedWords[(words-1)%len(failedWords)]
	}
	for i, k := range kinds {
		p, fault := busy[i%len(busy)], pick(d, dbsFaults...)
		switch k {
		case failedFull:
			data.full(d, p, word(), fault)
		case failedIncrement:
			data.increment(d, p, word(), fault)
		case failedRestore:
			data.restore(d, p, "stop", fault)
		case unnamedFull:
			data.full(d, p, undocumentedSet[i%len(undocumentedSet)], fault)
		}
	}
}

// dbsEngine is a kind of database.
type dbsEngine struct{ kind, prefix, host, logs string }

var dbsEngines = []dbsEngine{
	{"MySQL", "rm-", ".mysql.rds.aliyuncs.com:3306", "mysql-bin.%06d"},
	{"PostgreSQL", "pgm-", ".pg.rds.aliyuncs.com:5432", "0000000100000000%08X"},
	{"SQLServer", "ms-", ".sqlserver.rds.aliyuncs.com:1433", "logbackup_%06d.trn"},
}

// log is the name of the n-th log file, which is also an increment's ID.
func (e dbsEngine) log(n int) string { return fmt.Sprintf(e.logs, n) }
