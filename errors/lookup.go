package errors

import "iter"

// Lookup tells what a code means that the service sent or reported.
//
// It looks in the service's own table, then in that of its cloud's gateway, and
// then in those of the services whose codes it reports in its tasks. Their prefixes
// leave no doubt. The case of a code does not matter. A status only chooses between
// several meanings of one code: that of the same status, else the first of the same
// hundred, else the first; 0 is no status.
//
// The rules of a table cover what it cannot list. An entry found by rule or by an
// alias has the code that was asked for.
//
// The answer is false for an unknown code. Lookup may be called concurrently,
// and allocates nothing after a table's first use.
func (c *Codes) Lookup(code string, status int) (Entry, bool) {
	if c == nil {
		return Entry{}, false
	}
	var buf [maxCode]byte
	if e := c.find(fold(&buf, code), status); e != nil {
		return e.as(code), true
	}
	if e := c.findByRule(code, status); e != nil {
		found := *e
		found.Code = code
		return found, true
	}
	return Entry{}, false
}

// LookupAll returns every meaning of a code that [Codes.Lookup] could choose from,
// in the order in which it looks; nil for an unknown code.
func (c *Codes) LookupAll(code string) []Entry {
	if c == nil {
		return nil
	}
	var buf [maxCode]byte
	folded := fold(&buf, code)
	var found []Entry
	for t := range c.tables(folded) {
		found = t.appendEntries(found, folded, code)
	}
	if found == nil {
		if e, ok := c.Lookup(code, 0); ok { // by rule, which gives one meaning
			found = []Entry{e}
		}
	}
	return found
}

// find looks for a folded code; nil if it is nowhere.
func (c *Codes) find(folded []byte, status int) *Entry {
	for t := range c.tables(folded) {
		if e := t.find(folded, status); e != nil {
			return e
		}
	}
	return nil
}

// tables yields those in which a folded code is looked for. Of other services only
// the one that has the code's prefix is among them: most of what fails in a night
// has the same code, and what never comes need not be parsed.
func (c *Codes) tables(folded []byte) iter.Seq[*table] {
	return func(yield func(*table) bool) {
		for _, t := range c.own {
			if !yield(t) {
				return
			}
		}
		for _, t := range c.also {
			if t.head().claims(folded) && !yield(t) {
				return
			}
		}
	}
}

// findByRule looks for the code under which a rule lists the given one.
func (c *Codes) findByRule(code string, status int) *Entry {
	var buf [maxCode]byte
	for t := range c.tables(nil) { // the own ones and the gateways
		if listed := t.head().listedAs(code); listed != "" {
			if e := t.find(fold(&buf, listed), status); e != nil {
				return e
			}
		}
	}
	return nil
}

// as is the entry for the code that found it. Another case of the letters stays
// as the documents write it; the alias of a code, which is longer, becomes the
// entry's code.
func (e *Entry) as(code string) Entry {
	found := *e
	if len(found.Code) != len(code) {
		found.Code = code
	}
	return found
}
