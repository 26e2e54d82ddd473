package dbs

import (
	"context"
	"net/url"

	"github.com/taskfault/taskfault/providers/alibaba"
)

// Answer is in the answer of every operation. An operation that returns it has
// succeeded: an answer with Success false is an error, whatever its HTTP status.
// The service's own samples have Success true beside a filled ErrCode, so
// ErrCode says nothing then. Where the service leaves Success out, it is true.
type Answer struct {
	RequestId      string
	HttpStatusCode int
	Success        bool
	ErrCode        string
	ErrMessage     string
}

func (a *Answer) answer() *Answer { return a }

// Paged is in the answer of every list.
type Paged struct {
	PageNum       int // of this page, from 0
	PageSize      int
	TotalPages    int
	TotalElements int
}

// call makes one call, whose answer has at least one of the wanted members. Every
// operation of this package only reads.
func call[T any](ctx context.Context, c *Client, action string, query url.Values, prepare func(*T), wants ...string) (*T, error) {
	out, _, err := alibaba.Do(ctx, c.api, alibaba.Call{Action: action, Query: query, Repeatable: true, Wants: wants}, prepare)
	return out, err
}
