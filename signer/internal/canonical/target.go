package canonical

import (
	"net/http"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// Method is the verb that Go's client sends for req.
func Method(req *http.Request) string {
	if req.Method == "" {
		return http.MethodGet
	}
	return req.Method
}

// Host is what Go's client sends as Host. A host that the client would rewrite
// on the way (international names, IPv6 zones) or that cannot be one is an
// error, because what was signed would not be what is sent.
func Host(req *http.Request) (string, error) {
	host := req.Host
	if host == "" && req.URL != nil {
		host = req.URL.Host
	}
	if host == "" {
		return "", errors.New("the request has no host")
	}
	for i := range len(host) {
		if c := host[i]; !unreserved[c] && c != ':' && c != '[' && c != ']' {
			return "", errors.New("the host has a character that does not go over the wire as it is: write the name in ASCII and without an IPv6 zone")
		}
	}
	return host, nil
}

// Path is the path of req as Go's client sends it. Where it does not send one
// that begins with a slash, that is an error.
func Path(req *http.Request) (string, error) {
	if req.URL == nil {
		return "", errors.New("the request has no URL")
	}
	if req.URL.Opaque != "" {
		return "", errors.New("the URL is opaque: set its Path, and its RawPath where a segment has an escaped slash")
	}
	path := req.URL.EscapedPath()
	if path == "" {
		return "/", nil
	}
	if !strings.HasPrefix(path, "/") {
		return "", errors.New("the URL's path does not begin with a slash")
	}
	return path, nil
}

// AppendPath appends an escaped path with the same bytes escaped in each segment
// as [AppendEscaped] would. A path whose segments were escaped like that comes
// out as it is; one that spells a byte in another way (a * or a %7E) is brought
// to the spelling that a server arrives at when it decodes and escapes again.
// Dots and empty segments stay.
func AppendPath(b []byte, escaped string) []byte {
	for i := 0; i < len(escaped); i++ {
		c := escaped[i]
		if c == '/' {
			b = append(b, c)
			continue
		}
		if c == '%' {
			if decoded, ok := hexByte(escaped, i); ok {
				c = decoded
				i += 2
			}
		}
		if unreserved[c] {
			b = append(b, c)
		} else {
			b = append(b, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return b
}
