package main

import (
	"math"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// indent stands before what is said below a row.
const indent = "  "

// narrowestReason is the least room in which the reason is worth a column.
const narrowestReason = 36

// longestText bounds a service's words in a table, in bytes.
const longestText = 1000

// widestProse is the longest line of prose that reads well.
const widestProse = 110

// table sets tasks for a person: a row for each, and below it what its failure
// means and what to do.
type table struct {
	style
	states bool // with a column for the state

	columns []column
	// Which facts have a column. The others stand below the row.
	withReason, withTask, withCode, withKind bool
}

// set lays the tasks out. It ends with a line end, unless there are none.
func (t *table) set(tasks []taskRecord) string {
	if len(tasks) == 0 {
		return ""
	}
	rows := t.arrange(tasks)
	var b strings.Builder
	for _, l := range t.line(t.columns, header(t.columns)) {
		b.WriteString(l + "\n")
	}
	apart := true
	for i, r := range rows {
		failed := tasks[i].Failure != nil || tasks[i].Warning != nil
		if apart || failed {
			b.WriteByte('\n')
		}
		apart = failed
		for _, l := range t.line(t.columns, r) {
			b.WriteString(l + "\n")
		}
		for _, l := range t.below(tasks[i]) {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}

// arrange chooses the columns that fit, and fills them. The reason leaves first,
// then the type, then the code, and beside a state the kind: they read well below
// the row.
func (t *table) arrange(tasks []taskRecord) [][]cell {
	t.withReason, t.withTask, t.withCode, t.withKind = false, true, true, true
	rows := t.rows(tasks)
	natural := fit(t.columns, rows, math.MaxInt)
	if room := t.width - natural - len(gap); room >= narrowestReason && anyReason(tasks) {
		t.withReason = true
		rows = t.rows(tasks)
		t.columns[len(t.columns)-1].most = room
	}
	for _, leaves := range []*bool{&t.withTask, &t.withCode} {
		if natural > t.width {
			*leaves = false
			rows = t.rows(tasks)
			natural = fit(t.columns, rows, math.MaxInt)
		}
	}
	if fit(t.columns, rows, t.width) > t.width && t.states { // the state says the most important
		t.withKind = false
		rows = t.rows(tasks)
		fit(t.columns, rows, t.width)
	}
	return rows
}

func anyReason(tasks []taskRecord) bool {
	for _, r := range tasks {
		if r.Failure != nil && r.Failure.Reason != "" {
			return true
		}
	}
	return false
}

// rows builds the columns and one row a task.
func (t *table) rows(tasks []taskRecord) [][]cell {
	t.columns = []column{
		{title: "WHEN (UTC)", most: 16, easy: 16, least: 10},
		{title: "SERVICE", most: 8, easy: 7, least: 7},
		{title: "RESOURCE", most: 40, easy: 12, least: 8},
	}
	if t.withTask {
		t.columns = append(t.columns, column{title: "TASK", most: 44, easy: 20, least: 10})
	}
	if t.states {
		t.columns = append(t.columns, column{title: "STATE", most: 30, easy: 9, least: 9})
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
	rows := make([][]cell, len(tasks))
	for i, r := range tasks {
		rows[i] = t.row(r)
	}
	return rows
}

func (t *table) row(r taskRecord) []cell {
	row := []cell{{when(r.StartedAt), plain}, {r.Service, plain}, {resourceName(r), bold}}
	if t.withTask {
		row = append(row, cell{taskName(r), plain})
	}
	if t.states {
		row = append(row, cell{stateName(r), ofState(r.State)})
	}
	f := r.Failure
	if f == nil {
		f = new(failureRecord)
	}
	if t.withCode {
		row = append(row, cell{seen(f.Code), plain})
	}
	if t.withKind {
		row = append(row, cell{string(f.Kind), ofKind(f.Kind)})
	}
	if t.withReason {
		row = append(row, cell{seen(f.Reason), plain})
	}
	return row
}

// below is what follows a row: whatever found no column, the meaning, the
// remedy, and by which name the task can be asked for.
func (t *table) below(r taskRecord) []string {
	var lines []string
	say := func(attribute, first, text string) {
		hang := strings.Repeat(" ", len([]rune(first)))
		for i, l := range wrap(text, min(t.width, widestProse)-len(indent)-len(hang)) {
			if i > 0 {
				first = hang
			}
			lines = append(lines, indent+t.paint(attribute, first+l))
		}
	}
	name := seen(r.ID) + " in " + seen(r.Source)
	switch what := t.unsaid(r); {
	case r.Failure == nil: // nothing but names: one line
		name = joined(": ", what, name)
	case what != "":
		say(plain, "", what)
	}
	if f := r.Failure; f != nil {
		if f.Meaning != "" {
			say(dim, "", f.Meaning)
		}
		if f.Remedy != "" {
			say(dim, "→ ", f.Remedy)
		}
	}
	if w := r.Warning; w != nil {
		say(yellow, "! ", "a part of it failed: "+joined(": ", seen(w.Code), seen(w.Reason)))
		say(dim, "→ ", w.Remedy)
	}
	say(dim, "", name)
	return lines
}

// unsaid is what the columns have no room for.
func (t *table) unsaid(r taskRecord) string {
	var parts []string
	if !t.withTask {
		parts = append(parts, taskName(r))
	}
	if r.Failure != nil && !t.withKind {
		parts = append(parts, string(r.Failure.Kind))
	}
	if r.Failure != nil && !t.withCode {
		parts = append(parts, seen(r.Failure.Code))
	}
	if r.Failure != nil && !t.withReason {
		parts = append(parts, seen(r.Failure.Reason))
	}
	return joined(": ", parts...)
}

// when is a time to the minute.
func when(timestamp string) string {
	if len(timestamp) < len("2006-01-02T15:04") {
		return "-"
	}
	return timestamp[:10] + " " + timestamp[11:16]
}

// resourceName is what a person calls the resource.
func resourceName(r taskRecord) string {
	switch {
	case r.Resource == nil:
		return "-"
	case r.Resource.Name != "":
		return seen(r.Resource.Name)
	case r.Resource.ID != "":
		return seen(r.Resource.ID)
	}
	return "-"
}

// taskName is the type with the phase that failed.
func taskName(r taskRecord) string {
	if r.Failure != nil && r.Failure.Phase != "" && r.Failure.Phase != r.Type {
		return seen(r.Type) + "/" + seen(r.Failure.Phase)
	}
	return seen(r.Type)
}

// stateName is the state, with the service's word where that is unknown.
func stateName(r taskRecord) string {
	if r.State == "unknown" && r.RawState != "" {
		return "unknown (" + seen(r.RawState) + ")"
	}
	return string(r.State)
}

// seen is a service's text as a table may show it.
func seen(text string) string { return errors.Printable(shorten(text, longestText)) }

// joined puts the parts that are not empty together.
func joined(between string, parts ...string) string {
	var filled []string
	for _, p := range parts {
		if p != "" {
			filled = append(filled, p)
		}
	}
	return strings.Join(filled, between)
}
