package transport

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// hidden stands where a secret was.
const hidden = "[secret]"

// How much is kept of a service's words and names, in bytes.
const (
	longestMessage = 2000
	longestName    = 200
)

// redact cuts out of s every secret of the call, and what a service or net/http
// tells of the request that was signed.
func (x *exchange) redact(s string) string {
	if s == "" {
		return s
	}
	s = cutSigned(cutQueries(s))
	for _, secret := range [...]string{x.creds.AccessKeySecret, x.creds.SecurityToken, x.creds.AuthToken} {
		s = cut(s, secret)
	}
	for _, secret := range x.call.Secrets {
		s = cut(s, secret)
	}
	return short(s, longestMessage)
}

// short is redact for a name: a code, the ID of a request.
func (x *exchange) short(s string) string { return short(x.redact(s), longestName) }

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

// shortest is the length of the shortest secret that is cut out. A shorter one
// would cut letters out of every word.
const shortest = 4

// cut replaces secret in s, as it is and as it stands in a query, in a path,
// and in a query that was escaped once more to be signed.
func cut(s, secret string) string {
	if len(secret) < shortest {
		return s
	}
	query := url.QueryEscape(secret)
	path := strings.ReplaceAll(query, "+", "%20")
	for _, form := range [...]string{secret, query, path, url.QueryEscape(query), url.QueryEscape(path), url.PathEscape(secret)} {
		s = cutForm(s, form)
	}
	return s
}

// cutForm replaces form in s. Where two overlap, both are gone.
func cutForm(s, form string) string {
	i := strings.Index(s, form)
	if i < 0 {
		return s
	}
	var b strings.Builder
	for i >= 0 {
		b.WriteString(s[:i])
		b.WriteString(hidden)
		end := i + len(form)
		for { // the tail of one may begin another
			next := strings.Index(s[i+1:], form)
			if next < 0 || i+1+next >= end {
				break
			}
			i += 1 + next
			end = i + len(form)
		}
		s = s[end:]
		i = strings.Index(s, form)
	}
	b.WriteString(s)
	return b.String()
}

// signedMarks begin what a service tells of the text that it has signed itself.
var signedMarks = [...]string{"string to sign", "stringtosign", "string-to-sign", "canonical request", "canonicalrequest", "canonical string"}

// cutSigned cuts off what follows such a mark.
func cutSigned(s string) string {
	low := lower(s)
	for _, mark := range signedMarks {
		if i := strings.Index(low, mark); i >= 0 {
			end := i + len(mark)
			s, low = s[:end]+" "+hidden, low[:end]
		}
	}
	return s
}

// lower puts ASCII letters into lower case and keeps every byte's place.
func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
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
