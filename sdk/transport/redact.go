package transport

import (
	"strings"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
)

// How much is kept of a service's words and names, in bytes.
const (
	longestMessage = 2000
	longestName    = 200
)

// redact cuts out of s every secret of the call and of the attempt, and what a
// service or net/http tells of the request that was signed.
func (t *try) redact(s string) string {
	if s == "" {
		return s
	}
	piecemeal := len(s) >= longestName
	s = cutSigned(cutQueries(s))
	for _, secret := range [...]string{t.creds.AccessKeySecret, t.creds.SecurityToken, t.creds.AuthToken} {
		s = cut(s, secret, piecemeal)
	}
	for _, secret := range t.call.input.Secrets {
		s = cut(s, secret, piecemeal)
	}
	return short(t.call.client.dialect.cutSent(s, t.signed, piecemeal), longestMessage)
}

// short is redact for a name: a code, the ID of a request.
func (t *try) short(s string) string { return short(t.redact(s), longestName) }

// clean takes off an error what nobody may see.
func (t *try) clean(e *errors.Error) {
	if e.Err != nil {
		text := e.Err.Error()
		clean := t.redact(text)
		if e.Message == "" {
			e.Message = clean
		}
		if clean != text {
			e.Err = errors.New(clean) // its tree would still tell
		}
	}
	e.Code, e.RequestID, e.Right = t.short(e.Code), t.short(e.RequestID), t.short(e.Right)
	e.Message = t.redact(e.Message)
}

// short cuts s on a rune's border.
func short(s string, limit int) string {
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
		if i := indexFold(s, mark); i >= 0 {
			s = s[:i+len(mark)] + " " + hidden
		}
	}
	return s
}

// indexFold is where mark, which is ASCII in lower case, stands in s in any
// case, and -1 if it does not.
func indexFold(s, mark string) int {
	for i := 0; i+len(mark) <= len(s); i++ {
		if s[i]|0x20 == mark[0] && strings.EqualFold(s[i:i+len(mark)], mark) {
			return i
		}
	}
	return -1
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
