package provider

import (
	"net/http"

	"github.com/taskfault/taskfault/errors"
)

// Passing reports whether an error of a list may be over the next time. One that
// is about the caller's rights, the list itself or what was asked of it is not:
// whoever cannot read a list for such a reason does not come to its tasks by it at
// all.
func Passing(err error) bool {
	switch errors.KindOf(err) {
	case errors.Throttled, errors.Unavailable, errors.Timeout, errors.Canceled, errors.Unauthenticated, errors.ClockSkew:
		return true
	case errors.Internal:
		e, ok := errors.AsType[*errors.Error](err)
		return ok && e.Status >= http.StatusInternalServerError
	}
	return false
}
