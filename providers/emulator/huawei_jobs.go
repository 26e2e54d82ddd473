package emulator

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// huaweiJob is a job of SDRS or VBS. SDRS has its sub-jobs inside the entities, VBS
// beside them.
type huaweiJob struct {
	Status     string         `json:"status"`
	Entities   map[string]any `json:"entities"`
	JobID      string         `json:"job_id"`
	JobType    string         `json:"job_type"`
	BeginTime  string         `json:"begin_time"`
	EndTime    *string        `json:"end_time"`
	ErrorCode  *string        `json:"error_code"`
	FailReason *string        `json:"fail_reason"`
	SubJobs    []huaweiJob    `json:"sub_jobs,omitempty"`
}

// begun is a job without an end or a failure.
func begun(status, id, kind string, begin time.Time) huaweiJob {
	return huaweiJob{Status: status, JobID: id, JobType: kind, BeginTime: begin.Format(milliZ), Entities: map[string]any{}}
}

func (j huaweiJob) ended(end time.Time) huaweiJob {
	j.EndTime = new(end.Format(milliZ))
	return j
}

func (j huaweiJob) because(code, reason string) huaweiJob {
	j.ErrorCode, j.FailReason = &code, &reason
	return j
}

// inside puts sub-jobs where SDRS has them.
func (j huaweiJob) inside(subs ...huaweiJob) huaweiJob {
	j.Entities["sub_jobs"] = subs
	return j
}

// subID is the ID of the nth job below the one with this ID.
func subID(id string, nth int) string {
	flipped := []byte(id)
	flipped[len(id)-1-nth] = "fedcba9876543210"[strings.IndexByte("0123456789abcdef", flipped[len(id)-1-nth])]
	return string(flipped)
}

// sampleID is the ID of one of the jobs that are known without a list.
func sampleID(k int) string {
	digits := strconv.Itoa(k)
	return jobMark + strings.Repeat("0", 32-len(jobMark)-len(digits)) + digits
}

// planted is the job as a task that no list shows.
func (j huaweiJob) planted() Planted {
	t := Planted{ID: j.JobID, Type: j.JobType, Status: j.Status, Unlisted: true, Began: printed(milliZ, j.BeginTime)}
	if j.EndTime != nil {
		t.Ended = printed(milliZ, *j.EndTime)
	}
	if failed := j.innermost(); failed != nil {
		if t = t.because(*failed.ErrorCode, *failed.FailReason); j.Status != "FAIL" {
			t.Part = failed.JobType
		}
	}
	return t
}

// innermost is the job in the tree that failed and says why, the deepest of those
// one inside the other; nil if none did.
func (j huaweiJob) innermost() *huaweiJob {
	inside, _ := j.Entities["sub_jobs"].([]huaweiJob)
	for _, sub := range slices.Concat(inside, j.SubJobs) {
		if failed := sub.innermost(); failed != nil {
			return failed
		}
	}
	if j.ErrorCode == nil {
		return nil
	}
	return &j
}
