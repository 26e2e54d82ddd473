package emulator

import "time"

// showJob is GET /v1/{project_id}/jobs/{job_id}.
func (s *sdrsData) showJob(c *call) reply {
	id := c.args[0]
	if job, known := s.sample(id); known {
		return succeed(job)
	}
	if n, known := s.findJob(id); known {
		return succeed(s.job(n))
	}
	return sdrsNotFound("Job", id)
}

// job is the job of a failed task. In one of three the code is its own, in the
// others it stands only in a sub-job, or in a sub-job of a sub-job.
func (s *sdrsData) job(n int) huaweiJob {
	f, k := s.failure(n), s.kind(n)
	begin := s.tasks.created(n)
	if e := s.example(n); e != nil {
		begin, _ = time.Parse(milliZ, e.BeginTime) // ours, so it is well-formed
	}
	end := begin.Add(s.tasks.later(n, topicEnd).Sub(s.tasks.created(n)))

	done := begun("SUCCESS", subID(f.JobID, 0), k.firstSub, begin).ended(begin.Add(20 * time.Second))
	done.Entities["server_group_id"] = s.groupOf(n)
	failed := begun("FAIL", subID(f.JobID, 1), k.failedSub, begin.Add(20*time.Second)).ended(end)
	job := begun("FAIL", f.JobID, f.JobType, begin).ended(end)
	s.entities(n, job.Entities)
	switch depth := n % 3; {
	case depth == 0 || s.example(n) != nil:
		job = job.because(f.ErrorCode, f.FailReason)
		failed = failed.because(f.ErrorCode, f.FailReason)
	case depth == 1:
		failed = failed.because(f.ErrorCode, f.FailReason)
	default:
		leaf := begun("FAIL", subID(f.JobID, 2), k.failedSub+"Step", begin.Add(30*time.Second)).ended(end)
		failed = failed.inside(leaf.because(f.ErrorCode, f.FailReason))
	}
	return job.inside(done, failed)
}

// groupOf is the protection group that row n belongs to. A group whose creation
// failed is none of those that are listed.
func (s *sdrsData) groupOf(n int) string {
	if scope := s.scope(n); scope != scopeGroupLevel {
		return s.groups[scope-1].ID
	}
	return s.failure(n).ResourceID
}

// entities names what row n's job worked on.
func (s *sdrsData) entities(n int, e map[string]any) {
	e["server_group_id"] = s.groupOf(n)
	id := s.failure(n).ResourceID
	switch s.kind(n).resource {
	case "protected_instances":
		e["protected_instance_id"] = id
		e["native_server_id"] = s.tasks.uuid(n, topicResource)
	case "replications":
		e["replication_pair_id"] = id
		e["volume_ids"] = []string{s.tasks.uuid(n, topicResource), s.tasks.uuid(n, topicName)}
	case "disaster_recovery_drills":
		e["disaster_recovery_drill_id"] = id
	}
}

// sample is one of the jobs that SDRS's comment names.
func (s *sdrsData) sample(id string) (job huaweiJob, known bool) {
	begin := s.tasks.start.Add(-20 * time.Minute)
	end := begin.Add(4 * time.Minute)
	group := s.groups[0].ID
	switch id {
	case sampleID(1):
		job = begun("INIT", id, "createReplicationPairNoCG", begin)
	case sampleID(2):
		job = begun("RUNNING", id, "stopProtectionGroupNoCG", begin).inside(
			begun("SUCCESS", subID(id, 0), "checkProtectionGroupNoCG", begin).ended(begin.Add(time.Second)),
			begun("RUNNING", subID(id, 1), "stopProtectionGroupRepNoCG", begin.Add(time.Second)))
	case sampleID(3):
		job = begun("SUCCESS", id, "startProtectionGroupNoCG", begin).ended(end).inside(
			begun("SUCCESS", subID(id, 0), "startProtectionGroupRepNoCG", begin).ended(end))
	case sampleID(4):
		job = begun("SUCCESS", id, "createDisasterRecoveryDrill", begin).ended(end).inside(
			begun("SUCCESS", subID(id, 0), "createDrillVolumes", begin).ended(end),
			begun("FAIL", subID(id, 1), "createDrillServers", begin).ended(end).
				because("Ecs.0219", "SdrsStartDrillServerTask-fail:one server did not start"))
		job.Entities["disaster_recovery_drill_id"] = s.tasks.uuid(-1, topicResource)
	case sampleID(5):
		job = begun("FAIL", id, "failoverProtectionGroupNoCG", begin).ended(end).inside(
			begun("FAIL", subID(id, 0), "failoverProtectionGroupRepNoCG", begin).ended(end).inside(
				begun("FAIL", subID(id, 1), "switchReplicationNoCG", begin).ended(end).
					because("SDRS.1030", "SdrsFailoverGroupTask-fail:storage did not switch over")))
	default:
		return huaweiJob{}, false
	}
	job.Entities["server_group_id"] = group
	return job, true
}
