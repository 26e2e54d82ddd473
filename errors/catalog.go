package errors

// Entry is one row of the catalog: one meaning of one code. It is a plain
// value; [Entry.Explain] gives its sentences.
type Entry struct {
	Service string // whose code it is: that of a table, see [Services]
	Code    string // as the documents write it; as it was asked for, where a rule found the entry
	Status  int    // HTTP status, 0 if the documents name none
	Kind    Kind
	Retry   Retry
	Page    string // address of the document

	meaning, remedy [2]string // English, Chinese
}

// Explanation is an Entry in one language.
type Explanation struct {
	Service string
	Code    string
	Status  int
	Kind    Kind
	Retry   Retry
	Meaning string
	Remedy  string
	Lang    string // en or zh
	Page    string // address of the document; empty where only the kind is told
}
