package redact

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/taskfault/taskfault/sdk/transport/internal/fold"
)

// How much is kept of a service's words and names, in bytes.
const (
	LongestMessage = 2000
	LongestName    = 200
)

// Secrets are what must not be seen of a request.
type Secrets struct {
	Credentials [3]string     // the secret parts of what signed it
	Others      []string      // task tokens, passwords
	Request     *http.Request // as it was signed, nil if it was not
	Headers     []string      // of Request that prove its sender, beside Authorization
	Parameters  []string      // the same of its query
}

// Message cuts out of s every secret, and what a service or net/http tells of the
// request that was signed.
func (x *Secrets) Message(s string) string {
	if s == "" {
		return s
	}
	piecemeal := len(s) >= LongestName
	s = cutSigned(cutQueries(s))
	for _, secret := range x.Credentials {
		s = cut(s, secret, piecemeal)
	}
	for _, secret := range x.Others {
		s = cut(s, secret, piecemeal)
	}
	return Short(x.cutRequest(s, piecemeal), LongestMessage)
}

// Name is Message for a code or the ID of a request.
func (x *Secrets) Name(s string) string { return Short(x.Message(s), LongestName) }

// Short cuts s on a rune's border.
func Short(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}

// signedMarks begin what a service tells of the text that it has signed itself.
var signedMarks = [...]string{
	"string to sign", "string_to_sign", "string-to-sign", "stringtosign",
	"canonical request", "canonical_request", "canonical-request", "canonicalrequest", "canonical string",
}

// cutSigned cuts off what follows the first such mark.
func cutSigned(s string) string {
	for _, mark := range signedMarks {
		if i := fold.Index(s, mark); i >= 0 {
			s = s[:i+len(mark)] + " " + hidden
		}
	}
	return s
}

// cutQueries takes the query off every address in s: signatures and tokens
// travel there.
func cutQueries(s string) string {
	at := strings.Index(s, "://")
	if at < 0 {
		return s
	}
	var b strings.Builder
	for at >= 0 {
		end := at + len("://")
		for end < len(s) && !strings.ContainsRune(" \t\r\n\"'<>", rune(s[end])) {
			end++
		}
		if mark := strings.IndexByte(s[at:end], '?'); mark >= 0 {
			b.WriteString(s[:at+mark] + "?" + hidden)
		} else {
			b.WriteString(s[:end])
		}
		s = s[end:]
		at = strings.Index(s, "://")
	}
	b.WriteString(s)
	return b.String()
}
