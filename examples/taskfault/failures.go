package main

import (
	"context"
)

var failuresCommand = command{
	name: "failures",
	help: `taskfault failures [--source URL]... [FLAGS]

Lists the tasks of every source that somebody should look at, what the trouble
means and what to do, and says whether every source was read to its end. Those
are: tasks that failed, that are half done (partial) or that should have run and
did not (missed), tasks in an unknown state that tell a reason or a code, and
good tasks with a warning, since a part of them failed.

Exit code: 0, everything was read and there is nothing to look at; 1, everything
was read and something was printed; 2, a source could not be read to its end. A
list that --limit cut is no reason for 2.`,
	setup: func(f *flags) func(context.Context, *program) (int, error) {
		l := newListing(f, false)
		return func(ctx context.Context, p *program) (int, error) { return p.list(ctx, l) }
	},
}
