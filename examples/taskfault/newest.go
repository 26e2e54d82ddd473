package main

import (
	"cmp"
	"slices"
	"time"
)

// newest keeps the newest tasks, so many at most, or all. It holds no more than
// twice as many at a time, however many are added.
type newest struct {
	most  int // 0 for all
	tasks []timedTask
}

type timedTask struct {
	at time.Time
	taskRecord
}

func (n *newest) add(at time.Time, t taskRecord) {
	n.tasks = append(n.tasks, timedTask{at, t})
	if n.most > 0 && len(n.tasks) >= 2*n.most {
		n.cut()
	}
}

// cut forgets what is not among the newest.
func (n *newest) cut() {
	slices.SortStableFunc(n.tasks, func(a, b timedTask) int {
		return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID))
	})
	if n.most > 0 && len(n.tasks) > n.most {
		clear(n.tasks[n.most:])
		n.tasks = n.tasks[:n.most]
	}
}

// sorted are the tasks kept, newest first, those without a time at the end.
func (n *newest) sorted() []taskRecord {
	n.cut()
	records := make([]taskRecord, len(n.tasks))
	for i, t := range n.tasks {
		records[i] = t.taskRecord
	}
	return records
}
