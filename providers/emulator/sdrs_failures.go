package emulator

import (
	"net/http"
	"net/url"
	"slices"
)

// failureJob is a row of the task center.
type failureJob struct {
	Status        string `json:"job_status"`
	ResourceID    string `json:"resource_id"`
	ResourceName  string `json:"resource_name"`
	ResourceType  string `json:"resource_type"`
	FailureStatus string `json:"failure_status"`
	JobID         string `json:"job_id"`
	JobType       string `json:"job_type"`
	BeginTime     string `json:"begin_time"`
	ErrorCode     string `json:"error_code"`
	FailReason    string `json:"fail_reason"`
}

func (s *sdrsData) failure(n int) failureJob {
	if e := s.example(n); e != nil {
		return *e
	}
	k := s.kind(n)
	f := failureJob{
		Status: "FAIL", ResourceID: s.tasks.id(n), ResourceName: s.name(n), ResourceType: k.resource,
		FailureStatus: k.failure, JobID: s.tasks.job(n), JobType: k.job,
		BeginTime: s.tasks.created(n).Format(milliZ), ErrorCode: k.code, FailReason: k.reason,
	}
	// The document's table and its example do not spell it alike.
	if k.resource == "protected_instances" && s.tasks.below(n, topicSpelling, 3) == 0 {
		f.ResourceType = "protectedInstance"
	}
	return f
}

func (s *sdrsData) name(n int) string {
	if e := s.example(n); e != nil {
		return e.ResourceName
	}
	return s.kind(n).named + s.tasks.short(n, topicName)
}

// listFailures is GET /v1/{project_id}/task-center/failure-jobs.
func (s *sdrsData) listFailures(c *call) reply {
	window, refused := sdrsSpan(c)
	if refused != nil {
		return *refused
	}
	scope := scopeGroupLevel
	if id := c.query.Get("server_group_id"); id != "" {
		if scope = s.groupScope(id); scope < 0 {
			return sdrsBad("SDRS.1013", "Protection group not found")
		}
	}
	keep, good := s.failureFilter(c.query)
	if !good {
		return sdrsBad("SDRS.0201", "Invalid request parameters")
	}
	list := struct {
		Count int          `json:"count"`
		Jobs  []failureJob `json:"failure_jobs"`
	}{Jobs: []failureJob{}}

	s.mu.RLock()
	defer s.mu.RUnlock()
	var alive []int32
	if scope < len(s.alive) {
		alive = s.alive[scope]
	}
	list.Count = len(alive)
	if keep != nil {
		list.Count = 0
		for _, n := range alive {
			if keep(int(n)) {
				list.Count++
			}
		}
	}
	shown, _ := page(len(alive), func(pos int) int { return int(alive[pos]) }, keep, window)
	for _, n := range shown {
		list.Jobs = append(list.Jobs, s.failure(n))
	}
	return succeed(list)
}

// failureFilter is nil if the query asks for everything. A word that the document
// does not know is not good.
func (s *sdrsData) failureFilter(q url.Values) (keep func(n int) bool, good bool) {
	status, resource, name := q.Get("failure_status"), q.Get("resource_type"), q.Get("resource_name")
	if status != "" && !slices.Contains(sdrsFailureStatuses, status) || resource != "" && !slices.Contains(sdrsResources, resource) {
		return nil, false
	}
	if status == "" && resource == "" && name == "" {
		return nil, true
	}
	return func(n int) bool {
		k := s.kind(n)
		return (status == "" || k.failure == status) && (resource == "" || k.resource == resource) && (name == "" || s.name(n) == name)
	}, true
}

var (
	sdrsFailureStatuses = []string{
		"createFail", "deleteFail", "attachFail", "detachFail", "expandFail", "resizeFail",
		"startFail", "stopFail", "reverseFail", "failoverFail", "reprotectFail",
	}
	sdrsResources = []string{"server_groups", "protected_instances", "replications", "disaster_recovery_drills"}
)

// deleteFailure is DELETE .../task-center/failure-jobs/{failure_job_id}. The
// document's sample ID is a resource's where one expects a job's, so both are
// taken.
func (s *sdrsData) deleteFailure(c *call) reply {
	id := c.args[0]
	n, known := s.findJob(id)
	if !known {
		n, known = s.findResource(id)
	}
	if !known {
		return sdrsNotFound("Failure job", id)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	alive := &s.alive[s.scope(n)]
	at, there := slices.BinarySearch(*alive, int32(n)) // rows are deleted, never moved
	if !there {
		return sdrsNotFound("Failure job", id)
	}
	*alive = slices.Delete(*alive, at, at+1)
	return reply{status: http.StatusNoContent}
}

// deleteGroupLevel is DELETE .../task-center/failure-jobs/batch, which in spite of
// its title takes only what failed at the group level.
func (s *sdrsData) deleteGroupLevel(*call) reply { return s.deleteAll(scopeGroupLevel) }

// deleteGroupFailures is DELETE .../task-center/{server_group_id}/failure-jobs/batch.
func (s *sdrsData) deleteGroupFailures(c *call) reply {
	scope := s.groupScope(c.args[0])
	if scope < 0 {
		return sdrsBad("SDRS.1013", "Protection group not found")
	}
	return s.deleteAll(scope)
}

func (s *sdrsData) deleteAll(scope int) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	if scope < len(s.alive) {
		s.alive[scope] = nil
	}
	return reply{status: http.StatusNoContent}
}

// findJob is the row whose task has this job ID.
func (s *sdrsData) findJob(id string) (n int, known bool) {
	return s.findRow(id, s.tasks.findJob, func(e failureJob) string { return e.JobID })
}

// findResource is the row whose resource has this ID.
func (s *sdrsData) findResource(id string) (n int, known bool) {
	return s.findRow(id, s.tasks.find, func(e failureJob) string { return e.ResourceID })
}

func (s *sdrsData) findRow(id string, find func(string) (int, bool), of func(failureJob) string) (n int, known bool) {
	for n := max(s.tasks.total-len(sdrsExamples), 0); n < s.tasks.total; n++ {
		if of(*s.example(n)) == id {
			return n, true
		}
	}
	n, known = find(id)
	return n, known && s.example(n) == nil
}
