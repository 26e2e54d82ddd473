package transport

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/taskfault/taskfault/errors"
)

// longestEndpoint bounds a base URL, and longestLabel one part of a host's name,
// which is what a region becomes. Both are in bytes.
const (
	longestEndpoint = 1024
	longestLabel    = 63
)

// ParseEndpoint reads a base URL that a user gave: http or https, a host, and
// perhaps a port and a path. What cannot be is refused here, before any attempt
// is spent on it. The error does not show the URL, which may hold a password.
func ParseEndpoint(text string) (*url.URL, error) {
	u, why := readEndpoint(text)
	if why != "" {
		return nil, errors.New(why + "; write http:// or https://, a host, and perhaps a port and a path")
	}
	return u, nil
}

func readEndpoint(text string) (u *url.URL, why string) {
	if len(text) > longestEndpoint {
		return nil, "it is longer than " + strconv.Itoa(longestEndpoint) + " bytes"
	}
	u, err := url.Parse(text)
	switch {
	case err != nil || strings.ContainsFunc(text, unicode.IsSpace):
		return nil, "it is not a URL"
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "its scheme is neither http nor https"
	case u.Hostname() == "":
		return nil, "it names no host"
	case u.User != nil:
		return nil, "it holds a user; give credentials instead"
	case u.RawQuery != "" || u.ForceQuery || strings.Contains(text, "#"):
		return nil, "it has a query or a fragment"
	case hasDots(u.Path):
		return nil, "its path has . or .. for a part"
	}
	return u, badAuthority(u)
}

// badAuthority says what is wrong with a URL's host and port. A host goes over
// the wire as it was signed or not at all, so that it is in ASCII and an IPv6
// address has no zone.
func badAuthority(u *url.URL) string {
	host, port := u.Hostname(), u.Port()
	if n, err := strconv.Atoi(port); strings.HasSuffix(u.Host, ":") || port != "" && (err != nil || n < 1 || n > 65535) {
		return "its port is not a number from 1 to 65535"
	}
	if strings.HasPrefix(u.Host, "[") {
		if address, err := netip.ParseAddr(host); err != nil || address.Zone() != "" {
			return "what stands in brackets is not an IPv6 address without a zone"
		}
		return ""
	}
	if !isHostName(host) {
		return "its host is not a name of ASCII letters, digits, - and _ with single dots between them"
	}
	return ""
}

// isHostName reports whether a name service could know s.
func isHostName(s string) bool {
	for label := range strings.SplitSeq(strings.TrimSuffix(s, "."), ".") {
		if label == "" || len(label) > longestLabel || strings.ContainsFunc(label, isForeign) {
			return false
		}
	}
	return len(s) <= 253
}

// isForeign reports whether no host's name has r.
func isForeign(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_')
}

// hasDots reports whether a part of a path means another place.
func hasDots(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if part == "." || part == ".." {
			return true
		}
	}
	return false
}

// CheckRegion refuses what can be no region's name, and so no part of a host's.
// The empty name passes: whether one is needed, others know.
func CheckRegion(name string) error {
	switch {
	case strings.ContainsFunc(name, isForeign):
		return errors.New("it is not made of letters, digits, - and _ alone")
	case len(name) > longestLabel:
		return fmt.Errorf("it is too long: give no more than %d characters", longestLabel)
	}
	return nil
}
