package sdrs

import (
	"strings"

	"github.com/taskfault/taskfault/sdk"
)

// thing is one kind of what jobs work on.
type thing struct {
	word string // in the types of jobs
	kind string // as a resource_type
	id   func(*JobEntities) string
}

// things are all kinds, the smallest first. A NIC's jobs change its instance.
var things = [...]thing{
	{"DisasterRecoveryDrill", "disaster_recovery_drills", func(e *JobEntities) string { return e.DisasterRecoveryDrillID }},
	{"ReplicationPair", "replications", func(e *JobEntities) string { return e.ReplicationPairID }},
	{"ProtectedInstance", "protected_instances", func(e *JobEntities) string { return e.ProtectedInstanceID }},
	{"Nic", "protected_instances", func(e *JobEntities) string { return e.ProtectedInstanceID }},
	{"ProtectionGroup", "server_groups", func(e *JobEntities) string { return e.ServerGroupID }},
}

// resource is what a job works on, chosen so that it is the one that the task
// center tells of the same job's failure: what the job's type names. The
// document of the states of pairs and instances bears this out for the two that
// are both in an attachment: it is the pair that comes to error-attaching. A job
// of another type works on the smallest thing that there is.
func resource(job *Job) sdk.Resource {
	for _, t := range things {
		if !strings.Contains(job.JobType, t.word) {
			continue
		}
		if id := t.in(job); id != "" {
			return sdk.Resource{ID: id, Type: t.kind}
		}
	}
	return smallest(job)
}

// in is the ID of the first such thing that the entities of the job name, or of
// its sub-jobs, depth first.
func (t thing) in(job *Job) string {
	if id := t.id(&job.Entities); id != "" {
		return id
	}
	subs := job.Entities.SubJobs.Rows
	for i := range subs {
		if id := t.in(&subs[i]); id != "" {
			return id
		}
	}
	return ""
}

// smallest is the smallest thing that the entities of the job name, or those of
// its sub-jobs where its own name none.
func smallest(job *Job) sdk.Resource {
	for _, t := range things {
		if id := t.id(&job.Entities); id != "" {
			return sdk.Resource{ID: id, Type: t.kind}
		}
	}
	subs := job.Entities.SubJobs.Rows
	for i := range subs {
		if r := smallest(&subs[i]); r.ID != "" {
			return r
		}
	}
	return sdk.Resource{}
}
