package emulator

import "fmt"

// dbsFault is why a job failed: the code and the standard text of it in the languages
// of DescribeJobErrorCode, and what the job's own row says, where that is another
// thing.
type dbsFault struct{ code, en, cn, own string }

// preCheckFault is the one that the document shows.
var preCheckFault = dbsFault{code: "failed", en: "Describe preCheck progress failed.", cn: "查询预检查进度失败。"}

// arrearsFault is why a plan is locked. It is no failure, and there is no code.
var arrearsFault = dbsFault{en: "The backup plan is locked because a payment is overdue.", cn: "备份计划因欠费被锁定。"}

// dbsFaults are further ones, in the order in which they come. First those whose
// codes a document names, of the service and of the gateway in front of what a job
// calls; then such as the sample's, since the jobs' own codes are not published.
var dbsFaults = []*dbsFault{
	{"ServiceUnavailable", "The request has failed due to a temporary failure of the server.", "服务暂时不可用。", "The backup gateway did not answer for 600 seconds"},
	{"Request.Forbidden", "Have no Permissions", "没有权限。", "AliyunDBSDefaultRole must not read the source instance"},
	{"InternalError", "The request processing has failed due to some unknown error.", "内部错误。", "The dump of main.orders ended with exit status 137"},
	{"Throttling.User", "Request was denied due to user flow control.", "请求因用户流控被拒绝。", "40 parts could not be written to the bucket"},
	{"Forbidden.RAM", "User not authorized to operate on the specified resource, or this API doesn't support RAM.", "用户无权操作该资源。", "The bucket dbs-backup cannot be listed"},
	{"ServiceUnavailable", "The request has failed due to a temporary failure of the server.", "服务暂时不可用。", "The target instance is restarting"},
	{"InternalError", "The request processing has failed due to some unknown error.", "内部错误。", "The checksum of part 12 differs"},
	{"Request.Forbidden", "Have no Permissions", "没有权限。", "The account dbs_backup has no right RELOAD"},
	{"Throttling.User", "Request was denied due to user flow control.", "请求因用户流控被拒绝。", "The log could not be fetched in time"},
	{"ServiceUnavailable", "The request has failed due to a temporary failure of the server.", "服务暂时不可用。", "The source instance is being switched over"},

	{"failed", "The backup gateway is offline.", "备份网关已离线。", ""},
	{"failed", "Access denied for the backup account.", "备份账号无访问权限。", ""},
	{"SourceEndpoint.ConnectFailed", "Cannot connect to the source instance.", "无法连接源实例。", "dial tcp 10.0.0.7:3306: connection refused"},
	{"Storage.SpaceNotEnough", "The storage space is not enough.", "存储空间不足。", ""},
	{"Binlog.NotFound", "The binary log file was removed before it was backed up.", "日志文件在备份之前已被清除。", "mysql-bin.000041 is not there"},
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
	uncompletedFull
	uncompletedIncrement
)

// The first failed tasks come in this order, so that a small number still shows what
// matters most; the default number shows every kind. Further ones repeat the second
// list, because a plan more costs every reader three lists more.
var (
	firstFailures = []dbsKind{
		failedFull, failedRestore, failedPlan, failedPreCheck, unnamedFull, failedIncrement,
		uncompletedFull, failedFull, failedFull, uncompletedIncrement, failedRestore, failedFull, failedPlan,
	}
	moreFailures = []dbsKind{
		failedFull, failedFull, failedIncrement, failedFull, failedRestore, failedFull, uncompletedFull, unnamedFull,
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
	faults := 0
	fault := func() *dbsFault {
		faults++
		return dbsFaults[(faults-1)%len(dbsFaults)]
	}
	for i, k := range kinds {
		p := busy[i%len(busy)]
		switch k {
		case failedFull:
			data.full(d, p, word(), fault())
		case failedIncrement:
			data.increment(d, p, word(), fault())
		case failedRestore:
			data.restore(d, p, "stop", fault())
		case unnamedFull:
			data.full(d, p, undocumentedSet[i%len(undocumentedSet)], fault())
		case uncompletedFull:
			data.full(d, p, uncompleted, fault())
		case uncompletedIncrement:
			data.increment(d, p, uncompleted, fault())
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
