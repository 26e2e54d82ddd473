package errors

// Failure says that a task failed inside a service: what the service reported,
// and what the catalog knows about it. It is an error so that waiting for a
// task can return it, but it matches no [Kind] by [Is]; read its Kind.
type Failure struct {
	Service string // whose task it is
	Code    string // the code the service reported; it may be another service's
	Status  int    // HTTP status that belongs to the code, 0 if there is none
	Reason  string // the service's own words
	Phase   string // what the task was doing, in the service's own word
	Kind    Kind   // Unknown where the catalog does not know the code
	Retry   Retry
}

// NewFailure builds a Failure and takes its kind and retry advice from the
// catalog. A code that the catalog does not know stays unknown.
func NewFailure(service, code, reason, phase string) *Failure {
	f := &Failure{Service: service, Code: code, Reason: reason, Phase: phase, Kind: Unknown, Retry: RetryUnknown}
	if e, ok := Lookup(service, code, 0); ok {
		f.Kind, f.Retry = e.Kind, e.Retry
	}
	return f
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
// other language gives English. For a code that the catalog does not know it
// explains the Kind, and if that is Unknown says so and never guesses.
func (f *Failure) Explain(lang string) Explanation {
	return explain(f.Service, f.Code, f.Status, f.Kind, lang)
}
