package errors

// Retry is advice on repeating what failed. For a task it means to start the
// operation anew, never to ask again for the task that has failed already.
type Retry string

// The advice there is.
const (
	RetryYes       Retry = "yes"        // repeat it as it is, with backoff
	RetryAfterWait Retry = "after_wait" // repeat it once the state it needs has come
	RetryNo        Retry = "no"         // it fails again until something is changed
	RetryUnknown   Retry = "unknown"    // nobody says
)

// RetryOf is the advice for an error of which only the kind is known, as the
// package's table gives it. The advice of a known code comes first: see [Codes.Classify].
func RetryOf(kind Kind) Retry { return ofKind(kind).Retry }

// valid reports whether r is one of the constants.
func (r Retry) valid() bool {
	switch r {
	case RetryYes, RetryAfterWait, RetryNo, RetryUnknown:
		return true
	}
	return false
}
