package wire

import (
	"bytes"
)

// Envelope is what a body says about a failed call, in whatever form it says
// it. What the body does not tell is empty.
type Envelope struct {
	// Code is the service's own code. A number that is an HTTP status, as
	// Keystone writes in its place, is no code and goes to Status; 0 is none.
	Code string

	Message   string // the service's own words, at most 1000 runes, not yet fit for a terminal
	RequestID string
	HostID    string // Alibaba: the host that was asked
	Recommend string // Alibaba: address of a page about the code

	// Status is the HTTP status that the body tells, 0 if it tells none. DBS
	// describes a failure inside an answer of status 200 this way.
	Status int

	// AccessDenied tells who was refused what, by the service's own names:
	// AuthAction, NoPermissionType and so on from Alibaba's AccessDeniedDetail,
	// encoded_authorization_message from Huawei. It is nil if the body has none.
	AccessDenied map[string]string

	// Failed reports whether the body by itself says that the call failed,
	// whatever its HTTP status: Success is there and false, or the body is an
	// error and nothing else. An answer with Success true has not failed, even
	// where its Code is filled, and neither has an answer about a task that has
	// a code of its own.
	Failed bool
}

// ReadEnvelope reads an error from a body as well as it can: JSON in the forms
// of Alibaba's gateway, DBS, Huawei's gateway, IAM and OpenStack, XML, and plain
// text, of which the first line is the message. The content type plays no part,
// since proxies and gateways get it wrong.
//
// In JSON, a filled error_code goes before code, and both before those of an
// object one level down, whatever its name; of several such objects the first
// with a code counts.
//
// The answer is false if the body says nothing: when it is empty, HTML, broken
// before the first fact, or has no member of an error.
func ReadEnvelope(body []byte) (Envelope, bool) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, byteOrderMark))
	if len(body) == 0 {
		return Envelope{}, false
	}
	var s sheet
	switch body[0] {
	case '{':
		s = readJSON(body)
	case '<':
		s = readXML(body)
	case '[':
		return Envelope{}, false
	default:
		s.message = readText(body)
		s.foreign = true // a line of text alone proves nothing
	}
	return s.envelope()
}
