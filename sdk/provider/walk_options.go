package provider

import (
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
)

// WalkOptions are the options of a walk over a list of a source, which begins at a
// cursor of its own: as many rows at once as the query says, and no more than most.
func WalkOptions(s sdk.Source, q sdk.Query, operation string, most int, start string) paging.Options {
	limit := most
	if q.PageSize > 0 {
		limit = min(q.PageSize, most)
	}
	return paging.Options{
		Limit: limit, MaxRows: q.MaxRows, Start: start,
		Service: s.Service, Region: s.Region, Operation: operation,
	}
}

// Fewer answers the refusal of a page by asking for so many rows; it is for
// [paging.Options].Smaller. Documents disagree here and there about the most.
func Fewer(rows int) func(limit int, err error) int {
	return func(limit int, err error) int {
		if limit > rows && errors.Is(err, errors.InvalidInput) {
			return rows
		}
		return 0
	}
}
