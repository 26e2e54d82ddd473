package provider

import (
	"net/url"
	"strings"
)

// URL is the address of a call: the parts of a path below base, and a query. A part
// is data: it is escaped whole, so that no slash, dot or question mark in it leads to
// another address. A part that is . or .. is to be refused before; see [BadID].
//
// Only letters, digits and -_.~ stay as they are, and a space is %20, which is what
// services compute signatures over.
func URL(base *url.URL, query url.Values, parts ...string) *url.URL {
	var path strings.Builder
	path.WriteString(strings.TrimRight(base.EscapedPath(), "/"))
	for _, part := range parts {
		path.WriteByte('/')
		path.WriteString(escape(part))
	}
	u := *base
	u.RawPath = path.String()
	u.Path, _ = url.PathUnescape(u.RawPath) // ours, so it can be unescaped
	u.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
	return &u
}

func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
