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

// SituationRows are the rows of what neither a code nor a kind explains.
func SituationRows() []Entry { return situationTable.load().entries }

// Texts are the sentences of an entry: what they mean and what to do.
func (e Entry) Texts() (english, chinese [2]string) {
	return [2]string{e.meaning[0], e.remedy[0]}, [2]string{e.meaning[1], e.remedy[1]}
}
