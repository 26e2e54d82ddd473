package huawei

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// Request is one operation with its input.
type Request struct {
	Operation string // the service's own name
	Right     string // what the caller must be granted
	Method    string // default GET
	Version   string // v1 or v2
	Path      []string
	Query     url.Values

	// Answer is filled from the answer's body, or nil for an operation that
	// answers with none.
	Answer Answer
	// Wants are the members of which the answer has at least one; without any
	// it answers another question, and an empty list in it would be a lie. A list
	// among them must be one.
	Wants []string
	// Check says what a decoded answer lacks, and is empty if nothing. It may be
	// nil.
	Check func() string
	// Raw is filled with the JSON of the answer, or with that of its member RawOf
	// where one is named. It is nil if nobody wants it.
	Raw   *json.RawMessage
	RawOf string
}

// url is the request's address in a project.
func (r *Request) url(base *url.URL, project string) *url.URL {
	var b strings.Builder
	b.WriteString(base.EscapedPath())
	for _, part := range append([]string{r.Version, project}, r.Path...) {
		b.WriteByte('/')
		b.WriteString(escape(part))
	}
	u := *base
	u.RawPath = b.String()
	u.Path, _ = url.PathUnescape(u.RawPath) // ours, so it can be unescaped
	u.RawQuery = strings.ReplaceAll(r.Query.Encode(), "+", "%20")
	return &u
}

// escape leaves only letters, digits and -_.~ as they are, which is what the
// signature is computed over.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// method is the request's verb.
func (r *Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}
