package sdk

// State is where a task stands, in one vocabulary for every service. Each
// provider has its table from the service's words to these in one place.
type State string

// The states. A word that no table knows is Unknown: it is never success and
// never an end.
const (
	Pending   State = "pending"
	Running   State = "running"
	Succeeded State = "succeeded"
	Failed    State = "failed"
	Canceled  State = "canceled"
	Unknown   State = "unknown"
	// Partial: the service's own word says that the task ended and that not all
	// of it went well.
	Partial State = "partial"
	// Missed: the task should have run and did not.
	Missed State = "missed"
)

// States lists every State in the order of their declaration.
func States() []State {
	return []State{Pending, Running, Succeeded, Failed, Canceled, Unknown, Partial, Missed}
}

// Ended reports whether a task in this state changes no more.
func (s State) Ended() bool {
	switch s {
	case Succeeded, Failed, Canceled, Partial, Missed:
		return true
	}
	return false
}

// Bad reports whether a task in this state is one that somebody must look at,
// whatever else is known of it: it failed, is half done, or never ran.
func (s State) Bad() bool {
	return s == Failed || s == Partial || s == Missed
}
