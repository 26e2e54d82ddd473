package huawei

import (
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/taskfault/taskfault/sdk/provider"
)

// Request is one operation with its input.
type Request struct {
	Operation string // the service's own name
	Right     string // what the caller must be granted
	Method    string // default GET
	Version   string // v1, v2 or v3
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
	// Empty reports whether a decoded answer is an empty list. It is for an operation
	// that may say so with the status 404; nil for all others.
	Empty func() bool
	// Raw is filled with the JSON of the answer, or with that of its member RawOf
	// where one is named. It is nil if nobody wants it.
	Raw   *json.RawMessage
	RawOf string
}

// url is the request's address in a project.
func (r *Request) url(base *url.URL, project string) *url.URL {
	return provider.URL(base, r.Query, append([]string{r.Version, project}, r.Path...)...)
}

// method is the request's verb.
func (r *Request) method() string {
	if r.Method == "" {
		return http.MethodGet
	}
	return r.Method
}
