package transport

import (
	"net/http"
	"net/url"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// Call is one operation with its input, ready to be sent. Do does not change
// it.
type Call struct {
	Operation string // the service's own name
	Right     string // the right it needs, named when permission is denied
	Class     string // class of operation, where the service limits by class

	Method string
	URL    *url.URL    // endpoint, escaped path and query, without the signature's parts
	Header http.Header // without the signature's parts
	Body   []byte      // nil for none

	// Repeatable says that sending it twice does no harm, so that it may be
	// repeated when it is not known whether it arrived.
	Repeatable bool
	// AwaitState says that the service answers invalid_state for a moment that
	// passes, so that it may be repeated then.
	AwaitState bool
	// LongPoll is how long the service may hold its answer back because it was
	// asked to. The attempt's time is longer by it.
	LongPoll time.Duration
	// Unsigned leaves out credentials and signature.
	Unsigned bool
	// Secrets are values that must not be seen in an error, beside the
	// credentials: task tokens, passwords.
	Secrets []string

	// Read makes sense of an answer. It is called for every status, may not
	// keep Body after it returns, and returns nil only if the operation
	// succeeded and its output is filled. For the service's own refusal it
	// returns an *[errors.Error] with the facts it read; whatever else it
	// returns means that the answer could not be understood.
	Read func(Response) error
}

// Response is an answer whose body was read to its end.
type Response struct {
	Status int
	Header http.Header
	Body   []byte // decompressed
}

// OK reports whether the status is one of success.
func (r Response) OK() bool { return r.Status >= 200 && r.Status < 300 }

// Meta tells what a successful call took.
type Meta struct {
	RequestID string           // from the answer's header, empty if it has none
	Attempts  []errors.Attempt // all of them, the last one successful
}
