package main

import (
	"math"
	"slices"
	"strings"
)

// indent stands before what is said below a row.
const indent = "  "

// narrowestReason is the least room in which the reason is worth a column.
const narrowestReason = 36

// wideTable is the width at which no column has to save.
const wideTable = 160

// longestText bounds a service's words in a table, in bytes.
const longestText = 1000

// widestProse is the longest line of prose that reads well.
const widestProse = 110

// table sets entries for a person: a row for each, and below it what the trouble
// means and what to do.
type table struct {
	style
	states bool // with a column for the state

	columns []column
	// Which facts have a column. The others stand below the row.
	withReason, withTask, withCode, withKind bool
}

// set lays the entries out. It ends with a line end, unless there are none.
func (t *table) set(entries []*entry) string {
	if len(entries) == 0 {
		return ""
	}
	rows := t.arrange(entries)
	var b strings.Builder
	for _, l := range t.line(t.columns, header(t.columns)) {
		b.WriteString(l + "\n")
	}
	apart := true
	for i, r := range rows {
		troubled := entries[i].troubled()
		if apart || troubled {
			b.WriteByte('\n')
		}
		apart = troubled
		for _, l := range t.line(t.columns, r) {
			b.WriteString(l + "\n")
		}
		for _, l := range t.below(entries[i]) {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}

// arrange chooses the columns that fit, and fills them. The reason leaves first,
// then the type, then the code, and beside a state the kind: they read well below
// the row.
func (t *table) arrange(entries []*entry) [][]cell {
	t.withReason, t.withTask, t.withCode, t.withKind = false, true, true, true
	rows := t.rows(entries)
	natural := fit(t.columns, rows, math.MaxInt)
	if room := t.width - natural - len(gap); room >= narrowestReason && anyReason(entries) {
		t.withReason = true
		rows = t.rows(entries)
		t.columns[len(t.columns)-1].most = room
	}
	for _, leaves := range []*bool{&t.withTask, &t.withCode} {
		if natural > t.width {
			*leaves = false
			rows = t.rows(entries)
			natural = fit(t.columns, rows, math.MaxInt)
		}
	}
	if fit(t.columns, rows, t.width) > t.width && t.states { // the state says the most important
		t.withKind = false
		rows = t.rows(entries)
		fit(t.columns, rows, t.width)
	}
	return rows
}

func anyReason(entries []*entry) bool {
	return slices.ContainsFunc(entries, func(e *entry) bool { return e.reason() != "" })
}

// rows builds the columns and one row an entry.
func (t *table) rows(entries []*entry) [][]cell {
	t.columns = []column{
		{title: "WHEN (UTC)", most: 16, easy: 16, least: 10},
		{title: "SERVICE", most: 8, easy: 7, least: 7},
		{title: "RESOURCE", most: 40, easy: 12, least: 8},
	}
	if t.withTask {
		t.columns = append(t.columns, column{title: "TASK", most: 44, easy: 20, least: 10})
	}
	if t.states {
		most := 16 // "unknown" above the service's word
		if t.width >= wideTable {
			most = 30
		}
		t.columns = append(t.columns, column{title: "STATE", most: most, easy: 9, least: 9})
	}
	if t.withCode {
		t.columns = append(t.columns, column{title: "CODE", most: 30, easy: 22, least: 6})
	}
	if t.withKind {
		t.columns = append(t.columns, column{title: "KIND", most: 17, easy: 17, least: 7})
	}
	if t.withReason {
		t.columns = append(t.columns, column{title: "REASON", most: longestText, least: 10})
	}
	rows := make([][]cell, len(entries))
	for i, e := range entries {
		rows[i] = t.row(e)
	}
	return rows
}

func (t *table) row(e *entry) []cell {
	row := []cell{{when(e.at), plain}, {e.Service, plain}, {resourceName(e.taskRecord), bold}}
	if t.withTask {
		row = append(row, cell{taskName(e.taskRecord), plain})
	}
	if t.states {
		row = append(row, stateCell(e.taskRecord))
	}
	f := e.trouble()
	if t.withCode {
		row = append(row, cell{seen(f.Code), plain})
	}
	if t.withKind {
		row = append(row, cell{string(f.Kind), ofKind(f.Kind)})
	}
	if t.withReason {
		row = append(row, cell{reasonsOf(e), plain})
	}
	return row
}

// below is what follows a row: whatever found no column, the meaning, the
// remedy, how often it came, and by which name the newest task can be asked for.
func (t *table) below(e *entry) []string {
	var lines []string
	say := func(attribute, first, text string) {
		if text == "" {
			return
		}
		hang := strings.Repeat(" ", len([]rune(first)))
		for i, l := range wrap(text, min(t.width, widestProse)-len(indent)-len(hang)) {
			if i > 0 {
				first = hang
			}
			lines = append(lines, indent+t.paint(attribute, first+l))
		}
	}
	name := joined(": ", timesOf(e), seen(e.ID)+" in "+seen(e.Source))
	if !e.troubled() { // nothing but names: one line
		say(dim, "", joined(": ", t.unsaid(e), name))
		return lines
	}
	say(plain, "", t.unsaid(e))
	if e.warned() {
		say(ofWarning, "! ", "a warning: the service itself calls this task "+stateWord(e.taskRecord))
	}
	say(dim, "", e.trouble().Meaning)
	say(dim, "→ ", e.trouble().Remedy)
	if w := e.Warning; w != nil && !e.warned() {
		say(ofWarning, "! ", joined(": ", "a warning beside it", seen(w.Code), seen(w.Reason)))
		say(dim, "→ ", w.Remedy)
	}
	say(dim, "", name)
	return lines
}

// unsaid is what the columns have no room for.
func (t *table) unsaid(e *entry) string {
	var parts []string
	if !t.withTask {
		parts = append(parts, taskName(e.taskRecord))
	}
	if e.troubled() && !t.withKind {
		parts = append(parts, string(e.trouble().Kind))
	}
	if !t.withCode {
		parts = append(parts, seen(e.trouble().Code))
	}
	if !t.withReason {
		parts = append(parts, reasonsOf(e))
	}
	return joined(": ", parts...)
}
