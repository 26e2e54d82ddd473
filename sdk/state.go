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
)

// States lists every State in the order of their declaration.
func States() []State {
	return []State{Pending, Running, Succeeded, Failed, Canceled, Unknown}
}

// Ended reports whether a task in this state changes no more.
func (s State) Ended() bool {
	return s == Succeeded || s == Failed || s == Canceled
}
