package transport

import (
	"net/http"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// verdict is what an answer says about the signature.
type verdict int

const (
	noVerdict verdict = iota // nothing: no answer, or one from before the check
	accepted
	refused
	pending // refused, and about to be tried again with a corrected clock
	excused // refused for a clock that is corrected now, and not tried again by this call
)

// verdict reads an attempt's end for the gate.
func (x *exchange) verdict(e *errors.Error) verdict {
	switch {
	case e == nil:
		return accepted
	case e.Status == 0 || nonceUsed(e):
		return noVerdict
	}
	switch e.Kind {
	case errors.ClockSkew:
		return x.correctable()
	case errors.Unauthenticated:
		if aboutKey(e) {
			return x.correctable()
		}
	case errors.PermissionDenied:
		return accepted
	case errors.NotFound, errors.InvalidState, errors.Conflict, errors.QuotaExceeded, errors.AlreadyExists, errors.Gone:
		if e.Code != "" && !ofGateway(e.Code) {
			return accepted // the service behind the signature has spoken
		}
	}
	return noVerdict
}

// correctable is pending if the refused signature is about to be made again for
// the right time, which is tried once a call, and excused if this call may not.
func (x *exchange) correctable() verdict {
	switch {
	case !x.skewed() || x.rewound:
		return refused
	case len(x.attempts) < x.client.options.MaxAttempts:
		return pending
	}
	return excused
}

// aboutKey tells a refused key or signature from the other ways of not being
// let in, such as a code of SDRS's about the roles behind a token.
func aboutKey(e *errors.Error) bool {
	code := strings.ToLower(e.Code)
	return e.Status == http.StatusUnauthorized || strings.Contains(code, "signature") || strings.Contains(code, "accesskey")
}

// ofGateway reports whether a code is that of Huawei's gateway, which may speak
// before it has looked at the signature.
func ofGateway(code string) bool {
	code = strings.ToLower(code)
	return strings.HasPrefix(code, "apig.") || strings.HasPrefix(code, "apigw.")
}
