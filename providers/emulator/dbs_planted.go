package emulator

import "time"

// plant tells every task of the service.
func (data *dbsData) plant(tell func(Planted)) {
	for _, p := range data.plans {
		plan := p.planted(jobPlan, p.id, p.status, p.fault)
		if p.status == "init" && p.fault != nil {
			plan.Code, plan.Standard = preChecks[failedCheck].item, failedCheckSays
		}
		tell(plan)
		for i := range p.full {
			b := &p.full[i]
			set := p.planted(jobFull, b.id, b.status, b.fault)
			if set.Began, set.Ended = instant(b.started), instant(b.finished); b.started == 0 {
				set.Began = instant(b.created)
			}
			tell(set)
		}
		for i := range p.increments {
			b := &p.increments[i]
			set := p.planted(jobIncrement, b.job, b.status, b.fault)
			set.Began, set.Ended, set.Reason = instant(b.started), instant(b.ended), "" // its row has no words
			tell(set)
		}
	}
	for _, r := range data.restores {
		task := r.plan.planted(jobRestore, r.id, r.status, r.fault)
		task.Began, task.Ended = instant(r.created), instant(r.finished)
		tell(task)
	}
}

// planted is a task of the plan's.
func (p *dbsPlan) planted(kind, id, status string, fault *dbsFault) Planted {
	t := Planted{ID: id, Type: kind, Status: status, ResourceID: p.id, ResourceName: p.name, ResourceType: jobPlan}
	if fault != nil {
		t.Code, t.Reason, t.Standard = fault.code, fault.message(), fault.en
	}
	return t
}

// instant is a time in Unix milliseconds, of which 0 is none.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
