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
	for _, text := range v.beside() {
		b.WriteString(v.look.sentence(yellow, text))
	}
	for _, text := range v.limits() {
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

// beside says what a person must know of the tasks that are not in the list,
// though their sources were read.
func (v verdict) beside() []string {
	var texts []string
	if n, names := v.sum(func(r sdk.Receipt) int { return r.Older }); n > 0 {
		texts = append(texts, count(n, "task")+" of "+names+wasWere(n, " was", " were")+" left out: begun more than --longest (7 days unless given) before --since, or nothing tells the end any more.")
	}
	if n, names := v.sum(func(r sdk.Receipt) int { return r.Unknown }); n > 0 {
		text := count(n, "task") + " of " + names + wasWere(n, " is", " are") + " in a state that nobody knows"
		if !v.listing.withStates {
			text += "; 'taskfault tasks --state unknown' shows " + wasWere(n, "it", "all of them")
		}
		texts = append(texts, text+".")
	}
	return texts
}

// limits says which services cannot show all of the time asked for.
func (v verdict) limits() []string {
	var texts []string
	for _, r := range v.receipts {
		if since := v.flags.since; !r.Earliest.IsZero() && since.Before(r.Earliest) {
			texts = append(texts, v.secrets.cut(r.Source.Name)+" keeps its tasks for a limited time: nothing before "+when(r.Earliest)+" UTC can be shown.")
		}
	}
	return texts
}

// sum adds up a number of the receipts, and names the sources that have some.
func (v verdict) sum(of func(sdk.Receipt) int) (total int, names string) {
	var having []string
	for _, r := range v.receipts {
		if n := of(r); n > 0 {
			total += n
			having = append(having, v.secrets.cut(r.Source.Name))
		}
	}
	return total, listed(having, len(having), widestProse/2)
}

// listed puts names of so many things together, as far as there is room, and says
// how many more there are. One is always told, if there is one.
func listed(names []string, of, room int) string {
	if len(names) == 0 {
		return ""
	}
	text := names[0]
	for i, name := range names[1:] {
		if len(text)+len(name) > room {
			names = names[:i+1]
			break
		}
		text += ", " + name
	}
	if more := of - len(names); more > 0 {
		text += " and " + grouped(more) + " more"
	}
	return text
}

// wasWere chooses between the word for one and that for several.
func wasWere(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
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
