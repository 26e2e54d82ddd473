package main

import (
	"context"
	"slices"

	"github.com/taskfault/taskfault/sdk"
)

var tasksCommand = command{
	name: "tasks",
	help: `taskfault tasks [--source URL]... [--state S]... [FLAGS]

Lists tasks in any state, or in the given ones: pending running succeeded failed
canceled unknown. A source that cannot list any of them is an error.

Exit code: 0, everything was read and no task printed has failed; 1, everything
was read and some have; 2, a source could not be read to its end.`,
	setup: func(f *flags) func(context.Context, *program) (int, error) {
		l := &listing{withStates: true}
		words := f.set.StringArray("state", nil, "`S`: only tasks in this state; may be repeated")
		f.check(func() (err error) {
			l.states, err = f.stateList(*words)
			return err
		})
		l.define(f)
		return func(ctx context.Context, p *program) (int, error) { return p.list(ctx, l) }
	},
}

// stateList reads names of states.
func (f *flags) stateList(words []string) ([]sdk.State, error) {
	var states []sdk.State
	for _, w := range words {
		s := sdk.State(w)
		if !slices.Contains(sdk.States(), s) {
			return nil, f.value("state", quoted(w)+" is none of pending running succeeded failed canceled unknown")
		}
		if !slices.Contains(states, s) {
			states = append(states, s)
		}
	}
	return states, nil
}
