package sdk

import (
	"context"
	"iter"
	"slices"
)

// Merged ranges over the tasks of all sources as one list, newest first, with
// errors as in [Scan.All]. It holds no more than two pages of each source, one
// being merged and one ahead, and it begins when every source has given its
// first; so all sources are read at once, whatever Query.Parallel says.
//
// That bound has a price. Where every source lists newest first, so is the
// whole. A source that lists in another order is put in order page by page
// only, and its tasks can come after older ones; none is lost. A task without a
// time comes before the others of its page.
func (s *Scan) Merged(ctx context.Context) iter.Seq2[Task, error] {
	return func(yield func(Task, error) bool) {
		if err := s.begin(); err != nil {
			yield(Task{}, err)
			return
		}
		outs := make([]chan step, len(s.clients))
		for i := range outs {
			outs[i] = make(chan step)
		}
		f := s.open(ctx, len(outs), func(source int) chan<- step { return outs[source] })
		m := &merge{scan: s, yield: yield, quota: newQuota(s.query.Limit), alike: errorLimit{}}
		defer func() { f.close(m.limited) }()
		defer m.leave()
		for _, out := range outs {
			m.heads = append(m.heads, &head{out: out, done: true})
		}
		for m.fill() {
			if m.give() {
				continue
			}
			if m.limited {
				s.deliverRest(m.alike, func(page Page, err error) (int, bool) { return 0, yieldErrors(page, err, yield) })
			}
			return
		}
	}
}

// merge is where a Merged range stands.
type merge struct {
	scan  *Scan
	yield func(Task, error) bool
	quota *quota
	alike errorLimit
	heads []*head

	limited bool // the query's limit ends the range
}

// head is the page of a source that is being merged.
type head struct {
	out   <-chan step
	step  step
	next  int  // of its tasks, newest first
	taken bool // it is in the receipt
	done  bool // its tasks and errors were handed out
	ended bool // nothing follows from the source
}

// fill gets a page with a task from every source that has one left. It reports
// false if there is nothing more to merge, or the range was left.
func (m *merge) fill() bool {
	some := false
	for i, h := range m.heads {
		for h.done && !h.ended {
			h.receive()
			if h.step.end && h.step.err == nil {
				h.done = true
				m.scan.ended(i)
				if m.alike.rest(i, &h.step.page) && !yieldErrors(h.step.page, nil, m.yield) {
					return false
				}
				continue
			}
			if len(h.step.page.Tasks) == 0 && !m.finish(i) {
				return false
			}
		}
		some = some || !h.done
	}
	return some
}

// receive waits for the source's next step.
func (h *head) receive() {
	h.step = <-h.out
	h.next, h.taken, h.done = 0, false, false
	h.ended = h.step.last()
	slices.SortStableFunc(h.step.page.Tasks, func(a, b Task) int {
		switch {
		case newer(a, b):
			return -1
		case newer(b, a):
			return 1
		}
		return 0
	})
}

// give hands out the newest task of all heads. It reports false if the range is
// to end.
func (m *merge) give() bool {
	best := -1
	for i, h := range m.heads {
		if !h.done && (best < 0 || newer(h.task(), m.heads[best].task())) {
			best = i
		}
	}
	h := m.heads[best]
	m.take(best)
	task := h.task()
	h.next++
	m.scan.gave(best, 1)
	m.quota.spend(1)
	if !m.yield(task, nil) {
		return false
	}
	if h.next == len(h.step.page.Tasks) && !m.finish(best) {
		return false
	}
	m.limited = m.quota.used()
	return !m.limited
}

// finish hands out the errors of a page whose tasks have all been, and notes
// that it was taken whole.
func (m *merge) finish(i int) bool {
	h := m.heads[i]
	m.take(i)
	h.done = true
	if !yieldErrors(h.step.page, h.step.err, m.yield) {
		return false
	}
	m.scan.passed(i, &h.step.page, h.step.err)
	h.step = step{} // an ended source holds no page
	return true
}

// take puts the page into the receipt, once.
func (m *merge) take(i int) {
	h := m.heads[i]
	if h.taken {
		return
	}
	h.taken = true
	m.scan.took(&h.step)
	m.alike.cut(&h.step)
}

// leave counts the requests for the pages that wait to be merged.
func (m *merge) leave() {
	for _, h := range m.heads {
		if !h.done && !h.taken {
			m.scan.unread(&h.step)
		}
	}
}

func (h *head) task() Task { return h.step.page.Tasks[h.next] }

// newer reports whether a goes before b.
func newer(a, b Task) bool {
	if a.StartedAt.IsZero() || b.StartedAt.IsZero() {
		return a.StartedAt.IsZero() && !b.StartedAt.IsZero()
	}
	return a.StartedAt.After(b.StartedAt)
}
