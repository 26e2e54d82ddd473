package errors

import (
	"slices"
	"strings"
)

// Lookup tells what a code means that a service sent or reported. service is
// dbs, fnf, sdrs, csbs or vbs; evs, ecs, vpc, ims or fc, which these build on; iam
// or sts for the services that give out keys and tokens; alibaba or huawei for the
// codes of that cloud's gateway alone; or empty, which looks everywhere.
//
// It looks in the service's own table, then in that of its cloud's gateway, and
// then in those of the services whose codes it reports in its tasks: for one of
// Huawei its siblings, evs, ecs, vpc and ims, and for fnf fc. Their prefixes leave
// no doubt. The case of a code does not matter. A status only chooses between
// several meanings of one code: that of the same status, else the first of the same
// hundred, else the first; 0 is no status.
//
// Three rules cover what no table can list: Alibaba's Throttling.<Anything> is
// Throttling and its Missing<Name> is MissingParameter; Huawei's APIGW.<n> is
// APIG.<n>. An entry found by rule has the code that was asked for.
//
// The answer is false for an unknown code. Lookup may be called concurrently,
// and allocates nothing after a table's first use.
func Lookup(service, code string, status int) (Entry, bool) {
	var buf [maxCode]byte
	s := scopeOf(service)
	if e := s.find(fold(&buf, code), status); e != nil {
		return e.as(code), true
	}
	if listed := listedAs(code); listed != "" && slices.Contains(s.own, alibabaTable) {
		if e := alibabaTable.find(fold(&buf, listed), status); e != nil {
			found := *e
			found.Code = code
			return found, true
		}
	}
	return Entry{}, false
}

// LookupAll returns every meaning of a code that [Lookup] could choose from, in
// the order in which it looks; nil for an unknown code.
func LookupAll(service, code string) []Entry {
	var buf [maxCode]byte
	var found []Entry
	for e := range scopeOf(service).all(fold(&buf, code)) {
		found = append(found, e.as(code))
	}
	if found == nil {
		if e, ok := Lookup(service, code, 0); ok { // by rule, which gives one meaning
			found = []Entry{e}
		}
	}
	return found
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

// Services lists the tables of the catalog: the services, those that they build
// on, then the gateways of the two clouds.
func Services() []string {
	names := make([]string, len(allTables))
	for i, t := range allTables {
		names[i] = t.name
	}
	return names
}

// Codes returns a copy of a table's rows in the order of its document, those of
// every table for an empty service, and nil for one that has no table.
func Codes(service string) []Entry {
	if service == "" {
		var all []Entry
		for _, t := range allTables {
			all = append(all, t.load().entries...)
		}
		return all
	}
	for _, t := range allTables {
		if t.name == service {
			return slices.Clone(t.load().entries)
		}
	}
	return nil
}

// listedAs tells by rule under which code Alibaba's gateway lists the given one;
// empty if no rule covers it. (Huawei's rule is an alias in the table.)
func listedAs(code string) string {
	switch {
	case hasPrefixFold(code, "Throttling."):
		return "Throttling"
	case namesMissing(code):
		return "MissingParameter"
	}
	return ""
}

// namesMissing reports whether code is Missing and the name of a parameter.
func namesMissing(code string) bool {
	const prefix = "Missing"
	if len(code) <= len(prefix) || !hasPrefixFold(code, prefix) {
		return false
	}
	name := code[len(prefix):]
	return 'A' <= name[0] && name[0] <= 'Z' && !strings.ContainsFunc(name, func(r rune) bool {
		return !('A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '.' || r == '_' || r == '-')
	})
}

// hasPrefixFold is strings.HasPrefix for a prefix in any case.
func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
