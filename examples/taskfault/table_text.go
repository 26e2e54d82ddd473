package main

import (
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// The texts of an entry's facts, as a table shows them.

// reasonsOf is the reason of the newest task, and how many other ones there were.
func reasonsOf(e *entry) string {
	n := e.otherReasons()
	if n == 0 {
		return seen(e.reason())
	}
	others := count(n, "other reason")
	if len(e.reasons) == mostReasons {
		others = "at least " + others
	}
	if e.reason() == "" {
		return "(no reason; " + others + " before)"
	}
	return seen(e.reason()) + " (and " + others + ")"
}

// timesOf says how often a failure came, nothing where it came once.
func timesOf(e *entry) string {
	if e.count == 1 {
		return ""
	}
	text := grouped(e.count) + " times"
	if e.atLeast {
		text = "at least " + text
	}
	if !e.first.IsZero() {
		text += " since " + when(e.first)
	}
	return text
}

// when is a time to the minute.
func when(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.UTC().Format("2006-01-02 15:04")
}

// resourceName is what a person calls the resource.
func resourceName(r *taskRecord) string {
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
func taskName(r *taskRecord) string {
	if phase := r.trouble().Phase; phase != "" && phase != r.Type {
		return seen(r.Type) + "/" + seen(phase)
	}
	return seen(r.Type)
}

// warning is the word for the state of a good task with a failed part.
const warning = "warning"

// stateCell is the state, with the service's word where that is unknown.
func stateCell(r *taskRecord) cell {
	switch {
	case r.warned():
		return cell{warning, ofWarning}
	case r.State == sdk.Unknown && r.RawState != "":
		return cell{"unknown (" + seen(r.RawState) + ")", ofState(r.State)}
	}
	return cell{string(r.State), ofState(r.State)}
}

// stateWord is the state with the service's own word for it.
func stateWord(r *taskRecord) string {
	if r.RawState == "" {
		return string(r.State)
	}
	return string(r.State) + " (" + seen(r.RawState) + ")"
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
