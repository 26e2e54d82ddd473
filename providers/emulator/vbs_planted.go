package emulator

// plant tells every backup, every task of a policy, and the jobs that no list shows.
func (v *vbsData) plant(tell func(Planted)) {
	for n := range v.backups.total {
		tell(v.plantedBackup(n))
	}
	for i := range v.policies {
		p := &v.policies[i]
		for n := range p.tasks.total {
			tell(v.plantedTask(p, n))
		}
	}
	for k := 1; ; k++ {
		job, known := v.sample(sampleID(k))
		if !known {
			return
		}
		t := job.planted()
		t.ResourceID, t.ResourceType = v.volume(0), "volume"
		tell(t)
	}
}

func (v *vbsData) plantedBackup(n int) Planted {
	b := v.backup("", n)
	t := Planted{
		ID: b.ID, Type: "backup", Status: b.Status, ResourceID: b.VolumeID, ResourceType: "volume",
		Began: printed(micro, b.CreatedAt),
	}
	if b.UpdatedAt != nil {
		t.Changed = printed(micro, *b.UpdatedAt)
	}
	if b.FailReason != nil {
		t.Reason = *b.FailReason
	}
	return t
}

// plantedTask is task n of a policy. Its ID is that of its job, if it came to one.
func (v *vbsData) plantedTask(p *vbsPolicy, n int) Planted {
	task := v.task(p, n)
	t := Planted{
		ID: task.JobID, Type: "backuptask", Status: task.Status, ResourceID: task.ResourceID, ResourceType: task.ResourceType,
		Began: printed(milli, task.CreatedAt), Ended: printed(milli, task.FinishedAt),
	}
	if task.VBSJobID != "" {
		t.ID = task.VBSJobID
	}
	return t.because(task.Code, task.Message)
}
