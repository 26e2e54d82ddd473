package sdktest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/taskfault/taskfault/sdk"
)

// content are the cases about what a client says of the tasks that there are.
var content = []testCase{
	{
		name:  "planted tasks in lists",
		rule:  "lists tell all tasks that the service holds, each once and as it is there: with its type, state, resource, times, code and reason",
		needs: func(h Harness) string { return lacksPlanted(h, "a list shows", anyTask) },
		run: func(s *stage) {
			base, planted := s.servePlanted()
			f := s.scanAll(s.client(base), sdk.Query{})
			s.whole(f, many)
			s.compare("listed", f.tasks, byID(planted.Listed), differences)
		},
	},
	{
		name:  "planted tasks by Get",
		rule:  "Get tells each task as the service holds it, with its type, state, resource, times, code and reason, in whatever state it is",
		needs: func(h Harness) string { return lacksPlanted(h, "can be read", anyTask) },
		run: func(s *stage) {
			base, planted := s.servePlanted()
			want := planted.byGet()
			s.compare("read", s.getAll(s.client(base), want), want, differences)
		},
	},
	{
		name:  "trouble",
		rule:  "sdk.Failures shows every task that failed, is half done or never ran, every unknown one with a reason or a code and every one with a warning, and no other",
		needs: func(h Harness) string { return lacksPlanted(h, "is in trouble", inTrouble) },
		run: func(s *stage) {
			base, planted := s.servePlanted()
			want := map[string]sdk.Task{}
			for _, t := range planted.Listed {
				if inTrouble(t) {
					want[t.ID] = t
				}
			}
			f := s.scan(s.client(base), sdk.Query{})
			s.whole(f, many)
			s.compare("among the failures", f.tasks, want, differences)
		},
	},
	{
		name:  "half is not whole",
		rule:  "a task that is half done, that never ran, or of which a part failed is no plain success: it says so in its state or by a warning, in lists and by Get",
		needs: func(h Harness) string { return lacksPlanted(h, "is partial, missed or has a warning", isHalf) },
		run: func(s *stage) {
			base, planted := s.servePlanted()
			client := s.client(base)
			listed := s.scan(client, sdk.Query{}).tasks
			for _, t := range planted.Listed {
				if _, shown := listed[t.ID]; isHalf(t) && !shown {
					s.Errorf("task %s, %s, is not among the failures", t.ID, half(t))
				}
			}
			for id, t := range planted.byGet() {
				if !isHalf(t) {
					continue
				}
				task, err := sdk.Get(context.Background(), client, id)
				if err != nil || half(task) != half(t) || !task.HasTrouble() {
					s.Errorf("task %s is read as one %s (%v), and is %s", id, half(task), err, half(t))
				}
			}
		},
	},
	{
		name:  "window",
		rule:  "a task is in a window that its span touches: from its start to the latest time known of it, to now while it goes on; one without a time is in every window",
		needs: func(h Harness) string { return lacksPlanted(h, "lasted", func(t sdk.Task) bool { return span(t) > 0 }) },
		run:   checkWindow,
	},
}

// inTrouble reports whether a task is one that somebody should look at.
func inTrouble(t sdk.Task) bool {
	switch t.State {
	case sdk.Failed, sdk.Partial, sdk.Missed:
		return true
	case sdk.Unknown:
		return t.Failure != nil && t.Failure.Code+t.Failure.Reason != "" || t.Warning != nil
	}
	return t.Warning != nil
}

// isHalf reports whether a task is neither a whole success nor a plain failure.
func isHalf(t sdk.Task) bool {
	return t.State == sdk.Partial || t.State == sdk.Missed || t.Warning != nil
}

// half says how a task is that isHalf.
func half(t sdk.Task) string {
	if t.Warning != nil {
		return string(t.State) + " with a warning"
	}
	return string(t.State)
}

// checkWindow asks for windows that begin or end in the middle of tasks.
func checkWindow(s *stage) {
	base, p := s.servePlanted()
	read := p.byGet()
	client := s.client(base)
	for _, at := range middles(p.Listed, read) {
		for side, q := range map[string]sdk.Query{"since": {Since: at}, "until": {Until: at}} {
			all, failures := s.scanAll(client, q), s.scan(client, q)
			for _, listed := range p.Listed {
				_, found := all.tasks[listed.ID]
				_, failed := failures.tasks[listed.ID]
				from, to := times(read[listed.ID])
				in := (q.Since.IsZero() || !to.Before(at)) && (q.Until.IsZero() || !from.After(at)) || to.IsZero()
				if found != in || failed != (in && inTrouble(listed)) {
					s.Errorf("%s %v: task %s from %v to %v is listed: %t, among the failures: %t; in the window: %t", side, at, listed.ID, from, to, found, failed, in)
				}
			}
		}
		if s.Failed() {
			return
		}
	}
}

// middles are the middles of the longest tasks among those listed: of one that
// failed and of one in any state.
func middles(listed []sdk.Task, read map[string]sdk.Task) []time.Time {
	var bad, all []sdk.Task
	for _, t := range listed {
		if t = read[t.ID]; span(t) <= 0 {
			continue
		}
		if all = append(all, t); t.State.Bad() {
			bad = append(bad, t)
		}
	}
	var middles []time.Time
	for _, tasks := range [][]sdk.Task{bad, all} {
		if len(tasks) > 0 {
			longest := slices.MaxFunc(tasks, func(a, b sdk.Task) int { return cmp.Compare(span(a), span(b)) })
			from, _ := times(longest)
			middles = append(middles, from.Add(span(longest)/2))
		}
	}
	return middles
}

// times are when a task began and the latest time known of it, which is now while
// it goes on.
func times(t sdk.Task) (from, to time.Time) {
	for _, at := range []time.Time{t.StartedAt, t.UpdatedAt, t.EndedAt} {
		if at.After(to) {
			to = at
		}
	}
	if now := time.Now(); !to.IsZero() && !t.State.Ended() && t.State != sdk.Unknown && now.After(to) {
		to = now
	}
	return t.StartedAt, to
}

// span is how long a task lasted, as far as is known.
func span(t sdk.Task) time.Duration {
	from, to := times(t)
	if from.IsZero() {
		return 0
	}
	return to.Sub(from)
}
