package redact

import (
	"net/url"
	"strings"

	"github.com/taskfault/taskfault/sdk/transport/internal/fold"
)

// cutRequest cuts out of s what a request carried to prove its sender. A service
// that refuses a signature may answer with the whole of what it was sent, and
// until the time in it has run out, whoever reads that can send it too. Request is nil
// if nothing was signed. A signer of the user's own may put other credentials into
// the request than those it was given.
func (x *Secrets) cutRequest(s string, piecemeal bool) string {
	r := x.Request
	if r == nil || s == "" {
		return s
	}
	for _, v := range r.Header["Authorization"] {
		if v != "" {
			s = strings.ReplaceAll(s, v, hidden)
		}
		s = cut(s, signatureOf(v), piecemeal)
	}
	for _, name := range x.Headers {
		for _, v := range r.Header[name] {
			s = cut(s, v, piecemeal)
		}
	}
	for _, name := range x.Parameters {
		v := parameter(r.URL.RawQuery, name)
		if strings.Contains(v, "%") && !piecemeal && isWord(s) {
			continue // it has signs that s has not; this spares a success the unescaping
		}
		if plain, err := url.QueryUnescape(v); err == nil {
			s = cut(s, plain, piecemeal)
		}
	}
	return s
}

// signatureOf is the part of an Authorization that nobody may see: the member
// Signature, or where there is none, all that follows the scheme's name.
func signatureOf(authorization string) string {
	const member = "signature="
	if i := fold.Index(authorization, member); i >= 0 {
		signature, _, _ := strings.Cut(authorization[i+len(member):], ",")
		return strings.Trim(signature, ` "`)
	}
	_, rest, _ := strings.Cut(authorization, " ")
	return strings.TrimSpace(rest)
}

// parameter is the value of a query's parameter, still escaped, and empty if
// there is none.
func parameter(query, name string) string {
	for query != "" {
		var pair string
		pair, query, _ = strings.Cut(query, "&")
		if key, value, _ := strings.Cut(pair, "="); key == name {
			return value
		}
	}
	return ""
}

// isWord reports whether s has only letters, digits and hyphens, as nearly every
// request's ID.
func isWord(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') && s[i] != '-' {
			return false
		}
	}
	return true
}
