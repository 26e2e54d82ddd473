package transport

import (
	"net/http"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// verdict reads an attempt's end for the Keys. Whether the signature was accepted
// is read from the code and its row in the catalog: a kind that was made from the
// status may be a proxy's.
func (x *exchange) verdict(e *errors.Error) Verdict {
	switch {
	case e == nil:
		return Accepted
	case e.Status == 0 || nonceUsed(e):
		return NoVerdict
	}
	kind := e.Kind
	row, known := errors.Lookup(x.client.service, e.Code, e.Status)
	if known {
		kind = row.Kind
	}
	switch kind {
	case errors.ClockSkew:
		return x.refused()
	case errors.Unauthenticated:
		if aboutKey(e) {
			return x.refused()
		}
	case errors.PermissionDenied:
		if known {
			return Accepted
		}
	case errors.NotFound, errors.InvalidState, errors.Conflict, errors.QuotaExceeded, errors.AlreadyExists, errors.Gone:
		if known && !ofGateway(row) {
			return Accepted // the service behind the signature has spoken
		}
	}
	return NoVerdict
}

// refused is Mistimed if the refused signature was made for a wrong time and the
// next one will not be.
func (x *exchange) refused() Verdict {
	if x.skewed() && !x.doubted {
		return Mistimed
	}
	return Refused
}

// aboutKey tells a refused key or signature from the other ways of not being
// let in, such as a code of SDRS's about the roles behind a token.
func aboutKey(e *errors.Error) bool {
	code := strings.ToLower(e.Code)
	return e.Status == http.StatusUnauthorized || strings.Contains(code, "signature") || strings.Contains(code, "accesskey")
}

// ofGateway reports whether a row is of a cloud's gateway, which may speak before
// it has looked at the signature.
func ofGateway(row errors.Entry) bool { return row.Service == "alibaba" || row.Service == "huawei" }
