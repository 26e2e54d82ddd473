package provider_test

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

func TestBadID(t *testing.T) {
	for text, why := range map[string]string{
		"":                        "empty",
		".":                       "another address",
		"..":                      "another address",
		" \u3000":                 "white space",
		"a\nb":                    "cannot be seen",
		"\x00":                    "cannot be seen",
		"a\xff":                   "cannot be seen",
		strings.Repeat("x", 1025): "no more than 1024 bytes",
		strings.Repeat("x", 1024): "",
		"a/../b":                  "",
		"a b":                     "",
		"...":                     "",
		"Sicherung Ä":             "",
	} {
		got := provider.BadID(text)
		if (got == "") != (why == "") || !strings.Contains(got, why) {
			t.Errorf("%.20q: %q, want %q in it", text, got, why)
		}
		if len(text) > 2 && strings.Contains(got, text) {
			t.Errorf("%.20q is shown: %q", text, got)
		}
	}
}

func TestInvalid(t *testing.T) {
	e := provider.Invalid(sdk.Source{Service: "stow", Region: "here"}, "New", "Region is missing")
	if !errors.Is(e, errors.InvalidInput) || e.Error() != "stow New in here failed: invalid_input: Region is missing" || e.Retry != errors.RetryNo {
		t.Errorf("%v", e)
	}
}

func TestWalkOptions(t *testing.T) {
	for size, want := range map[int]int{-1: 100, 0: 100, 1: 1, 99: 99, 100: 100, 1 << 30: 100} {
		q := sdk.Query{PageSize: size, MaxRows: 7}
		o := provider.WalkOptions(sdk.Source{Service: "stow", Region: "here"}, q, "ListJobs", 100, "c")
		if o.Limit != want || o.MaxRows != 7 || o.Start != "c" || o.Service+o.Region+o.Operation != "stowhereListJobs" {
			t.Errorf("PageSize %d: %+v, want a limit of %d", size, o, want)
		}
	}
	fewer := provider.Fewer(30)
	for _, c := range []struct {
		limit int
		err   error
		want  int
	}{{100, errors.InvalidInput, 30}, {31, errors.InvalidInput, 30}, {30, errors.InvalidInput, 0}, {100, errors.NotFound, 0}, {100, nil, 0}} {
		if got := fewer(c.limit, c.err); got != c.want {
			t.Errorf("%d after %v: %d, want %d", c.limit, c.err, got, c.want)
		}
	}
}
