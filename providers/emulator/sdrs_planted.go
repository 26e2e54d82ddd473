package emulator

// plant tells every failed task of the service, and the jobs that no list shows. A
// failed task has the end of its job, which the task center does not tell.
func (s *sdrsData) plant(tell func(Planted)) {
	for n := range s.tasks.total {
		f, job := s.failure(n), s.job(n)
		t := job.planted()
		t.Unlisted = false
		t.ResourceID, t.ResourceName, t.ResourceType = f.ResourceID, f.ResourceName, f.ResourceType
		tell(t.because(f.ErrorCode, f.FailReason))
	}
	for k := 1; ; k++ {
		job, known := s.sample(sampleID(k))
		if !known {
			return
		}
		t := job.planted()
		t.ResourceID, t.ResourceType = s.groups[0].ID, "server_groups"
		if drill, ok := job.Entities["disaster_recovery_drill_id"].(string); ok {
			t.ResourceID, t.ResourceType = drill, "disaster_recovery_drills"
		}
		tell(t)
	}
}
