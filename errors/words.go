package errors

import _ "embed" // the tables

// What is said where no service's table has a word.
var (
	//go:embed catalog/kinds.tsv
	kindText string
	//go:embed catalog/situations.tsv
	situationText string

	kindTable      = &table{text: kindText}      // where only the kind is known
	situationTable = &table{text: situationText} // where a call's situation is, or nothing
)

// The rows for a failure without a code about which nothing else is known, and for
// one whose table was not given.
const (
	noCode  = "no_code"
	noTable = "no_table"
)
