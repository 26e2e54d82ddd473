package errors

import (
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go"
)

// Error says that one call to a service failed. It is the outermost error that
// a client returns, and always comes as a pointer.
//
// It matches its Kind by [Is], and satisfies [smithy.APIError] for callers who
// handle errors the way of AWS's SDK. Nothing secret and no piece of a body is
// ever in its text. An Error is not changed after it was returned and may be
// read by several goroutines.
type Error struct {
	Service   string // whose call it is; for a token or a project that of the service that gives them
	Region    string
	Operation string // the service's own name of the operation
	List      string // the list inside a source that could not be read, such as "the plan p1"; empty for any other error

	// Field is the field of a configuration or an input that is wrong, by which the
	// message begins; empty for any other error.
	Field string

	Kind    Kind
	Code    string // the service's own code, empty if it gave none
	Message string // the service's own words, without secrets
	Right   string // the right that the operation needs, set where it may be what is missing

	// Situation tells what the client has found out about the failure where kind
	// and code do not: who else is to act. It is empty where these say enough.
	Situation Situation

	Status    int    // HTTP status that was really received, 0 if none was
	RequestID string // what the service's support asks for

	Retry      Retry
	RetryAfter time.Duration // how long the service asked to wait, 0 if it did not
	Attempts   []Attempt     // the trail, oldest first; empty if nothing was sent

	Err error // the cause, nil if the service's answer is all there is

	codes *Codes // that explain it
}

// Attempt is one request of a call, as the trail remembers it.
type Attempt struct {
	At        time.Time     // when it was sent
	Wait      time.Duration // how long it was waited for before
	Took      time.Duration // until it had failed or its body was read
	Status    int           // HTTP status, 0 if no answer came
	Kind      Kind          // empty if it went well
	Code      string
	RequestID string
}

var _ smithy.APIError = (*Error)(nil)

// Error tells in one line what failed, why, and whom to ask. Whatever a service
// put into it is shown as [Printable] shows it.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Service != "" {
		b.WriteString(e.Service)
		b.WriteByte(' ')
	}
	if e.Operation != "" {
		b.WriteString(e.Operation)
		b.WriteByte(' ')
	}
	if e.Region != "" {
		b.WriteString("in ")
		b.WriteString(e.Region)
		b.WriteByte(' ')
	}
	b.WriteString("failed: ")
	b.WriteString(string(e.kind()))
	if e.Code != "" {
		b.WriteByte(' ')
		b.WriteString(e.Code)
	}
	if m := e.reason(); m != "" {
		b.WriteString(": ")
		b.WriteString(m)
	}
	if tail := e.facts(); len(tail) > 0 {
		b.WriteString(" (")
		b.WriteString(strings.Join(tail, ", "))
		b.WriteByte(')')
	}
	return Printable(b.String())
}

// reason is the service's own message, else what the cause says.
func (e *Error) reason() string {
	if e.Message == "" && e.Err != nil {
		return e.Err.Error()
	}
	return e.Message
}

// facts are the short ones that follow in brackets.
func (e *Error) facts() []string {
	var f []string
	if e.Right != "" {
		f = append(f, "needs the right "+e.Right)
	}
	if e.Status != 0 {
		f = append(f, "HTTP "+strconv.Itoa(e.Status))
	}
	if e.RequestID != "" {
		f = append(f, "request "+e.RequestID)
	}
	if n := len(e.Attempts); n > 1 {
		f = append(f, strconv.Itoa(n)+" attempts")
	}
	if e.RetryAfter > 0 {
		f = append(f, "retry after "+e.RetryAfter.String())
	}
	return f
}

// Detail tells the same in several lines, with one for each attempt.
func (e *Error) Detail() string {
	var b strings.Builder
	b.WriteString(e.Error())
	for i, a := range e.Attempts {
		b.WriteString("\n  attempt ")
		b.WriteString(strconv.Itoa(i + 1))
		b.WriteString(": ")
		b.WriteString(a.String())
	}
	return b.String()
}

// String tells the attempt in one line.
func (a Attempt) String() string {
	var b strings.Builder
	b.WriteString(a.At.UTC().Format(time.RFC3339Nano))
	if a.Wait > 0 {
		b.WriteString(" after waiting " + a.Wait.String())
	}
	b.WriteString(", took " + a.Took.String())
	if a.Status != 0 {
		b.WriteString(", HTTP " + strconv.Itoa(a.Status))
	}
	if a.Kind != "" {
		b.WriteString(", " + string(a.Kind))
	}
	if a.Code != "" {
		b.WriteString(" " + a.Code)
	}
	if a.RequestID != "" {
		b.WriteString(", request " + a.RequestID)
	}
	return Printable(b.String())
}

// kind is the Kind, Unknown where a literal left it out.
func (e *Error) kind() Kind {
	if e.Kind == "" {
		return Unknown
	}
	return e.Kind
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is matches the error's own Kind, and the standard twins of that Kind.
func (e *Error) Is(target error) bool {
	if k, ok := target.(Kind); ok {
		return e.kind() == k
	}
	return e.Kind.Is(target)
}

// ErrorCode is the service's code, or the kind's name where it gave none.
// It implements [smithy.APIError].
func (e *Error) ErrorCode() string {
	if e.Code == "" {
		return string(e.kind())
	}
	return e.Code
}

// ErrorMessage is the service's message. It implements [smithy.APIError].
func (e *Error) ErrorMessage() string { return e.reason() }

// ErrorFault says whose fault it is, as far as the kind tells. It implements
// [smithy.APIError].
func (e *Error) ErrorFault() smithy.ErrorFault {
	switch e.Kind {
	case Throttled, Unavailable, Internal, Malformed:
		return smithy.FaultServer
	case Unauthenticated, PermissionDenied, NotFound, InvalidInput, InvalidState, Conflict,
		QuotaExceeded, Unsupported, AlreadyExists, Gone, ClockSkew, Canceled:
		return smithy.FaultClient
	}
	return smithy.FaultUnknown
}
