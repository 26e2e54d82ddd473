package errors

import "iter"

// scope is where the codes of a service are looked for. It is safe for
// concurrent use.
type scope struct {
	own    []*table // the service's, then that of its cloud's gateway
	others []*table // of services whose codes it reports in its tasks; a prefix gives them away
}

// find looks for a folded code; nil if it is nowhere. Of the other services only
// the one that has the code's prefix is looked at: most of what fails in a night
// has the same code, and what never comes need not be parsed.
func (s *scope) find(folded []byte, status int) *Entry {
	for _, t := range s.own {
		if e := t.find(folded, status); e != nil {
			return e
		}
	}
	for _, t := range s.others {
		if t.claims(string(folded)) {
			return t.find(folded, status)
		}
	}
	return nil
}

// all are the entries of a folded code in the order in which they are looked for.
func (s *scope) all(folded []byte) iter.Seq[*Entry] {
	code := string(folded)
	return func(yield func(*Entry) bool) {
		for _, t := range s.own {
			if !t.each(code, yield) {
				return
			}
		}
		for _, t := range s.others {
			if t.claims(code) && !t.each(code, yield) {
				return
			}
		}
	}
}
