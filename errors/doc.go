// Package errors is the one error model of taskfault.
//
// Two things can fail, and they are never mixed up:
//
//   - a call to a service failed: *[Error], with the service's own code and
//     request ID, a [Kind], and the trail of attempts;
//   - a task inside a service failed: *[Failure], which explains itself from
//     its service's table of codes, and for a code that is not in it from what is
//     known about the situation without guessing a cause. A Failure never matches a Kind by [Is], or a retry
//     meant for a call would repeat a task.
//
// A [Kind] is an error too, so there is one vocabulary for both questions:
//
//	if errors.Is(err, errors.Throttled) { ... }
//	switch errors.KindOf(err) { case errors.NotFound: ... }
//
// The package knows no vendor. What a service's codes mean is a value, [Codes], that
// its provider makes of a table with [NewCodes]; the sentences for kinds are here.
//
// The package forwards what callers need of the standard library's errors, so
// that a file imports one package of that name and needs no other.
package errors
