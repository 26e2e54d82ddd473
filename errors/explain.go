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
// language gives English. It explains the Situation first, else the code. Where
// the catalog does not know that, or the error turned out to be about clocks and the
// code's row is not, it explains the error's kind instead. Page is
// empty for a situation and a kind.
func (e *Error) Explain(lang string) Explanation {
	if row := e.Situation.row(); row != nil {
		x := row.Explain(lang)
		x.Service, x.Code, x.Status = e.Service, e.Code, e.Status
		return x
	}
	return explain(e.Service, e.Code, e.Status, e.Kind, lang)
}

// explain finds the sentences for a code, else those for its kind, or that there
// is neither. What is said about a kind holds for every service, so it names no
// document.
func explain(service, code string, status int, kind Kind, lang string) Explanation {
	if e, ok := Lookup(service, code, status); ok && !otherwiseSkewed(kind, e) {
		return e.Explain(lang)
	}
	row := ofKind(kind)
	if code == "" && row.Kind == Unknown {
		row = situationTable.find([]byte(noCode), 0)
	}
	x := row.Explain(lang)
	x.Service, x.Code, x.Status = service, code, status
	return x
}

// otherwiseSkewed reports whether an error is about clocks though the row of its code
// is not: some codes stand for every refusal of a signature, and the answer's words or
// its Date tell which. What the row says of keys would send people to the wrong door.
func otherwiseSkewed(kind Kind, row Entry) bool { return kind == ClockSkew && row.Kind != ClockSkew }

// ofKind is the row of a kind, that of Unknown for a kind there is not.
func ofKind(kind Kind) *Entry {
	var buf [maxCode]byte
	if e := kindTable.find(fold(&buf, string(kind)), 0); e != nil {
		return e
	}
	return kindTable.find([]byte(Unknown), 0)
}
