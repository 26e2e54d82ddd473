package main

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/sdk"
)

// shelf is a client whose list is these pages. Every page but the last leads on.
type shelf struct {
	sdk.Client
	name  string // the source's, and its service in front of ://
	pages []sdk.Page
	ends  error           // comes with the last page
	asked func(sdk.Query) // nil for nobody who wants to know
}

func (s shelf) Source() sdk.Source {
	service, _, _ := strings.Cut(s.name, "://")
	return sdk.Source{Name: s.name, Service: service, Region: "x"}
}

func (s shelf) Pages(_ context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		if s.asked != nil {
			s.asked(q)
		}
		for i, page := range s.pages {
			page.Tasks = slices.Clone(page.Tasks) // a scan takes away what it was not asked for
			var err error
			if last := i == len(s.pages)-1; !last {
				page.Cursor = q.CursorAt(s.Source(), "on")
			} else {
				err = s.ends
			}
			if !yield(page, err) {
				return
			}
		}
	}
}

// lists runs failures or tasks over clients of a test.
func lists(t *testing.T, clients []sdk.Client, args ...string) result {
	t.Helper()
	return job{args: args}.lists(t, clients)
}

// lists runs the job over clients of a test.
func (j job) lists(t *testing.T, clients []sdk.Client) result {
	t.Helper()
	var out, err locked
	w := world{args: j.args, stdout: &out, stderr: &err, env: func(name string) (string, bool) { v, ok := j.env[name]; return v, ok }, outWidth: j.outWidth}
	s := newSecrets(w.env)
	c := newConsole(w, s)
	f := newFlags(j.args[0])
	l := newListing(f, j.args[0] == "tasks")
	if err := f.parse(j.args[1:]); err != nil {
		t.Fatal(err)
	}
	code, failed := (&program{world: w, flags: f, console: c, secrets: s}).listOf(t.Context(), l, clients)
	c.close()
	if failed != nil {
		t.Fatal(failed)
	}
	return result{code, out.String(), err.String()}
}
