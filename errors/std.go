package errors

import stderrors "errors"

// ErrUnsupported is the standard library's; an [Error] of kind [Unsupported]
// matches it.
var ErrUnsupported = stderrors.ErrUnsupported

// New returns an error with the given text, as the standard library does.
func New(text string) error { return stderrors.New(text) }

// Is reports whether any error in err's tree matches target. A [Kind] is a
// valid target.
func Is(err, target error) bool { return stderrors.Is(err, target) }

// As finds the first error in err's tree that target can hold. Prefer
// [AsType], which the compiler checks.
func As(err error, target any) bool { return stderrors.As(err, target) }

// AsType finds the first error of type E in err's tree.
func AsType[E error](err error) (E, bool) { return stderrors.AsType[E](err) }

// Join wraps the given errors into one; nil values are dropped.
func Join(errs ...error) error { return stderrors.Join(errs...) }

// Unwrap returns what err wraps, or nil.
func Unwrap(err error) error { return stderrors.Unwrap(err) }
