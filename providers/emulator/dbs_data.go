package emulator

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// dbsData is what the service holds. It does not change after construction.
type dbsData struct {
	plans    []*dbsPlan
	byID     map[string]*dbsPlan
	restores []*dbsRestore // newest first
	jobs     map[string]dbsJob
}

// dbsPlan is a backup plan with its sets, newest first.
type dbsPlan struct {
	id, name, status string
	engine           dbsEngine
	region, instance string
	created          int64
	gateway          int64
	fault            *dbsFault // a precheck's, if the status is init
	full             []dbsFull
	increments       []dbsIncrement
}

// dbsFull and dbsIncrement are backup sets. Times are Unix milliseconds, 0 for what
// has not happened.
type dbsFull struct {
	id, status, storage               string
	created, started, ended, finished int64
	size                              int64
	fault                             *dbsFault
}

type dbsIncrement struct {
	id, job, status, storage string
	started, ended           int64
	size                     int64
	fault                    *dbsFault
}

type dbsRestore struct {
	id, name, status  string
	plan              *dbsPlan
	set               string
	created, finished int64
	progress          int64 // of the whole, 0 to 100
	fault             *dbsFault
}

// dbsJob is what DescribeJobErrorCode knows of an ID.
type dbsJob struct {
	kind, state string
	fault       *dbsFault
	at          int64 // when it was made, in Unix milliseconds
}

// Kinds of jobs, which the service calls internal and does not explain.
const (
	jobPlan      = "backupPlan"
	jobFull      = "fullBackup"
	jobIncrement = "continuousBackup"
	jobRestore   = "restore"
	jobExample   = "testId" // the document's
)

// exampleJob is the ID in the document of DescribeJobErrorCode.
const exampleJob = "r1iv62ud****"

// uncompleted is a status of which no document says whether it is an end. In a set
// that failed it is, and in others it may be.
const uncompleted = "UNCOMPLETED"

// Statuses as the documents spell them. Full sets have more, which none names.
var (
	planStatuses    = []string{"wait", "init", "running", "stop", "pause", "locked", "check_pass"}
	quietFull       = []string{"finish", "running", "schedule", "finish", "finish"}
	quietIncrement  = []string{"COMPLETED", "FILLING", "INIT", "COMPLETED"}
	quietRestore    = []string{"init", "running", "pause", "check_pass", "running"}
	undocumentedSet = []string{"uploading_abort", "meta_broken", "expiring"}
)

// dbsRegion is the region of the emulated sources.
const dbsRegion = "cn-hangzhou"

func newDBSData(c Config) *dbsData {
	d := newDice(c, "dbs")
	data := &dbsData{byID: map[string]*dbsPlan{}, jobs: make(map[string]dbsJob, 2*c.Failures+256)}
	for _, status := range planStatuses {
		if status == "stop" { // each of them counts as a failed task
			continue
		}
		for i := range 2 {
			var fault *dbsFault
			if status == "locked" && i == 0 && beside(c.Failures) > 0 {
				fault = &arrearsFault // a warning, and no failed task
			}
			data.plan(d, status, fault)
		}
	}
	data.fail(d, c.Failures)
	data.surround(d, c.Failures)
	data.example(d)
	data.finish()
	return data
}

// surround puts tasks that are well around those that are not, in every state. Of
// those whose state nobody knows there are few, as in an account.
func (data *dbsData) surround(d *dice, failures int) {
	const plansOfOdd = 2
	busy := data.busy()
	for i, p := range busy {
		for _, status := range quietFull {
			data.full(d, p, status, nil)
		}
		for _, status := range quietIncrement {
			data.increment(d, p, status, nil)
		}
		if i < plansOfOdd {
			data.full(d, p, undocumentedSet[i%len(undocumentedSet)], nil)
			data.increment(d, p, uncompleted, nil)
		}
		for _, status := range quietRestore {
			data.restore(d, p, status, nil)
		}
		data.restore(d, p, "running", nil).complete(d)
	}
	for range min(failures/2, 1000) {
		data.full(d, pick(d, busy...), "finish", nil)
		data.increment(d, pick(d, busy...), "COMPLETED", nil)
	}
}

// busy are the plans that have been at work.
func (data *dbsData) busy() []*dbsPlan {
	return slices.DeleteFunc(slices.Clone(data.plans), func(p *dbsPlan) bool {
		return p.status == "wait" || p.status == "init"
	})
}

// example is the task of the document's sample: a restore that has not started.
func (data *dbsData) example(d *dice) {
	r := data.restore(d, data.busy()[0], "init", nil)
	delete(data.jobs, r.id)
	r.id, r.fault = exampleJob, &preCheckFault
	data.jobs[r.id] = dbsJob{jobExample, r.status, &preCheckFault, r.created}
}

func (data *dbsData) plan(d *dice, status string, fault *dbsFault) *dbsPlan {
	engine := pick(d, dbsEngines...)
	p := &dbsPlan{
		id: "dbs" + d.id(9), status: status, engine: engine, region: dbsRegion,
		instance: engine.prefix + d.id(16), fault: fault,
		created: d.ago(40*24*time.Hour, 400*24*time.Hour).UnixMilli(), gateway: int64(d.between(10_000, 99_999)),
	}
	p.name = pick(d, "orders", "billing", "users", "stock", "journal") + "-" + engine.kind + "-" + strconv.Itoa(len(data.plans)+1)
	data.plans = append(data.plans, p)
	data.jobs[p.id] = dbsJob{jobPlan, status, fault, p.created}
	return p
}

func (data *dbsData) full(d *dice, p *dbsPlan, status string, fault *dbsFault) {
	b := dbsFull{id: d.id(13), status: status, fault: fault, storage: "UNKNOWN"}
	created := d.ago(time.Hour, 30*24*time.Hour)
	b.created = created.UnixMilli()
	if status != "schedule" {
		b.started = b.created + int64(d.between(500, 90_000))
	}
	if status != "schedule" && status != "running" {
		b.ended = b.started + int64(d.between(1_000, 3_000_000))
		b.finished = b.ended + int64(d.between(0, 30_000))
	}
	if status == "finish" {
		b.size, b.storage = d.Int64N(1<<40), pick(d, "Standard", "IA", "Archive")
	}
	p.full = append(p.full, b)
	data.jobs[b.id] = dbsJob{jobFull, status, fault, b.created}
}

func (data *dbsData) increment(d *dice, p *dbsPlan, status string, fault *dbsFault) {
	b := dbsIncrement{job: d.id(13), status: status, fault: fault, storage: "UNKNOWN"}
	b.id = p.engine.log(d.between(1, 99_999))
	b.started = d.ago(10*time.Minute, 20*24*time.Hour).UnixMilli()
	if status != "INIT" && status != "FILLING" && (status != uncompleted || fault != nil || d.IntN(2) == 0) {
		b.ended = b.started + int64(d.between(1_000, 500_000))
	}
	if status == "COMPLETED" {
		b.size, b.storage = d.Int64N(1<<30), pick(d, "Standard", "IA")
	}
	p.increments = append(p.increments, b)
	data.jobs[b.job] = dbsJob{jobIncrement, status, fault, b.started}
}

func (data *dbsData) restore(d *dice, p *dbsPlan, status string, fault *dbsFault) *dbsRestore {
	r := &dbsRestore{
		id: "r" + d.id(11), name: "restore-" + p.name, status: status, plan: p, set: d.id(13),
		fault: fault, created: d.ago(time.Hour, 30*24*time.Hour).UnixMilli(),
	}
	switch status {
	case "running", "pause", "stop":
		r.progress = int64(d.between(1, 90))
	}
	data.restores = append(data.restores, r)
	data.jobs[r.id] = dbsJob{jobRestore, status, fault, r.created}
	return r
}

// complete makes a restore one that has ended well. There is no status for it: only
// progress and time show it.
func (r *dbsRestore) complete(d *dice) {
	r.progress, r.finished = 100, r.created+int64(d.between(10_000, 3_000_000))
}

// finish puts everything in the order in which it is listed.
func (data *dbsData) finish() {
	for _, p := range data.plans {
		data.byID[p.id] = p
		slices.SortStableFunc(p.full, func(a, b dbsFull) int { return cmp.Compare(b.created, a.created) })
		slices.SortStableFunc(p.increments, func(a, b dbsIncrement) int { return cmp.Compare(b.started, a.started) })
	}
	slices.SortStableFunc(data.restores, func(a, b *dbsRestore) int { return cmp.Compare(b.created, a.created) })
}
