package transport

import (
	"github.com/taskfault/taskfault/errors"
)

// verdict reads an attempt's end for the Keys. Whether the signature was accepted
// is read from the code and its row in the table: a kind that was made from the
// status may be a proxy's.
func (t *try) verdict(e *errors.Error) Verdict {
	switch {
	case e == nil:
		return Accepted
	case e.Status == 0:
		return NoVerdict
	}
	fault := t.call.client.dialect.SignatureFault(e)
	if fault == NonceUsed {
		return NoVerdict
	}
	kind := e.Kind
	row, known := t.call.client.codes.Lookup(e.Code, e.Status)
	if known {
		kind = row.Kind
	}
	switch kind {
	case errors.ClockSkew:
		return t.refused()
	case errors.Unauthenticated:
		if fault != NoFault {
			return t.refused()
		}
	case errors.PermissionDenied:
		if known {
			return Accepted
		}
	case errors.NotFound, errors.InvalidState, errors.Conflict, errors.QuotaExceeded, errors.AlreadyExists, errors.Gone:
		if known && !row.OfGateway() {
			return Accepted // the service has spoken, and not a gateway that may not have looked at the signature yet
		}
	}
	return NoVerdict
}

// refused is Mistimed if the refused signature was made for a wrong time and the
// next one will not be.
func (t *try) refused() Verdict {
	if t.skewed() && !t.doubted {
		return Mistimed
	}
	return Refused
}
