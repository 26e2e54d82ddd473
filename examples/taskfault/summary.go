package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// summary counts what was found, by service.
type summary struct {
	services map[string]*tally
	total    tally
}

// tally counts the tasks of a service.
type tally struct {
	tasks  int
	states map[sdk.State]int   // a good task with a warning counts as one
	kinds  map[errors.Kind]int // of failures and warnings
}

func (s *summary) add(r taskRecord) {
	if s.services == nil {
		s.services = make(map[string]*tally)
	}
	if s.services[r.Service] == nil {
		s.services[r.Service] = new(tally)
	}
	s.services[r.Service].add(&r)
	s.total.add(&r)
}

func (t *tally) add(r *taskRecord) {
	if t.states == nil {
		t.states, t.kinds = make(map[sdk.State]int), make(map[errors.Kind]int)
	}
	t.tasks++
	state := r.State
	if r.warned() {
		state = warning
	}
	t.states[state]++
	if r.troubled() {
		t.kinds[r.trouble().Kind]++
	}
}

// mixed reports whether there are other tasks than failed ones.
func (s *summary) mixed() bool { return s.total.states[sdk.Failed] < s.total.tasks }

// set lays the summary out: a line for each service, with the kinds of its
// failures and, where there are others, its states.
func (s *summary) set(look style, states bool) string {
	title := "KINDS"
	if states {
		title = "STATES, AND KINDS OF TROUBLE"
	}
	columns := []column{{title: "SERVICE", most: 8, least: 5}, {title: "TASKS", most: 12, least: 5}, {title: title, most: widestProse, least: 20}}
	if !states {
		columns[1].title = "FAILED"
	}
	var rows [][]cell
	row := func(name, attribute string, t *tally) {
		rows = append(rows, []cell{{name, attribute}, {grouped(t.tasks), attribute}, {t.words(states), plain}})
	}
	for _, name := range slices.Sorted(maps.Keys(s.services)) {
		row(name, plain, s.services[name])
	}
	if len(rows) > 1 {
		row("all", bold, &s.total)
	}
	fit(columns, rows, look.width)
	var b strings.Builder
	for _, r := range append([][]cell{header(columns)}, rows...) {
		for _, l := range look.line(columns, r) {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}

// words names the states and kinds, the most frequent first.
func (t *tally) words(states bool) string {
	kinds := ranked(t.kinds)
	if !states {
		return kinds
	}
	words := ranked(t.states)
	if kinds != "" {
		words += "; by kind: " + kinds
	}
	return words
}

// ranked writes counts, the largest first.
func ranked[K ~string](counts map[K]int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b K) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
	parts := make([]string, len(names))
	for i, n := range names {
		parts[i] = string(n) + " " + grouped(counts[n])
	}
	return strings.Join(parts, ", ")
}
