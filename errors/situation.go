package errors

// noCode is the row for a failure without a code about which nothing else is
// known.
const noCode = "*/no_code"

// situation is what the catalog tells of a failure of unknown kind by what
// failed and not by its code; nil if it has nothing. It tells no cause, since
// none is known.
func (f *Failure) situation() *Entry {
	if ofKind(f.Kind).Kind != Unknown {
		return nil
	}
	word := f.Situation
	if word == "" {
		word = f.Phase
	}
	var buf [maxCode]byte
	return situationTable.find(fold(&buf, f.Service+"/"+word), 0)
}

// explainSituation tells about a failure what its row does. If there is a code, it
// adds that the catalog does not know it. The code itself stays out of the
// sentences, which hold no word of a service's.
func (f *Failure) explainSituation(row *Entry, lang string) Explanation {
	x := row.Explain(lang)
	x.Service, x.Code, x.Status = f.Service, f.Code, f.Status
	if f.Code == "" {
		return x
	}
	unknown := ofKind(Unknown).Explain(lang).Meaning
	if x.Lang == languages[english] {
		unknown = " " + unknown
	}
	x.Meaning += unknown
	return x
}
