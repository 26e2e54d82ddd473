package errors

// Parse reads a table, for tests of what no shipped table contains.
func Parse(name, text string) ([]Entry, error) {
	r, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	return r.entries, nil
}

// Header is the line that every table has before its rows.
const Header = header

// KindRows are the rows of the kinds themselves.
func KindRows() []Entry { return kindTable.load().entries }

// SituationRows are the rows of failures whose code is not known.
func SituationRows() []Entry { return situationTable.load().entries }

// CallRows are the rows of calls whose situation the client has found out.
func CallRows() []Entry { return callTable.load().entries }

// Texts are the sentences of an entry: what they mean and what to do.
func (e Entry) Texts() (english, chinese [2]string) {
	return [2]string{e.meaning[0], e.remedy[0]}, [2]string{e.meaning[1], e.remedy[1]}
}

// Claims reports whether another service's look-up finds a code, in lower case, in
// the table of a service.
func Claims(service, folded string) bool {
	for _, t := range allTables {
		if t.name == service {
			return t.claims(folded)
		}
	}
	return false
}
