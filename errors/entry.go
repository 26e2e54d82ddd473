package errors

// Entry is one row of a table: one meaning of one code. It is a plain value;
// [Entry.Explain] gives its sentences.
type Entry struct {
	Service string // whose code it is
	Code    string // as the documents write it; as it was asked for, where a rule found the entry
	Status  int    // HTTP status, 0 if the documents name none
	Kind    Kind
	Retry   Retry
	Page    string // address of the document

	meaning, remedy [2]string // English, Chinese

	gateway    bool // it is a gateway's, so that no status contradicts it
	foundation bool // it is of a service that others build on
	noRight    bool // it denies permission for another reason than a missing right
}

// OfGateway reports whether the row is of a gateway, which may speak before the
// service behind it was asked.
func (e Entry) OfGateway() bool { return e.gateway }

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
