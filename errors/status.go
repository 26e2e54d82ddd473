package errors

// KindOfStatus tells the kind of an answer that has an HTTP status and no code
// that a table knows. It is the second choice: services send wrong state
// with 500 and missing things with 400, so a known code always comes first.
//
// A success and a redirect are Malformed, since only an answer that was not
// what was asked for gets here. 504 is Unavailable and not [Timeout]: it is the
// gateway that waited in vain, and our own time has not run out.
func KindOfStatus(status int) Kind {
	switch status {
	case 401, 407: // by the service, by a proxy
		return Unauthenticated
	case 403:
		return PermissionDenied
	case 404:
		return NotFound
	case 405, 501, 505: // method, operation, version of HTTP
		return Unsupported
	case 408:
		return Timeout
	case 409:
		return Conflict
	case 410:
		return Gone
	case 425, 502, 503, 504: // too early, and whatever gateways say
		return Unavailable
	case 429:
		return Throttled
	}
	switch status / 100 {
	case 2, 3:
		return Malformed
	case 4:
		return InvalidInput
	case 5:
		return Internal
	}
	return Unknown
}
