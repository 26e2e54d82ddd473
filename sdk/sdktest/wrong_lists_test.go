package sdktest_test

import (
	"context"
	"iter"
	"slices"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/sdktest"
)

// wrongLists are clients that take a list, or a list inside their source, for what it
// is not.
func wrongLists() []wrongClient {
	return []wrongClient{
		{"it asks again and again for a text", with(func(c sdk.Client) sdk.Client { return stubborn{c} }), []string{"a text for a list"}},
		{"it asks again and again for the text of one list", bending(flows(), func(c sdk.Client) sdk.Client { return stubborn{c} }), []string{"a text for one list"}},
		{"a list that fails is passed over", paging(func(p sdk.Page, err error) (sdk.Page, error) { p.Unread = nil; return p, err }),
			[]string{"a list that fails", "a list that is gone", "a text for one list"}},
		{"a list that fails ends its source", bending(flows(), func(c sdk.Client) sdk.Client { return ending{c} }),
			[]string{"a list that fails", "a list that is gone", "a text for one list"}},
		{"a list that fails has no name", paging(func(p sdk.Page, err error) (sdk.Page, error) {
			for _, e := range p.Unread {
				e.List = ""
			}
			return p, err
		}), []string{"a list that fails"}},
		{"a code proves that a list is gone", paging(func(p sdk.Page, err error) (sdk.Page, error) {
			before := len(p.Unread)
			p.Unread = slices.DeleteFunc(p.Unread, func(e *errors.Error) bool { return e.Kind == errors.NotFound })
			p.Stats.Drift += before - len(p.Unread)
			return p, err
		}), []string{"a list that is gone"}},
		{"what is gone is an error", paging(func(p sdk.Page, err error) (sdk.Page, error) {
			if p.Stats.Drift > 0 {
				p.Unread = append(p.Unread, &errors.Error{Service: "fnf", Operation: "ListExecutions", Kind: errors.NotFound})
			}
			return p, err
		}), []string{"a list that is gone"}},
	}
}

// paging changes each page of a client with lists inside its source.
func paging(change func(sdk.Page, error) (sdk.Page, error)) sdktest.Harness {
	return bending(flows(), func(c sdk.Client) sdk.Client { return bent{Client: c, pages: change} })
}

// stubborn reads all anew where an answer is malformed.
type stubborn struct{ sdk.Client }

func (c stubborn) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		for n := 0; ; n++ {
			malformed := false
			var pages []sdk.Page
			var last error
			for p, err := range c.Client.Pages(ctx, q) {
				pages, last = append(pages, p), err
				malformed = malformed || errors.Is(err, errors.Malformed) || len(p.Unread) > 0
			}
			if malformed && n < 10 {
				continue
			}
			for i, p := range pages {
				err := last
				if i < len(pages)-1 {
					err = nil
				}
				if !yield(p, err) {
					return
				}
			}
			return
		}
	}
}

// ending takes a list that fails for the end of its source.
type ending struct{ sdk.Client }

func (c ending) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		for p, err := range c.Client.Pages(ctx, q) {
			if err == nil && len(p.Unread) > 0 {
				err, p.Unread = p.Unread[0], nil
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}
