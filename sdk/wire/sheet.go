package wire

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// sheet holds the members of an error as they were found, before it is decided
// which of them count.
type sheet struct {
	errorCode, errorMessage string // error_code and error_msg, ErrCode and ErrMessage
	code, message           string
	title                   string // what stands in for a message where there is none
	requestID               string
	hostID, recommend       string
	status                  int
	denied                  map[string]string

	success  string // the member Success, empty if there is none
	inner    *sheet // an object one level down, nil if there is none with a code or message
	errorKey bool   // inner is named error
	foreign  bool   // there are members that no error has, or the end is missing
}

// Bounds on what is kept, in runes.
const (
	maxMessage = 1000
	maxName    = 200
	maxDenied  = 20 // members of AccessDenied
	maxEncoded = 16_000
)

// set notes a member of plain text, whatever the case and the delimiters of its
// name. It reports whether the name is one that errors have.
func (s *sheet) set(name, value string) bool {
	var buf folded
	switch string(foldInto(&buf, name)) { // compared, never kept: no memory of its own
	case "errorcode", "errcode":
		s.setCode(&s.errorCode, value)
	case "errormsg", "errmsg", "errormessage", "errmessage":
		fill(&s.errorMessage, value, maxMessage)
	case "code":
		s.setCode(&s.code, value)
	case "message", "msg":
		fill(&s.message, value, maxMessage)
	case "title", "description", "errordescription", "error":
		fill(&s.title, value, maxMessage)
	case "requestid", "xrequestid":
		fill(&s.requestID, value, maxName)
	case "hostid":
		fill(&s.hostID, value, maxName)
	case "recommend":
		fill(&s.recommend, value, maxMessage)
	case "httpstatuscode", "statuscode", "status":
		n, ok := httpStatus(value)
		if ok {
			s.status = n
		}
		return ok || value == "" // else it is the status of a task
	case "success":
		s.success = strings.ToLower(clip(value, maxName))
	case "encodedauthorizationmessage":
		s.deny("encoded_authorization_message", value)
	default:
		return false
	}
	return true
}

// setCode notes a code, or the HTTP status that stands in its place.
func (s *sheet) setCode(code *string, value string) {
	if n, ok := httpStatus(value); ok {
		s.status = n
		return
	}
	if value != "0" {
		fill(code, value, maxName)
	}
}

// deny notes one fact about who was refused what. A value too long to be kept
// whole would be of no use.
func (s *sheet) deny(name, value string) {
	if value == "" || len(value) > maxEncoded || len(s.denied) == maxDenied {
		return
	}
	if s.denied == nil {
		s.denied = make(map[string]string)
	}
	s.denied[clip(name, maxName)] = clip(value, maxEncoded)
}

// nest keeps the object named name if it tells more than the one before it.
func (s *sheet) nest(name string, inner *sheet) {
	s.foreign = s.foreign || inner.foreign
	if inner.tells() && (s.inner == nil || !s.inner.hasCode() && inner.hasCode()) {
		s.inner, s.errorKey = inner, folds(name, "error")
	}
}

func (s *sheet) hasCode() bool { return s.errorCode != "" || s.code != "" }

// tells reports whether there is a code or a message.
func (s *sheet) tells() bool {
	return s.hasCode() || s.errorMessage != "" || s.message != "" || s.title != ""
}

// envelope decides which of the members count.
func (s *sheet) envelope() (Envelope, bool) {
	in := s.inner
	if in == nil || s.success != "" {
		in = &sheet{} // DBS says all about the call at the top; an Item is about a task
	}
	e := Envelope{
		RequestID:    first(s.requestID, in.requestID),
		HostID:       first(s.hostID, in.hostID),
		Recommend:    first(s.recommend, in.recommend),
		AccessDenied: s.denied,
		Status:       s.status,
	}
	if e.AccessDenied == nil {
		e.AccessDenied = in.denied
	}
	if e.Status == 0 {
		e.Status = in.status
	}
	switch {
	case s.errorCode != "":
		e.Code, e.Message = s.errorCode, first(s.errorMessage, s.message)
	case s.code != "":
		e.Code, e.Message = s.code, first(s.message, s.errorMessage)
	case in.errorCode != "":
		e.Code, e.Message = in.errorCode, first(in.errorMessage, in.message, in.title)
	case in.code != "":
		e.Code, e.Message = in.code, first(in.message, in.errorMessage, in.title)
	}
	e.Message = first(e.Message, s.errorMessage, s.message, in.errorMessage, in.message, s.title, in.title)
	e.Failed = s.failed(e)
	known := e.Code != "" || e.Message != "" || e.RequestID != "" || e.Status != 0 || e.AccessDenied != nil || s.success != ""
	return e, known
}

// failed decides on Success where there is one, and else on whether the body
// has room for anything but an error.
func (s *sheet) failed(e Envelope) bool {
	switch {
	case s.success != "":
		return s.success != "true" && s.success != "1"
	case e.Code == "" && e.Message == "" || e.Status >= 200 && e.Status < 300:
		return false
	case s.inner != nil && s.errorKey:
		return true
	}
	return !s.foreign
}

// folded has room for the longest known name.
type folded [32]byte

// fold brings request_id, RequestId and requestid to one form. A name longer
// than any known one is folded to nothing.
func fold(name string) string {
	var buf folded
	return string(foldInto(&buf, name))
}

// foldInto is [fold] without memory of its own.
func foldInto(b *folded, name string) []byte {
	n := 0
	for i := range len(name) {
		c := name[i]
		if c == '_' || c == '-' {
			continue
		}
		if n == len(b) {
			return nil
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b[n] = c
		n++
	}
	return b[:n]
}

// folds reports whether name is a form of want.
func folds(name, want string) bool {
	var buf folded
	return string(foldInto(&buf, name)) == want
}

// httpStatus reads a number that is an HTTP status.
func httpStatus(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && len(s) == 3 && n >= 100 && n < 600
}

// fill sets to to value unless that is empty: of two spellings of one member
// the filled one counts.
func fill(to *string, value string, limit int) {
	if value = clip(value, limit); value != "" {
		*to = value
	}
}

// trim is s without white space around it, and without the memory of that.
func trim(s string) string {
	if t := strings.TrimSpace(s); len(t) < len(s) {
		return strings.Clone(t)
	}
	return s
}

// clip trims s and cuts it to at most limit runes of valid UTF-8. The result
// holds no more of the memory of s than it needs.
func clip(s string, limit int) string {
	whole := len(s)
	s = strings.TrimSpace(s)
	if len(s) > utf8.UTFMax*(limit+1) {
		s = s[:utf8.UTFMax*(limit+1)] // a rune cut in two here is past the limit
	}
	s = strings.ToValidUTF8(s, "\ufffd")
	for i := range s {
		if limit == 0 {
			s = strings.TrimSpace(s[:i]) // the cut may have come among spaces
			break
		}
		limit--
	}
	if len(s) == whole {
		return s
	}
	return strings.Clone(s)
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
