package errors

import "strings"

// The columns of a text, and the names of its languages.
const (
	english = iota
	chinese
)

var languages = [2]string{english: "en", chinese: "zh"}

// language reads the name of a language: Chinese for zh, its regions (zh-CN,
// zh_TW) and cn, which is what DBS calls it; English for everything else.
func language(name string) int {
	name = strings.ToLower(name)
	if name == "cn" || name == "zh" || strings.HasPrefix(name, "zh-") || strings.HasPrefix(name, "zh_") {
		return chinese
	}
	return english
}

// Explain says what the code means and what to do, in "en" or "zh"; any other
// language gives English.
func (e Entry) Explain(lang string) Explanation {
	l := language(lang)
	return Explanation{
		Service: e.Service,
		Code:    e.Code,
		Status:  e.Status,
		Kind:    e.Kind,
		Retry:   e.Retry,
		Meaning: e.meaning[l],
		Remedy:  e.remedy[l],
		Lang:    languages[l],
		Page:    e.Page,
	}
}

// Explain says what the error means and what to do, in "en" or "zh"; any other
// language gives English. It explains the Situation first, else the code. Where no
// table knows that, or the error turned out to be about clocks and the code's row is
// not, it explains the error's kind instead. Page is empty for a situation and a kind.
func (e *Error) Explain(lang string) Explanation {
	if row := e.Situation.row(); row != nil {
		x := row.Explain(lang)
		x.Service, x.Code, x.Status = e.Service, e.Code, e.Status
		return x
	}
	if row, ok := e.codes.Lookup(e.Code, e.Status); ok && !otherwiseSkewed(e.Kind, row) {
		return row.Explain(lang)
	}
	return explainKind(e.Service, e.Code, e.Status, e.Kind, lang, e.codes == nil && e.Code != "")
}

// otherwiseSkewed reports whether an error is about clocks though the row of its code
// is not: some codes stand for every refusal of a signature, and the answer's words or
// its Date tell which. What the row says of keys would send people to the wrong door.
func otherwiseSkewed(kind Kind, row Entry) bool { return kind == ClockSkew && row.Kind != ClockSkew }

// Explain says what a failure of the service means and what to do, in "en" or
// "zh"; any other language gives English. It is for a failure that was not built by
// these Codes, such as one that was read back from JSON; any other explains itself.
//
// The tables are asked for the code first. If they do not know that and the Kind
// is Unknown, they are asked for the Situation, or the Phase where there is none:
// what they then tell is what failed and what to see to, and never a guess at the
// cause, and Kind and Retry stay unknown. For anything else the Kind is
// explained; if that is Unknown, the sentences say so.
//
// Where the failure is of a service that is not among these, nothing is looked up,
// and it is said that the table was not given.
func (c *Codes) Explain(f *Failure, lang string) Explanation {
	c = c.forFailure(f)
	if row, ok := c.Lookup(f.Code, f.Status); ok {
		return row.Explain(lang)
	}
	if row := c.situation(f); row != nil {
		return f.explainSituation(row, lang)
	}
	return explainKind(f.Service, f.Code, f.Status, f.Kind, lang, c == nil && (f.Code != "" || f.word() != ""))
}

// forFailure are the Codes of the failure's service, all of these if it names none.
func (c *Codes) forFailure(f *Failure) *Codes {
	if c == nil || f.Service == "" || f.Service == c.service {
		return c
	}
	return c.Of(f.Service)
}

// explainKind finds the sentences for a kind, or that neither it nor a code is
// known. What is said about a kind holds for every service, so it names no
// document. noTableGiven says that no table could be asked.
func explainKind(service, code string, status int, kind Kind, lang string, noTableGiven bool) Explanation {
	row := ofKind(kind)
	missing := situationTable.find([]byte(noTable), 0)
	known := row.Kind != Unknown
	switch {
	case !known && noTableGiven:
		row = missing
	case !known && code == "":
		row = situationTable.find([]byte(noCode), 0)
	}
	x := row.Explain(lang)
	x.Service, x.Code, x.Status = service, code, status
	if known && noTableGiven {
		x.add(missing.Explain(lang).Meaning)
	}
	return x
}

// ofKind is the row of a kind, that of Unknown for a kind there is not.
func ofKind(kind Kind) *Entry {
	var buf [maxCode]byte
	if e := kindTable.find(fold(&buf, string(kind)), 0); e != nil {
		return e
	}
	return kindTable.find([]byte(Unknown), 0)
}
