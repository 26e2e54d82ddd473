package errors

import "iter"

// situation is what the tables tell of a failure of unknown kind by what failed and
// not by its code; nil if they have nothing. It tells no cause, since none is known.
func (c *Codes) situation(f *Failure) *Entry {
	if c == nil || ofKind(f.Kind).Kind != Unknown {
		return nil
	}
	var buf [maxCode]byte
	key := fold(&buf, f.Service+"/"+f.word())
	for t := range c.situationTables() {
		r := t.load()
		if i, known := r.bySituation[string(key)]; known {
			return &r.situations[i]
		}
	}
	return nil
}

// Situations returns a copy of the rows that tell of failures by the service's own
// word for what failed, SERVICE/WORD.
func (c *Codes) Situations() []Entry {
	var all []Entry
	for t := range c.situationTables() {
		all = append(all, t.load().situations...)
	}
	return all
}

// situationTables yields the tables that have situations.
func (c *Codes) situationTables() iter.Seq[*table] {
	return func(yield func(*table) bool) {
		if c == nil {
			return
		}
		for _, tables := range [...][]*table{c.own, c.also} {
			for _, t := range tables {
				if t.head().situations && !yield(t) {
					return
				}
			}
		}
	}
}

// word is the service's word for what failed.
func (f *Failure) word() string {
	if f.Situation == "" {
		return f.Phase
	}
	return f.Situation
}

// explainSituation tells about a failure what its row does. If there is a code, it
// adds that no table knows it. The code itself stays out of the sentences, which
// hold no word of a service's.
func (f *Failure) explainSituation(row *Entry, lang string) Explanation {
	x := row.Explain(lang)
	x.Service, x.Code, x.Status = f.Service, f.Code, f.Status
	if f.Code != "" {
		x.add(ofKind(Unknown).Explain(lang).Meaning)
	}
	return x
}

// add puts a sentence behind the meaning.
func (x *Explanation) add(sentence string) {
	if x.Lang == languages[english] {
		sentence = " " + sentence
	}
	x.Meaning += sentence
}
