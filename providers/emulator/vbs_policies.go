package emulator

import (
	"net/http"
	"slices"
)

// vbsPolicyView is a policy as the service shows it, its spelling included.
type vbsPolicyView struct {
	ID       string      `json:"backup_policy_id"`
	Name     string      `json:"backup_policy_name"`
	Schedule vbsSchedule `json:"scheduled_policy"`
	Volumes  int         `json:"policy_resource_count"`
}

type vbsSchedule struct {
	KeepFirstOfMonth string   `json:"remain_first_backup_of_curMonth"`
	RetentionNumber  int      `json:"rentention_num,omitempty"`
	RetentionDays    int      `json:"rentention_day,omitempty"`
	Frequency        int      `json:"frequency,omitempty"`
	WeekFrequency    []string `json:"week_frequency,omitempty"`
	StartTime        string   `json:"start_time"`
	Status           string   `json:"status"`
	TimeZone         string   `json:"time_zone,omitempty"`
}

// listPolicies is GET /v2/{project_id}/backuppolicy, which knows no pages.
func (v *vbsData) listPolicies(*call) reply {
	list := struct {
		Policies []vbsPolicyView `json:"backup_policies"`
	}{}
	for i, p := range v.policies {
		s := vbsSchedule{KeepFirstOfMonth: "Y", RetentionNumber: 10, Frequency: 1, StartTime: "12:00", Status: p.state}
		if i == 1 { // by days of the week and by age
			s = vbsSchedule{KeepFirstOfMonth: "N", RetentionDays: 30, WeekFrequency: []string{"MON", "THU"}, StartTime: "02:00,14:00", Status: p.state, TimeZone: "UTC+01:00"}
		}
		list.Policies = append(list.Policies, vbsPolicyView{p.id, p.name, s, p.volumes})
	}
	return succeed(list)
}

// vbsTask is one run of a policy for one disk. What it has not come to is left
// out.
type vbsTask struct {
	Status       string `json:"status"`
	JobID        string `json:"job_id"`
	VBSJobID     string `json:"vbs_job_id,omitempty"`
	CreatedAt    string `json:"created_at"`
	FinishedAt   string `json:"finished_at,omitempty"`
	BackupName   string `json:"backup_name"`
	ResourceID   string `json:"resource_id"`
	ResourceType string `json:"resource_type"`
	Code         string `json:"code,omitempty"`
	Message      string `json:"message,omitempty"`
}

// Codes and messages of tasks that failed or were skipped. The page of codes has no
// messages.
var vbsTaskFailures = []struct{ code, message string }{
	{"VolumeBackup.0027", "The backup was not made"},
	{"VolumeBackup.0062", "The snapshot is in status error"},
	{"VolumeBackup.0040", "The disk has as many backups as it may have"},
	{"VolumeBackup.0013", "Another backup of the disk is running"},
	{"VolumeBackup.0012", "The disk is neither available nor in-use"},
}

// task n of a policy.
func (v *vbsData) task(p *vbsPolicy, n int) vbsTask {
	status, nth := p.taskStatus(n)
	t := vbsTask{
		Status: status, JobID: p.tasks.id(n), CreatedAt: p.tasks.created(n).Format(milli),
		BackupName: "autobk_" + p.tasks.short(n, topicBackupName), ResourceID: v.volume(n), ResourceType: "volume",
	}
	switch status {
	case "EXECUTE_FAIL":
		why := vbsTaskFailures[nth/2%len(vbsTaskFailures)]
		t.Code, t.Message = why.code, why.message
	case "SKIP":
		t.Code, t.Message = "VolumeBackup.0013", "Another backup of the disk is running"
	case "EXECUTE_TIMEOUT":
		t.Code, t.Message = "VolumeBackup.0039", "The backup did not end in time"
	}
	if status != "RUNNING" && status != "WAITING" {
		t.FinishedAt = p.tasks.later(n, topicUpdated).Format(milli)
	}
	if p.hasJob(n) {
		t.VBSJobID = p.tasks.job(n)
	}
	return t
}

// hasJob reports whether task n came as far as a job of the service. Of those that
// failed some did not, and none that was skipped.
func (p *vbsPolicy) hasJob(n int) bool {
	switch status, nth := p.taskStatus(n); status {
	case "EXECUTE_SUCCESS", "RUNNING":
		return true
	case "EXECUTE_FAIL", "EXECUTE_TIMEOUT":
		return nth%5 != 4
	}
	return false
}

// listTasks is GET /v2/{project_id}/backuppolicy/{policy_id}/backuptasks.
func (v *vbsData) listTasks(c *call) reply {
	at := slices.IndexFunc(v.policies, func(p vbsPolicy) bool { return p.id == c.args[0] })
	if at < 0 {
		return wrapped(http.StatusNotFound, "error", "The backup policy does not exist.", "AutoBackup.1100")
	}
	p, q := &v.policies[at], c.query
	if !slices.Contains([]string{"", "created_at"}, q.Get("sort_key")) || !slices.Contains([]string{"", "asc", "desc"}, q.Get("sort_dir")) {
		return vbsBad("Invalid input received: sort_key or sort_dir is not known")
	}
	status, id := q.Get("status"), q.Get("job_id")
	if status != "" && !slices.Contains(taskFailed, status) && !slices.Contains(taskOther, status) {
		return vbsBad("Invalid input received: status is not known")
	}
	order := newestFirst
	if q.Get("sort_dir") == "asc" {
		order = func(pos int) int { return p.tasks.total - 1 - pos }
	}
	window, refused := vbsSpan(c, 20, func(marker string) (int, bool) {
		n, known := p.tasks.find(marker)
		return order(n) + 1, known // either order is its own inverse
	})
	if refused != nil {
		return *refused
	}
	var keep func(n int) bool
	if status != "" || id != "" {
		wanted, known := p.tasks.find(id)
		keep = func(n int) bool {
			now, _ := p.taskStatus(n)
			return (status == "" || now == status) && (id == "" || known && n == wanted)
		}
	}
	list := struct {
		Tasks []vbsTask `json:"tasks"`
		Count int       `json:"count"`
	}{[]vbsTask{}, p.tasks.total}
	if keep != nil {
		all, _ := page(p.tasks.total, newestFirst, keep, span{limit: p.tasks.total})
		list.Count = len(all)
	}
	shown, _ := page(p.tasks.total, order, keep, window)
	for _, n := range shown {
		list.Tasks = append(list.Tasks, v.task(p, n))
	}
	return succeed(list)
}
