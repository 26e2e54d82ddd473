package emulator

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

// States of backups and of policies' tasks. Those that have not failed are there
// whatever Config.Failures says.
var (
	vbsFailedStates = []string{"error", "error_restoring"}
	vbsOtherStates  = []string{"available", "creating", "available", "restoring", "available", "deleting"}
	taskFailed      = []string{"EXECUTE_FAIL", "EXECUTE_TIMEOUT"}
	taskOther       = []string{"EXECUTE_SUCCESS", "RUNNING", "WAITING", "SKIP"}
)

// vbsVolumes is how many disks there are to back up.
const vbsVolumes = 12

// newVBSData shares the failures out: the greater half are backups, the rest are
// tasks of the first two policies. The third has none.
func newVBSData(c Config) *vbsData {
	d := newDice(c, "vbs")
	v := &vbsData{project: c.ProjectID, mix: mixed{c.Failures - c.Failures/2, 3 * len(vbsOtherStates)}}
	v.backups = newRows(d, v.mix.total())
	tasks := c.Failures / 2
	for i, failed := range []int{tasks - tasks/2, tasks / 2, 0} {
		p := vbsPolicy{id: d.uuid(), name: "plan0" + string(rune('1'+i)), state: "ON", volumes: d.between(1, vbsVolumes)}
		if i == 2 {
			p.state, p.volumes = "OFF", 0
		} else {
			p.mix = mixed{failed, 2 * len(taskOther)}
		}
		p.tasks = newRows(d, p.mix.total())
		v.policies = append(v.policies, p)
	}
	return v
}

// status of backup n, and which of its kind it is.
func (v *vbsData) status(n int) (status string, nth int) {
	failed, nth := v.mix.row(n)
	if failed {
		return vbsFailedStates[nth%len(vbsFailedStates)], nth
	}
	return vbsOtherStates[nth%len(vbsOtherStates)], nth
}

// volume is the disk that backup n is of.
func (v *vbsData) volume(n int) string { return v.backups.uuid(n%vbsVolumes, topicVolume) }

// taskStatus is the status of task n of a policy, and which of its kind it is.
func (p *vbsPolicy) taskStatus(n int) (status string, nth int) {
	failed, nth := p.mix.row(n)
	if failed {
		return taskFailed[nth%len(taskFailed)], nth
	}
	return taskOther[nth%len(taskOther)], nth
}
