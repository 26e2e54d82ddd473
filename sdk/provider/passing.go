package provider

import "github.com/taskfault/taskfault/errors"

// Passing reports whether an error of a list may be over the next time. One that
// is about the caller's rights or the list itself is not: whoever cannot read a
// list now does not come to its tasks by it at all.
func Passing(err error) bool {
	switch errors.KindOf(err) {
	case errors.NotFound, errors.Gone, errors.PermissionDenied, errors.InvalidInput, errors.Unsupported, errors.Malformed:
		return false
	}
	return err != nil
}
