package main

import (
	"context"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/sdk"
)

var tasksCommand = command{
	name: "tasks",
	help: `taskfault tasks [--source URL]... [--state S]... [FLAGS]

Lists tasks in any state, or in the given ones: pending running succeeded failed
canceled unknown, partial (half done) and missed (it should have run and did
not). A source that cannot list any of them is an error.

Exit code: 0, everything was read and no task printed is one that 'failures'
would list; 1, everything was read and some are; 2, a source could not be read
to its end.`,
	setup: func(f *flags) func(context.Context, *program) (int, error) {
		l := newListing(f, true)
		return func(ctx context.Context, p *program) (int, error) { return p.list(ctx, l) }
	},
}

// stateList reads names of states.
func (f *flags) stateList(words []string) ([]sdk.State, error) {
	var states []sdk.State
	for _, w := range words {
		s := sdk.State(w)
		if !slices.Contains(sdk.States(), s) {
			return nil, f.value("state", quoted(w)+" is none of "+stateNames())
		}
		if !slices.Contains(states, s) {
			states = append(states, s)
		}
	}
	return states, nil
}

// stateNames are the states that can be asked for.
func stateNames() string {
	var names []string
	for _, s := range sdk.States() {
		names = append(names, string(s))
	}
	return strings.Join(names, " ")
}
