package errors

import "context"

// Kind says what sort of failure a call or a task met, in one vocabulary for
// every service. The set is closed for callers that switch on it, and the
// texts are part of the program's contract.
//
// A Kind is an error, so that [Is] can look for it through any wrapping.
type Kind string

// The kinds.
const (
	Throttled        Kind = "throttled"         // too many requests; slow down
	Unavailable      Kind = "unavailable"       // the service, or the way to it, is down for now
	Internal         Kind = "internal"          // the service failed by itself
	Timeout          Kind = "timeout"           // time ran out, on our side or the service's
	Canceled         Kind = "canceled"          // the caller gave up
	Unauthenticated  Kind = "unauthenticated"   // who are you: key, token or signature refused
	PermissionDenied Kind = "permission_denied" // known, but not allowed
	NotFound         Kind = "not_found"         // no such thing
	InvalidInput     Kind = "invalid_input"     // the request is wrong and stays wrong
	InvalidState     Kind = "invalid_state"     // right request, wrong moment
	Conflict         Kind = "conflict"          // something else is in the way
	QuotaExceeded    Kind = "quota_exceeded"    // a limit of the account is used up
	Unsupported      Kind = "unsupported"       // the service or the resource cannot do this
	AlreadyExists    Kind = "already_exists"    // it is there already
	Gone             Kind = "gone"              // it moved away for good
	ClockSkew        Kind = "clock_skew"        // the clocks differ too much
	Malformed        Kind = "malformed"         // the answer cannot be understood
	Unknown          Kind = "unknown"           // nobody says
)

// Kinds lists every Kind in the order of their declaration.
func Kinds() []Kind {
	return []Kind{
		Throttled, Unavailable, Internal, Timeout, Canceled, Unauthenticated,
		PermissionDenied, NotFound, InvalidInput, InvalidState, Conflict,
		QuotaExceeded, Unsupported, AlreadyExists, Gone, ClockSkew, Malformed, Unknown,
	}
}

// Error makes a Kind an error; it returns the kind's name.
func (k Kind) Error() string { return string(k) }

// Is lets three kinds stand for their standard twins: Canceled for
// [context.Canceled], Timeout for [context.DeadlineExceeded] and Unsupported
// for [ErrUnsupported].
func (k Kind) Is(target error) bool {
	switch k {
	case Canceled:
		return target == context.Canceled
	case Timeout:
		return target == context.DeadlineExceeded
	case Unsupported:
		return target == ErrUnsupported
	}
	return false
}

// KindOf tells the kind of err: that of the outermost [*Error] in its tree, else
// the first Kind there, else Canceled or Timeout for a context error, and Unknown
// otherwise.
// A [*Failure] has no kind here, on purpose: read its Kind field. KindOf(nil)
// is the empty Kind.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := AsType[*Error](err); ok {
		return e.kind()
	}
	if k, ok := AsType[Kind](err); ok {
		return k
	}
	switch {
	case Is(err, context.Canceled):
		return Canceled
	case Is(err, context.DeadlineExceeded):
		return Timeout
	}
	return Unknown
}
