package sdktest

import (
	"testing"
	"testing/synctest"

	"github.com/taskfault/taskfault/sdk/transport"
)

// Run runs the conformance suite: every case as a test of its own, inside a
// bubble of package testing/synctest, where waiting takes no time. A case that
// fails prints the rule that was broken.
func Run(t *testing.T, h Harness) {
	t.Helper()
	if h.Serve == nil || h.Client == nil {
		t.Fatal("the harness needs Serve and Client")
	}
	known := map[string]bool{}
	for _, c := range cases() {
		known[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			if why, skip := h.Skip[c.name]; skip {
				t.Skip(why)
			}
			if c.needs != nil {
				if what := c.needs(h); what != "" {
					t.Skip("the harness has no " + what)
				}
			}
			var skipped string
			synctest.Test(t, func(t *testing.T) { skipped = c.check(t, h) })
			if skipped != "" {
				t.Skip(skipped) // a bubble's own skip would count as passed
			}
		})
	}
	for name := range h.Skip {
		if !known[name] {
			t.Errorf("the harness skips a case %q that there is not", name)
		}
	}
}

// testCase is one rule and how it is found broken.
type testCase struct {
	name  string
	rule  string
	needs func(Harness) string // what the harness lacks for it, empty for nothing
	run   func(*stage)
}

// check runs the case on a stage of its own. It returns why the case found nothing
// to check, empty if it did.
func (c testCase) check(t testing.TB, h Harness) (skipped string) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("the rule: %s", c.rule)
		}
	}()
	s := &stage{TB: t, harness: h, keys: transport.NewKeys()}
	c.run(s)
	return s.skip
}

// cases are all there are, in the order in which they run.
func cases() []testCase {
	var all []testCase
	for _, group := range [][]testCase{listing, reading, content, inside, refusing, spoiling, weather} {
		all = append(all, group...)
	}
	return all
}
