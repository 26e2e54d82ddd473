package main

import (
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// verdict says in plain sentences whether the list is whole. It is what a person
// should read first, and so it comes last.
type verdict struct {
	*program
	look        style
	listing     *listing
	receipts    []sdk.Receipt
	interrupted bool
	found       bool
}

func (v verdict) set() string {
	var bad []sdk.Receipt
	var total sdk.Stats
	for _, r := range v.receipts {
		total.Add(r.Stats)
		if broken(r) {
			bad = append(bad, r)
		}
	}
	unread := total.Rows == 0 && len(bad) == len(v.receipts) // nothing at all was read
	read := count(total.Rows, "row") + " in " + count(total.Pages, "page")
	var b strings.Builder
	if !v.found && !unread {
		b.WriteString(v.look.sentence(plain, v.nothing(len(bad) == 0)))
	}
	if len(bad) == 0 {
		b.WriteString(v.look.sentence(green, "Everything was read: "+count(len(v.receipts), "source")+", "+read+"."))
		return b.String()
	}
	what := "NOT everything could be read: "
	if unread {
		what = "NOTHING could be read: "
	}
	b.WriteString(v.look.sentence(bold+";"+red, what+part(len(bad), len(v.receipts))+" incomplete ("+read+")."))
	for _, r := range bad {
		b.WriteString(v.look.sentence(plain, "  "+v.secrets.cut(r.Source.Name)+": "+v.why(r)))
	}
	return b.String()
}

// nothing says that there is no task to show, and no more than that where the
// reading was not whole.
func (v verdict) nothing(whole bool) string {
	what := "failed task"
	if v.listing.withStates {
		what = "task"
	}
	if !whole {
		return "No " + what + " was found in what was read."
	}
	if v.flags.since.IsZero() && v.flags.until.IsZero() {
		return "There is no " + what + "."
	}
	return "There is no " + what + " in the time asked for."
}

// why is the reason that a source is incomplete.
func (v verdict) why(r sdk.Receipt) string {
	switch {
	case v.interrupted && (r.Err == nil || errors.Is(r.Err, errors.Canceled)):
		return "interrupted after " + count(r.Rows, "row")
	case r.Err != nil:
		return string(errors.KindOf(r.Err)) + ", after " + count(r.Rows, "row")
	case r.Dropped > 0:
		return count(r.Dropped, "row") + " could not be read"
	}
	return "the details of some tasks could not be looked up"
}

// part says how many of how many sources.
func part(n, of int) string {
	switch {
	case n == of && n == 1:
		return "the only source is"
	case n == of:
		return "all " + count(of, "source") + " are"
	case n == 1:
		return "1 of " + count(of, "source") + " is"
	}
	return grouped(n) + " of " + count(of, "source") + " are"
}

// sentence breaks prose into lines.
func (s style) sentence(attribute, text string) string {
	var b strings.Builder
	hang := text[:len(text)-len(strings.TrimLeft(text, " "))]
	for _, l := range wrap(errors.Printable(text), min(s.width, widestProse)-len(hang)) {
		b.WriteString(hang + s.paint(attribute, l) + "\n")
	}
	return b.String()
}
