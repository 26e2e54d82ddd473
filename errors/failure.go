package errors

// Failure says that a task failed inside a service: what the service reported,
// and what the tables of codes know about it. [Codes.Failure] builds one. It is an error so that waiting for a
// task can return it, but it matches no [Kind] by [Is]; read its Kind.
type Failure struct {
	Service string // whose task it is
	Code    string // the code the service reported; it may be another service's
	Status  int    // HTTP status that belongs to the code, 0 if there is none
	Reason  string // the service's own words
	Phase   string // what the task was doing, in the service's own word

	// Situation is the service's word for the state in which the task ended. It
	// is set where Phase is empty or no word of the service's, and by it the
	// tables tell of a failure whose code they do not know.
	Situation string

	Kind  Kind // Unknown where no table knows the code
	Retry Retry

	codes *Codes // that built it
}

// Error tells the failure in one line.
func (f *Failure) Error() string {
	s := "task failed"
	if f.Service != "" {
		s = f.Service + " " + s
	}
	if f.Phase != "" {
		s += " in " + f.Phase
	}
	if f.Code != "" {
		s += ": " + f.Code
	}
	if f.Reason != "" {
		s += ": " + f.Reason
	}
	return Printable(s)
}

// Explain says what the failure means and what to do, in "en" or "zh"; any
// other language gives English. It does so by the tables of the Codes that built it,
// as [Codes.Explain] tells. A Failure that comes from elsewhere, such as one that
// was read back from JSON, has none: only its kind is explained then, and it is
// said that the table was not given.
func (f *Failure) Explain(lang string) Explanation { return f.codes.Explain(f, lang) }
