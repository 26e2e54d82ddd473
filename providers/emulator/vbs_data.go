package emulator

import "time"

// vbsData is what VBS holds. It never changes.
type vbsData struct {
	project  string
	backups  rows
	mix      mixed
	orders   orders
	policies []vbsPolicy
}

// vbsPolicy is a backup policy with the tasks that it started.
type vbsPolicy struct {
	id, name, state string
	volumes         int
	tasks           rows
	mix             mixed
}

// States of backups and of policies' tasks. Those that are well are there whatever
// Config.Failures says. error_deleting is a word of OpenStack's that the service
// does not document.
var (
	vbsFailedStates = []string{"error", "error_restoring"}
	vbsBeside       = "error_deleting"
	vbsOtherStates  = []string{"available", "creating", "available", "restoring", "available", "deleting"}
	taskFailed      = []string{"EXECUTE_FAIL", "SKIP", "EXECUTE_FAIL", "EXECUTE_TIMEOUT"}
	taskOther       = []string{"EXECUTE_SUCCESS", "RUNNING", "WAITING", "EXECUTE_SUCCESS"}
)

// vbsQuiet is how long nobody has made a backup by hand: what the policies did is the
// news.
const vbsQuiet = 12 * time.Hour

// vbsVolumes is how many disks there are to back up.
const vbsVolumes = 12

// newVBSData shares the failures out: a quarter are backups, for which the service
// has no codes, the rest are tasks of the first two policies, for which it has. The
// third policy has none.
func newVBSData(c Config) *vbsData {
	d := newDice(c, "vbs")
	backups := (c.Failures + 3) / 4
	v := &vbsData{project: c.ProjectID, mix: mixed{backups, beside(c.Failures) / 2, 3 * len(vbsOtherStates)}}
	v.backups = newRows(d, v.mix.total())
	v.backups.start = v.backups.start.Add(-vbsQuiet)
	tasks := c.Failures - backups
	for i, failed := range []int{tasks - tasks/2, tasks / 2, 0} {
		p := vbsPolicy{id: d.uuid(), name: "plan0" + string(rune('1'+i)), state: "ON", volumes: d.between(1, vbsVolumes)}
		if i == 2 {
			p.state, p.volumes = "OFF", 0
		} else {
			p.mix = mixed{failed: failed, well: 2 * len(taskOther)}
		}
		p.tasks = newRows(d, p.mix.total())
		v.policies = append(v.policies, p)
	}
	return v
}

// status of backup n, and which of its kind it is.
func (v *vbsData) status(n int) (status string, nth int) {
	sort, nth := v.mix.row(n)
	switch sort {
	case rowFailed:
		return vbsFailedStates[nth%len(vbsFailedStates)], nth
	case rowBeside:
		return vbsBeside, nth
	}
	return vbsOtherStates[nth%len(vbsOtherStates)], nth
}

// volume is the disk that backup n is of.
func (v *vbsData) volume(n int) string { return v.backups.uuid(n%vbsVolumes, topicVolume) }

// taskStatus is the status of task n of a policy, and which of its kind it is.
func (p *vbsPolicy) taskStatus(n int) (status string, nth int) {
	sort, nth := p.mix.row(n)
	if sort == rowFailed {
		return taskFailed[nth%len(taskFailed)], nth
	}
	return taskOther[nth%len(taskOther)], nth
}
