package emulator

import "time"

// Planted is a task that a service holds when it is made, as plain data in the
// service's own words: what an answer shows of it, not what a client should make
// of that. It is for tests that compare the two; see [Config.Planted].
type Planted struct {
	ID       string // what the service knows it by
	Type     string // the word for the kind of work
	Status   string
	Unlisted bool // no list shows it: only who knows its ID can ask for it

	// What the task works on. For a database's backup that is its plan, for an
	// execution its flow.
	ResourceID, ResourceName, ResourceType string

	// In UTC, and zero for what the service does not tell.
	Began, Changed, Ended time.Time

	// Why the task failed, or did not run. Standard is the service's text about the
	// code, where the task's own words are another.
	Code, Reason, Standard string
	// Part is what failed inside of a task that went well itself. Then code and
	// reason are those of the part.
	Part string
}

// tell tells the tasks of a new service to whoever wants to know them.
func (c Config) tell(data interface{ plant(tell func(Planted)) }) {
	if c.Planted != nil {
		data.plant(c.Planted)
	}
}

// printed reads a time in the form in which the service has printed it. A text
// without one is none.
func printed(form, at string) time.Time {
	t, _ := time.Parse(form, at)
	return t
}

// because says why the task failed.
func (p Planted) because(code, reason string) Planted {
	p.Code, p.Reason = code, reason
	return p
}
