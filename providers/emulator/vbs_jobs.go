package emulator

import (
	"net/http"
	"time"
)

// beside puts sub-jobs where VBS has them.
func (j huaweiJob) beside(subs ...huaweiJob) huaweiJob {
	j.SubJobs = subs
	return j
}

// showJob is GET /v1/{project_id}/jobs/{job_id}.
func (v *vbsData) showJob(c *call) reply {
	id := c.args[0]
	if job, known := v.sample(id); known {
		return succeed(job)
	}
	for i := range v.policies {
		p := &v.policies[i]
		if n, known := p.tasks.findJob(id); known && p.hasJob(n) {
			return succeed(v.job(p, n))
		}
	}
	return wrapped(http.StatusNotFound, "error", "The job "+visible(id)+" does not exist.", "404")
}

// job is the job of a policy's task. Every other one that failed has its code only
// in a sub-job.
func (v *vbsData) job(p *vbsPolicy, n int) huaweiJob {
	t := v.task(p, n)
	begin, end := p.tasks.created(n), p.tasks.later(n, topicUpdated)
	job := begun("RUNNING", t.VBSJobID, "bksCreateBackup", begin)
	snapshot := begun("SUCCESS", subID(t.VBSJobID, 0), "bksCreateSnapshot", begin).ended(begin.Add(10 * time.Second))
	upload := begun("RUNNING", subID(t.VBSJobID, 1), "bksUploadData", begin.Add(10*time.Second))
	switch t.Status {
	case "EXECUTE_SUCCESS":
		job.Status, upload.Status = "SUCCESS", "SUCCESS"
		job, upload = job.ended(end), upload.ended(end)
		job.Entities["backup_id"] = p.tasks.uuid(n, topicVolume)
	case "RUNNING":
	default:
		job.Status, upload.Status = "FAIL", "FAIL"
		job, upload = job.ended(end), upload.ended(end).because(t.Code, t.Message)
		if n%2 == 0 {
			job = job.because(t.Code, t.Message)
		}
	}
	job.Entities["bks_create_volume_name"] = "autobk_volume"
	job.Entities["volume_id"] = t.ResourceID
	job.Entities["snapshot_id"] = p.tasks.uuid(n, topicSnapshot)
	return job.beside(snapshot, upload)
}

// sample is one of the jobs that VBS's comment names.
func (v *vbsData) sample(id string) (job huaweiJob, known bool) {
	begin := v.policies[0].tasks.start.Add(-20 * time.Minute)
	end := begin.Add(4 * time.Minute)
	switch id {
	case sampleID(1):
		job = begun("INIT", id, "bksDeleteBackup", begin)
	case sampleID(2):
		job = begun("RUNNING", id, "bksRestoreBackup", begin).beside(
			begun("RUNNING", subID(id, 0), "bksWriteData", begin))
	case sampleID(3):
		job = begun("SUCCESS", id, "bksCreateBackup", begin).ended(end)
	case sampleID(4):
		job = begun("SUCCESS", id, "bksCreateBackup", begin).ended(end).beside(
			begun("SUCCESS", subID(id, 0), "bksUploadData", begin).ended(end),
			begun("FAIL", subID(id, 1), "bksDeleteSnapshot", begin).ended(end).
				because("VolumeBackup.0101", "The snapshot was not removed"))
	case sampleID(5):
		job = begun("FAIL", id, "bksRestoreBackup", begin).ended(end).beside(
			begun("FAIL", subID(id, 0), "bksWriteData", begin).ended(end).
				because("VolumeBackup.0209", "The disk is smaller than the backup"))
	default:
		return huaweiJob{}, false
	}
	job.Entities["volume_id"] = v.volume(0)
	return job, true
}
