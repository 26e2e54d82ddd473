package main

import "github.com/taskfault/taskfault/sdk"

// leftOut says what a person must know of the tasks that are not in the list,
// though their sources were read.
func (v verdict) leftOut() []string {
	var texts []string
	if n, names := v.sum(func(r sdk.Receipt) int { return r.Older }); n > 0 {
		texts = append(texts, count(n, "task")+" of "+names+byNumber(n, " was", " were")+" left out: begun more than --longest (7 days unless given) before --since, or nothing tells the end any more.")
	}
	if n, names := v.sum(func(r sdk.Receipt) int { return r.Unknown }); n > 0 {
		text := count(n, "task") + " of " + names + byNumber(n, " is", " are") + " in a state that nobody knows"
		if !v.listing.withStates {
			text += "; 'taskfault tasks --state unknown' shows " + byNumber(n, "it", "all of them")
		}
		texts = append(texts, text+".")
	}
	return texts
}

// tooOld says which sources cannot show all of the time asked for.
func (v verdict) tooOld() []string {
	var texts []string
	for _, r := range v.receipts {
		if !r.Earliest.IsZero() && r.Since.Before(r.Earliest) {
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

// byNumber chooses between the word for one and that for several.
func byNumber(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}
