package errors

import (
	"slices"
	"strings"
)

// Classify tells the kind of a call that a service refused, and the advice on
// repeating it, from the code and the HTTP status of the answer.
//
// A code that the tables know decides: services send wrong state with 500 and
// missing things with 400. One that they do not know leaves it to the status, as
// [KindOfStatus] reads it. So does a code of which every row is contradicted by a
// status that leaves no doubt: 401, 403, 404, 409 or 429. The row still explains
// the code.
//
// Rows that are about throttling, the caller's identity, clocks and nonces are
// never contradicted, nor are those of a gateway: how such a refusal is answered
// depends on the code alone.
func (c *Codes) Classify(code string, status int) (Kind, Retry) {
	row, known := c.Lookup(code, status)
	if !known || c.contradicted(code, status) {
		kind := KindOfStatus(status)
		return kind, RetryOf(kind)
	}
	return row.Kind, row.Retry
}

// contradicted reports whether a status contradicts every row of a code.
func (c *Codes) contradicted(code string, status int) bool {
	if _, clear := kindsBeside[status]; !clear {
		return false
	}
	return !slices.ContainsFunc(c.LookupAll(code), func(row Entry) bool { return row.standsBeside(status) })
}

// kindsBeside are the kinds that rows without a status may have beside each of
// the statuses that leave no doubt.
var kindsBeside = map[int][]Kind{
	401: {PermissionDenied},
	403: {PermissionDenied, QuotaExceeded, Unsupported},
	404: {NotFound, Gone, Unsupported},
	409: {Conflict, AlreadyExists, InvalidState},
	429: {QuotaExceeded},
}

// standsBeside reports whether the entry is right also for an answer with the
// status.
func (e Entry) standsBeside(status int) bool {
	switch {
	case e.OfGateway():
		return true
	case e.Kind == Throttled || e.Kind == Unauthenticated || e.Kind == ClockSkew:
		return true
	case strings.Contains(strings.ToLower(e.Code), "nonce"):
		return true
	case e.Status == 0:
		return slices.Contains(kindsBeside[status], e.Kind)
	}
	return e.Status == status
}
