package errors

import (
	"iter"
	"slices"
	"strings"
	"sync"
)

// scope is where the codes of a service are looked for. It is safe for
// concurrent use, and made ready when it is first asked.
type scope struct {
	own      []*table // the service's, then that of its cloud's gateway
	siblings []*table // of services whose codes it reports in its jobs
	below    []*table // of services that it builds on, whose codes a prefix gives away

	once   sync.Once
	holder map[string]*table // lower-case code -> the first table that has it
}

// find looks for a folded code; nil if it is nowhere. To find that out costs one
// look, too: most of what fails in a night has the same unknown code.
func (s *scope) find(folded []byte, status int) *Entry {
	s.once.Do(s.gather)
	if t := s.holder[string(folded)]; t != nil {
		return t.find(folded, status)
	}
	for _, t := range s.below {
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
		for _, t := range slices.Concat(s.own, s.siblings, s.below) {
			if !s.holds(t, code) {
				continue
			}
			r := t.load()
			for _, i := range r.byCode[code] {
				if !yield(&r.entries[i]) {
					return
				}
			}
		}
	}
}

// gather finds out which table has which code.
func (s *scope) gather() {
	s.holder = make(map[string]*table)
	for _, t := range slices.Concat(s.own, s.siblings) {
		for code := range t.load().byCode {
			if s.holder[code] == nil && s.holds(t, code) {
				s.holder[code] = t
			}
		}
	}
}

// holds reports whether a code of that table is one of this scope. Huawei's
// services share the prefix common for codes that differ in meaning, so that of
// another service is another code.
func (s *scope) holds(t *table, code string) bool {
	switch {
	case slices.Contains(s.own, t):
		return true
	case slices.Contains(s.below, t):
		return t.claims(code)
	}
	return !strings.HasPrefix(code, "common.")
}
