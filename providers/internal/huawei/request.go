package huawei

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/taskfault/taskfault/errors"
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
	// it answers another question, and an empty list in it would be a lie.
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

// isSegment reports whether s is safe as a part of a path: something, and not
// one of the two names that mean another place.
func isSegment(s string) bool { return s != "" && s != "." && s != ".." }

// CheckID refuses an ID that would lead to another address than its own: an
// empty one, . and .., and the reserved words, which the service would take for
// another operation.
func (c *Client) CheckID(operation, name, id string, reserved ...string) error {
	if !isSegment(id) {
		return c.Invalid(operation, name+" must be an ID, and not empty, . or ..")
	}
	for _, word := range reserved {
		if strings.EqualFold(strings.TrimSpace(id), word) {
			return c.Invalid(operation, name+" must be an ID, and "+word+" is the name of another operation")
		}
	}
	return nil
}

// CheckPage refuses a limit or an offset that no service takes. Zero leaves
// them out; a limit of most is the largest.
func (c *Client) CheckPage(operation string, limit, most, offset int) error {
	switch {
	case limit < 0 || limit > most:
		return c.Invalid(operation, "limit must be from 1 to "+itoa(most)+", or 0 for the service's default")
	case offset < 0:
		return c.Invalid(operation, "offset must not be negative")
	}
	return nil
}

// Invalid is the error of input that is not sent.
func (c *Client) Invalid(operation, why string) error {
	return &errors.Error{
		Service: c.service, Region: c.region, Operation: operation, Kind: errors.InvalidInput,
		Message: why, Retry: errors.RetryNo,
	}
}

// method is the request's verb.
func (r *Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}
