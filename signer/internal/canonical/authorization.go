package canonical

import (
	"net/http"
	"strings"
)

// maxAuthorization bounds what is read of an Authorization header, in bytes.
// Real ones have a few hundred.
const maxAuthorization = 16 << 10

// MaxText bounds the queries and forms that are verified, in bytes. Both clouds
// take less, and Go's server stops reading a request line at the same size.
const MaxText = 1 << 20

// Authorization is a signature's header, taken apart.
type Authorization struct {
	Algorithm  string
	Access     string // Access=, an access key's ID
	Credential string // Credential=, an access key's ID, with a scope in some schemes
	Names      string // SignedHeaders= as it is
	Signature  string
	Complete   bool // signature, signed headers and one of Access and Credential are there, once each
}

// ParseAuthorization reads the Authorization header of a received request. ok is
// false if there is none; several of them, one out of bounds, or one with a part
// that is unknown, empty or given twice are not Complete.
func ParseAuthorization(h http.Header) (a Authorization, ok bool) {
	values := h["Authorization"]
	if len(values) == 0 {
		return a, false
	}
	algorithm, rest, _ := strings.Cut(values[0], " ")
	a.Algorithm = algorithm
	if len(values) > 1 || len(values[0]) > maxAuthorization {
		return a, true
	}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimLeft(part, " "), "=")
		into := a.part(name)
		if into == nil || *into != "" || value == "" {
			return a, true
		}
		*into = value
	}
	a.Complete = a.Signature != "" && a.Names != "" && (a.Access == "") != (a.Credential == "")
	return a, true
}

func (a *Authorization) part(name string) *string {
	switch name {
	case "Access":
		return &a.Access
	case "Credential":
		return &a.Credential
	case "SignedHeaders":
		return &a.Names
	case "Signature":
		return &a.Signature
	}
	return nil
}

// SplitNames takes a list of signed headers apart. They must be in lower case
// and in strictly ascending order: a name given twice would be signed twice, and
// a long header named often enough would fill the memory.
func SplitNames(list string) (names []string, ok bool) {
	last := ""
	for name := range strings.SplitSeq(list, ";") {
		if name <= last || strings.ContainsFunc(name, isUpper) {
			return nil, false
		}
		names = append(names, name)
		last = name
	}
	return names, true
}

func isUpper(r rune) bool { return 'A' <= r && r <= 'Z' }
