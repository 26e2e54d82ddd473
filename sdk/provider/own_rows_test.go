package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/provider"
)

func TestOwnRows(t *testing.T) {
	p := provider.NewProgress(sdk.Source{Service: "svc"}, sdk.Query{}, nil)
	a := paging.Answer[string]{Rows: []string{"a1", "b1", " 1", "a2", "c1", "NULL", "x1"}, Read: 9}
	read := func(list string) bool { return list == "b" || list == "c" }
	of := func(row *string) string { return strings.TrimRight(*row, "12") }
	provider.OwnRows(p, provider.Place{Operation: "List", RequestID: "r-1", Before: provider.NotNumbered}, &a, "a", read, of)
	if want := []string{"a1", " 1", "a2", "NULL"}; !slices.Equal(a.Rows, want) || a.Read != 9 {
		t.Errorf("got %q of %d, want %q: a's, and those that do not say", a.Rows, a.Read, want)
	}
	dropped := p.Page(nil, "", 0, sdk.Stats{}).Dropped
	if len(dropped) != 1 || !errors.Is(dropped[0], errors.Malformed) || dropped[0].RequestID != "r-1" || !strings.Contains(dropped[0].Message, "the list of a") {
		t.Errorf("dropped %v, want x's alone", dropped)
	}
}
