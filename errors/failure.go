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

	// Situation is the service's word for the state in which the task ended. It
	// is set where Phase is empty or no word of the service's, and by it the
	// catalog finds what to tell about a code that it does not know.
	Situation string

	Kind  Kind // Unknown where the catalog does not know the code
	Retry Retry
}

// NewFailure builds a Failure and takes its kind and retry advice from the
// catalog. A code that the catalog does not know stays unknown.
func NewFailure(service, code, reason, phase string) *Failure {
	f := Failure{Service: service, Code: code, Reason: reason, Phase: phase}
	f.classify() // apart, so that a caller who copies the value needs no memory for it
	return &f
}

// classify takes kind and retry advice from the catalog.
func (f *Failure) classify() {
	f.Kind, f.Retry = Unknown, RetryUnknown
	if e, ok := Lookup(f.Service, f.Code, 0); ok {
		f.Kind, f.Retry = e.Kind, e.Retry
	}
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
// other language gives English.
//
// The catalog is asked for the code first. If it does not know that and the Kind
// is Unknown, it is asked for the Situation, or the Phase where there is none:
// what it then tells is what failed and what to see to, and never a guess at the
// cause, and Kind and Retry stay unknown. For anything else the Kind is
// explained; if that is Unknown, the sentences say so.
func (f *Failure) Explain(lang string) Explanation {
	if e, ok := Lookup(f.Service, f.Code, f.Status); ok {
		return e.Explain(lang)
	}
	if row := f.situation(); row != nil {
		return f.explainSituation(row, lang)
	}
	return explain(f.Service, f.Code, f.Status, f.Kind, lang)
}
