package emulator

import (
	"hash/fnv"
	"strconv"
)

type dbsErrorItem struct {
	JobId, JobType, JobState, ErrorCode, ErrorMessage, Language string
}

// describeJobErrorCode explains a job. The document names full backups and restores;
// its own sample is about a precheck, so plans and increments are answered, too.
func (data *dbsData) describeJobErrorCode(c *alibabaCall) any {
	id, language := c.params.Get("TaskId"), c.params.Get("Language")
	if language == "" {
		language = "en"
	}
	job, known := data.jobs[id]
	switch {
	case language != "en" && language != "cn":
		return c.invalid("Language")
	case !known:
		return c.unknown()
	}
	var answer struct {
		dbsHead
		Item *dbsErrorItem `json:",omitempty" xml:",omitempty"`
	}
	answer.dbsHead = c.ok()
	if job.fault == nil {
		if oneIn(3, id) { // some jobs without an error have an item all the same
			answer.Item = &dbsErrorItem{JobId: id, JobType: job.kind, JobState: job.state, Language: language}
		}
		return answer
	}
	answer.Item = &dbsErrorItem{id, job.kind, job.state, job.fault.code, job.fault.en, language}
	if language == "cn" {
		answer.Item.ErrorMessage = job.fault.cn
	}
	if id == exampleJob || oneIn(3, id) { // success with a code, as in the sample
		answer.ErrCode, answer.ErrMessage = "Param.NotFound", "The specified parameter %s value is not valid. "
	}
	return answer
}

// oneIn chooses about one ID in n, always the same ones.
func oneIn(n uint32, id string) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return h.Sum32()%n == 0
}

type dbsPreCheckRow struct {
	JobId, Item, Names, OrderNum, State, ErrMsg string
	BootTime, FinishTime                        int64
}

// preChecks are the checks in their order.
var preChecks = []struct{ item, names string }{
	{"CHECK_CONN_SRC", "Source database connectivity"},
	{"CHECK_AUTH_SRC", "Source account permissions"},
	{"CHECK_BINLOG_SRC", "Log settings of the source"},
	{"CHECK_STORAGE", "Storage space"},
}

// failedCheck is the check that fails where one does, and failedCheckSays what it
// says then.
const (
	failedCheck     = 1
	failedCheckSays = "The account dbs_backup must not read main.*"
)

// describePreCheckProgressList shows the precheck of a plan or a restore.
func (data *dbsData) describePreCheckProgressList(c *alibabaCall) any {
	plan, restore := c.params.Get("BackupPlanId"), c.params.Get("RestoreTaskId")
	if (plan == "") == (restore == "") { // exactly one of them
		return c.invalid("RestoreTaskId")
	}
	job, known := data.jobs[plan+restore]
	isPlan := job.kind == jobPlan
	isRestore := job.kind == jobRestore || job.kind == jobExample
	if !known || isPlan != (plan != "") || isRestore != (restore != "") {
		return c.unknown()
	}
	var answer struct {
		dbsHead
		Status   string `json:",omitempty" xml:",omitempty"`
		Progress int
		Items    struct{ PreCheckProgressDetail []dbsPreCheckRow }
	}
	answer.dbsHead = c.ok()
	answer.Items.PreCheckProgressDetail = []dbsPreCheckRow{}
	if answer.Status, answer.Progress = preCheckStatus(plan+restore, job); answer.Status == "" {
		return answer
	}
	for i, check := range preChecks {
		row := dbsPreCheckRow{JobId: plan + restore, Item: check.item, Names: check.names, OrderNum: strconv.Itoa(i + 1), State: "finish"}
		row.BootTime = job.at + int64(i)*1000
		row.FinishTime = row.BootTime + 800
		switch {
		case answer.Status == "running" && i > 0:
			row.State, row.BootTime, row.FinishTime = "init", 0, 0
		case answer.Status == "running":
			row.State, row.FinishTime = "catched", 0
		case answer.Status == "failed" && i == failedCheck:
			row.State, row.ErrMsg = "failed", failedCheckSays
		case i == len(preChecks)-1 && oneIn(4, plan+restore):
			row.State, row.ErrMsg = "warning", "Less than a third of the storage space is free."
		}
		answer.Items.PreCheckProgressDetail = append(answer.Items.PreCheckProgressDetail, row)
	}
	return answer
}

// preCheckStatus is how far the precheck of a job came, empty for one that was never
// made: a plan that is not configured has none yet. Of the plans only those in init
// can have failed it, and of the restores the document's example did.
func preCheckStatus(id string, job dbsJob) (status string, progress int) {
	switch {
	case job.state == "init" && job.fault != nil:
		return "failed", 50
	case job.state == "wait":
		return "", 0
	case job.state == "init" && oneIn(2, id):
		return "running", 25
	}
	return "finish", 100
}
