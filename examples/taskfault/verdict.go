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
	unread      map[string][]string // by source, the names of lists that could not be read
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
	} else {
		b.WriteString(v.incomplete(bad, unread, read))
	}
	for _, text := range v.leftOut() {
		b.WriteString(v.look.sentence(yellow, text))
	}
	for _, text := range v.tooOld() {
		b.WriteString(v.look.sentence(plain, text))
	}
	return b.String()
}

// incomplete says which sources were not read whole. unread says that none was
// read at all.
func (v verdict) incomplete(bad []sdk.Receipt, unread bool, read string) string {
	what := "NOT everything could be read: "
	if unread {
		what = "NOTHING could be read: "
	}
	text := v.look.sentence(bold+";"+red, what+part(len(bad), len(v.receipts))+" incomplete ("+read+").")
	for _, r := range bad {
		name := v.secrets.cut(r.Source.Name)
		text += v.look.sentence(plain, "  "+name+": "+v.why(r, v.unread[name]))
	}
	return text
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

// why are the reasons that a source is incomplete. unread are names of lists that
// could not be read.
func (v verdict) why(r sdk.Receipt, unread []string) string {
	var reasons []string
	switch {
	case v.interrupted && (r.Err == nil || errors.Is(r.Err, errors.Canceled)):
		reasons = append(reasons, "interrupted after "+count(r.Rows, "row"))
	case r.Err != nil && !(r.Unread > 0 && ofAList(r.Err)):
		reasons = append(reasons, string(errors.KindOf(r.Err))+", after "+count(r.Rows, "row"))
	}
	if r.Unread > 0 {
		reasons = append(reasons, unreadLists(r.Unread, unread))
	}
	if r.Dropped > 0 {
		reasons = append(reasons, count(r.Dropped, "row")+" could not be read")
	}
	if r.Lookups > 0 {
		reasons = append(reasons, "the details of "+count(r.Lookups, "task")+" could not be looked up")
	}
	if len(reasons) == 0 {
		return "not read to its end"
	}
	return strings.Join(reasons, "; ")
}

// ofAList reports whether an error is of a list inside a source, which did not end
// the source.
func ofAList(err error) bool {
	e, ok := errors.AsType[*errors.Error](err)
	return ok && e.List != ""
}

// unreadLists names lists that could not be read as far as there is room. Of very
// many that are alike not every name is known.
func unreadLists(n int, names []string) string {
	text := count(n, "list") + " could not be read"
	if len(names) == 0 {
		return text
	}
	return text + " (" + listed(names, n, widestProse) + ")"
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
