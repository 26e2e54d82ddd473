package main

import (
	"time"

	"github.com/taskfault/taskfault/sdk"
)

// sink is where a listing goes: lines of JSON at once, or a table at the end.
type sink interface {
	task(at time.Time, r taskRecord)
	problem(r errorRecord, ends bool)
	end(receipts []sdk.Receipt, interrupted bool)
	failures() int // failed tasks among those printed
	errors() int
}

// tasks is the sink that the flags ask for.
func (p *program) tasks(l *listing) sink {
	if p.format().asFound {
		return &lineSink{program: p}
	}
	most := mostShown
	switch {
	case p.flags.limit > 0:
		most = p.flags.limit
	case l.all:
		most = 0
	}
	return &tableSink{program: p, listing: l, newest: newest{most: most}, perSource: make(map[string]int)}
}

// lineSink prints records as they come.
type lineSink struct {
	*program
	failed, problems int
}

func (s *lineSink) task(_ time.Time, r taskRecord) {
	if r.State == sdk.Failed {
		s.failed++
	}
	s.console.record(r)
}

func (s *lineSink) problem(r errorRecord, ends bool) {
	s.problems++
	s.program.problem(r, ends)
}

func (s *lineSink) end(receipts []sdk.Receipt, _ bool) {
	for _, r := range receipts {
		s.console.record(s.receipt(r))
	}
}

func (s *lineSink) failures() int { return s.failed }
func (s *lineSink) errors() int   { return s.problems }

// mostTold is how many rows that could not be read a person is told of, for each
// source. The receipt counts all.
const mostTold = 5

// tableSink keeps what the table will show, and counts the rest.
type tableSink struct {
	*program
	listing   *listing
	newest    newest
	summary   summary
	problems  int
	perSource map[string]int
}

func (s *tableSink) task(at time.Time, r taskRecord) {
	s.summary.add(r)
	s.newest.add(at, r)
}

func (s *tableSink) problem(r errorRecord, ends bool) {
	s.problems++
	if !ends {
		s.perSource[r.Source]++
		switch n := s.perSource[r.Source]; {
		case n == mostTold+1:
			s.console.complain(r.Source + ": more rows could not be read; --output jsonl tells all of them")
			return
		case n > mostTold:
			return
		}
	}
	s.program.problem(r, ends)
}

func (s *tableSink) failures() int { return s.summary.failures() }
func (s *tableSink) errors() int   { return s.problems }

func (s *tableSink) end(receipts []sdk.Receipt, interrupted bool) {
	t := table{style: s.look(), states: s.listing.withStates}
	tasks := s.newest.sorted()
	s.console.print(t.set(tasks))
	if all := s.summary.total.tasks; all > len(tasks) {
		s.console.print("\n" + s.prose(t.style, s.cut(len(tasks), all)))
	}
	if len(tasks) > 0 {
		s.console.print("\n" + s.summary.set(t.style, s.listing.withStates) + "\n")
	}
	s.console.print(verdict{s.program, t.style, s.listing, receipts, interrupted, len(tasks) > 0}.set())
}

// cut says that not all tasks are shown, and how to see them.
func (s *tableSink) cut(shown, all int) string {
	how := "--all shows every one"
	if s.flags.limit > 0 {
		how = "--limit is " + grouped(s.flags.limit)
	}
	if shown == 1 {
		return "The newest of " + count(all, "task") + " is shown; " + how + "."
	}
	return "The newest " + grouped(shown) + " of " + count(all, "task") + " are shown; " + how + "."
}

// prose is a sentence, broken into lines.
func (p *program) prose(look style, text string) string { return look.sentence(plain, text) }
