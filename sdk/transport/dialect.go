package transport

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/lockout"
)

// Dialect is what a cloud says in its own way. Each cloud has one, as a plain
// value; the zero value is a service that says everything in the common way.
type Dialect struct {
	// Cloud names whose keys these are, as [KeyAt] has it. Default: the signer's
	// package.
	Cloud string
	// RequestID names the headers that hold the ID of a request. The first one
	// that an answer has counts. Default: X-Request-Id.
	RequestID []string
	// RetryAfter returns how long an answer asks to wait, by headers or words of
	// the cloud's own, and 0 if it does not say. It is asked about answers whose
	// Retry-After asks for no wait. Nil: the cloud has no such way.
	RetryAfter func(h http.Header, e *errors.Error) time.Duration
	// SignatureFault returns what is wrong with the signature of a request that was
	// refused with e, of which code, status and message are read. Nil: a status of
	// 401 refuses the signature, nothing else does.
	SignatureFault func(e *errors.Error) SignatureFault
	// SecretHeaders and SecretParameters name where a signed request carries what
	// proves its sender, beside Authorization. No error shows their values.
	SecretHeaders    []string
	SecretParameters []string
	// LockedFor is how long the cloud locks a key after too many refused signatures
	// in a row. Default: five minutes.
	LockedFor time.Duration
}

// SignatureFault is what is wrong with a signature that was refused.
type SignatureFault string

// The faults of a signature.
const (
	NoFault        SignatureFault = ""          // the refusal is about something else
	NonceUsed      SignatureFault = "nonce"     // a request with the same nonce was there before
	WrongKey       SignatureFault = "key"       // the key, or a part that is missing; never its time
	WrongSignature SignatureFault = "signature" // the signature, perhaps because of its time
	WrongTime      SignatureFault = "time"      // the time that it was made for
)

// withDefaults fills in what was left out.
func (d Dialect) withDefaults() Dialect {
	if d.RequestID == nil {
		d.RequestID = []string{"X-Request-Id"}
	}
	if d.SignatureFault == nil {
		d.SignatureFault = faultOfStatus
	}
	d.RequestID, d.SecretHeaders = canonical(d.RequestID), canonical(d.SecretHeaders)
	d.LockedFor = cmp.Or(max(d.LockedFor, 0), lockout.Usual)
	return d
}

// faultOfStatus is the SignatureFault of a cloud that has no words of its own.
func faultOfStatus(e *errors.Error) SignatureFault {
	if e.Status == http.StatusUnauthorized {
		return WrongSignature
	}
	return NoFault
}

// canonical returns the names of headers as package net/http writes them.
func canonical(names []string) []string {
	names = slices.Clone(names)
	for i, n := range names {
		names[i] = http.CanonicalHeaderKey(strings.TrimSpace(n))
	}
	return names
}

// requestID returns what an answer's headers call the request.
func (d *Dialect) requestID(h http.Header) string {
	for _, name := range d.RequestID {
		if v := h[name]; len(v) > 0 && v[0] != "" {
			return v[0]
		}
	}
	return ""
}

// retryAfter returns how long an answer asks to wait, 0 if it does not say.
func (d *Dialect) retryAfter(h http.Header, e *errors.Error, now time.Time) time.Duration {
	wait := retryAfter(h, now)
	if wait == 0 && d.RetryAfter != nil {
		wait = d.RetryAfter(h, e)
	}
	return min(max(wait, 0), longest)
}
