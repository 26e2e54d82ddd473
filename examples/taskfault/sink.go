package main

import (
	"time"

	"github.com/taskfault/taskfault/sdk"
)

// sink is where a listing goes: lines of JSON at once, or a table at the end.
type sink interface {
	task(at time.Time, r taskRecord)
	problem(r errorRecord, what extent)
	end(receipts []sdk.Receipt, interrupted bool)
	found() int // tasks to look at among those printed
	errors() int
}

// tasks is the sink that the flags ask for.
func (p *program) tasks(l *listing) sink {
	if p.format().asFound {
		return &lineSink{program: p, listing: l}
	}
	kept := entries{most: mostShown, apart: l.noGroup}
	switch {
	case p.flags.limit > 0:
		kept.most = p.flags.limit
	case l.all:
		kept.most = 0
	}
	return &tableSink{program: p, listing: l, entries: kept, perSource: make(map[string]int), unread: make(map[string][]string)}
}

// counts reports whether a task is one to look at.
func (l *listing) counts(r taskRecord) bool {
	return r.troubled() && !(l.noWarnings && r.warned())
}

// lineSink prints records as they come.
type lineSink struct {
	*program
	listing        *listing
	some, problems int
}

func (s *lineSink) task(_ time.Time, r taskRecord) {
	if s.listing.counts(r) {
		s.some++
	}
	s.console.record(r)
}

func (s *lineSink) problem(r errorRecord, what extent) {
	s.problems++
	s.program.problem(r, what)
}

func (s *lineSink) end(receipts []sdk.Receipt, _ bool) {
	for _, r := range receipts {
		s.console.record(s.receipt(r))
	}
}

func (s *lineSink) found() int  { return s.some }
func (s *lineSink) errors() int { return s.problems }

// mostTold is how many errors that do not end a source a person is told of, for
// each source. The receipt counts all.
const mostTold = 5

// tableSink keeps what the table will show, and counts the rest.
type tableSink struct {
	*program
	listing   *listing
	entries   entries
	summary   summary
	some      int
	problems  int
	perSource map[string]int
	unread    map[string][]string // by source, the names of lists that could not be read
}

func (s *tableSink) task(at time.Time, r taskRecord) {
	if s.listing.counts(r) {
		s.some++
	}
	s.summary.add(r)
	s.entries.add(at, r)
}

func (s *tableSink) problem(r errorRecord, what extent) {
	s.problems++
	if what == ofList && r.list != "" {
		s.unread[r.Source] = append(s.unread[r.Source], r.list)
	}
	if what != ofSource {
		s.perSource[r.Source]++
		switch n := s.perSource[r.Source]; {
		case n == mostTold+1:
			s.console.complain(r.Source + ": there are more errors like these; --output jsonl shows them")
			return
		case n > mostTold:
			return
		}
	}
	s.program.problem(r, what)
}

func (s *tableSink) found() int  { return s.some }
func (s *tableSink) errors() int { return s.problems }

func (s *tableSink) end(receipts []sdk.Receipt, interrupted bool) {
	shown, total := s.entries.sorted(), s.summary.total.tasks
	t := table{style: s.look(), states: s.listing.withStates || s.summary.mixed()}
	s.console.print(t.set(shown))
	if tasks := tasksOf(shown); tasks < total {
		s.console.print("\n" + t.sentence(plain, s.cut(len(shown), tasks, total)))
	}
	if len(shown) > 0 {
		s.console.print("\n" + s.summary.set(t.style, t.states) + "\n")
	}
	s.console.print(verdict{s.program, t.style, s.listing, receipts, s.unread, interrupted, len(shown) > 0}.set())
}

// cut says that not all tasks are shown, and how to see them. An entry stands for
// one task or several.
func (s *tableSink) cut(shown, tasks, all int) string {
	how := "--all shows every one"
	if s.flags.limit > 0 {
		how = "--limit is " + grouped(s.flags.limit)
	}
	if shown < tasks {
		return "The newest " + count(shown, "entry") + byNumber(shown, " is", " are") + " shown, " + grouped(tasks) + " of " + count(all, "task") + "; " + how + "."
	}
	if shown == 1 {
		return "The newest of " + count(all, "task") + " is shown; " + how + "."
	}
	return "The newest " + grouped(shown) + " of " + count(all, "task") + " are shown; " + how + "."
}

// tasksOf is how many tasks the entries stand for.
func tasksOf(shown []*entry) (tasks int) {
	for _, e := range shown {
		tasks += e.count
	}
	return tasks
}
