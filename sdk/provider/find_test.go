package provider_test

import (
	"iter"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// That a task is nowhere is said only where everything was read.
func TestFind(t *testing.T) {
	page := func(ids ...string) (p sdk.Page) {
		for _, id := range ids {
			p.Tasks = append(p.Tasks, sdk.Task{ID: id})
		}
		return p
	}
	missing, refused := &errors.Error{Kind: errors.NotFound, Message: "a list"}, &errors.Error{Kind: errors.PermissionDenied, Message: "a list"}
	for _, c := range []struct {
		name  string
		pages []sdk.Page
		ends  error
		want  errors.Kind // empty where it is found
	}{
		{"nothing", nil, nil, errors.NotFound},
		{"others", []sdk.Page{page("a"), page("b")}, nil, errors.NotFound},
		{"in the last page", []sdk.Page{page("a"), page("b", "wanted")}, nil, ""},
		{"in the page that the reading ends with", []sdk.Page{page("wanted")}, refused, ""},
		{"behind what cannot be read", []sdk.Page{{Unread: []*errors.Error{refused}}, page("wanted")}, nil, ""},
		{"a list that is refused", []sdk.Page{{Unread: []*errors.Error{refused}}, page("a")}, nil, errors.PermissionDenied},
		{"a list that is not found", []sdk.Page{{Unread: []*errors.Error{missing}}}, nil, errors.Malformed},
		{"a row that cannot be read", []sdk.Page{{Dropped: []*errors.Error{{Kind: errors.Malformed}}}}, nil, errors.Malformed},
		{"the reading is refused", nil, refused, errors.PermissionDenied},
		{"the reading is not found", nil, missing, errors.Malformed},
	} {
		var pages iter.Seq2[sdk.Page, error] = func(yield func(sdk.Page, error) bool) {
			for i, p := range c.pages {
				if last := i == len(c.pages)-1; last && c.ends != nil {
					yield(p, c.ends)
					return
				}
				if !yield(p, nil) {
					return
				}
			}
			if c.ends != nil {
				yield(sdk.Page{}, c.ends)
			}
		}
		task, err := provider.Find(pages, provider.WithID("wanted"), &errors.Error{Kind: errors.NotFound, Message: "nowhere"})
		switch found := task.ID == "wanted" && err == nil; {
		case found != (c.want == ""), c.want != "" && errors.KindOf(err) != c.want:
			t.Errorf("%s: got %+v, %v, want kind %q", c.name, task, err, c.want)
		}
	}
	if missing.Kind != errors.NotFound {
		t.Error("an error of a list was changed")
	}
}
