package main

import (
	"context"

	"github.com/taskfault/taskfault/sdk"
)

var failuresCommand = command{
	name: "failures",
	help: `taskfault failures [--source URL]... [FLAGS]

Lists the failed tasks of every source, what each failure means and what to do,
and says whether every source was read to its end.

Exit code: 0, everything was read and nothing has failed; 1, everything was read
and there are failures; 2, a source could not be read to its end. A list that
--limit cut is no reason for 2.`,
	setup: func(f *flags) func(context.Context, *program) (int, error) {
		l := &listing{states: []sdk.State{sdk.Failed}}
		l.define(f)
		return func(ctx context.Context, p *program) (int, error) { return p.list(ctx, l) }
	},
}
