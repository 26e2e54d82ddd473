package dbs

import (
	"context"
	"net/url"
	"slices"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk/paging"
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

// readPage asks for one page by its number as the service counts.
type readPage func(ctx context.Context, number, size int) (rows paging.Answer[row], at Paged, err error)

// numbered counts pages from 0, as the documents say. Their samples show 1. A
// service that counted from 1 would answer pages 0 and 1 alike, and the last
// page would be lost without a sign: so where these two are the same, numbers
// are taken to begin with 1.
func numbered(read readPage) paging.Fetch[row] {
	var firstPage []string
	shift := 0
	return func(ctx context.Context, q paging.Request) (paging.Answer[row], error) {
		if q.Page == 0 {
			shift = 0
		}
		a, at, err := read(ctx, q.Page+shift, q.Limit)
		if err == nil && q.Page == 1 && shift == 0 && len(a.Rows) > 0 && slices.Equal(firstPage, keys(a.Rows)) {
			shift = 1
			a, at, err = read(ctx, q.Page+shift, q.Limit)
		}
		if err != nil {
			return paging.Answer[row]{}, err
		}
		if q.Page == 0 {
			firstPage = keys(a.Rows)
		}
		a.Total = at.TotalElements
		if at.TotalPages > q.Page+1 {
			a.Next = "more"
		}
		return a, nil
	}
}

// keys are the IDs of rows.
func keys(rows []row) []string {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].task.ID
	}
	return ids
}
