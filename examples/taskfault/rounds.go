package main

import (
	"context"

	"github.com/taskfault/taskfault/sdk"
)

// rounds are the indices of the sources that are read together, one round after
// the other. Under a limit, the sources that an earlier run has read to their end
// come last: they begin anew, and could otherwise use up the limit of every run
// before the others come to theirs.
func (f *cursorFile) rounds(clients []sdk.Client, limit int) [][]int {
	var first, then []int
	for i, c := range clients {
		if f != nil && limit > 0 && f.old[c.Source().Name].Done {
			then = append(then, i)
		} else {
			first = append(first, i)
		}
	}
	var rounds [][]int
	for _, r := range [][]int{first, then} {
		if len(r) > 0 {
			rounds = append(rounds, r)
		}
	}
	return rounds
}

// readAll reads the sources in their rounds, each with what is left of the query's
// limit, and returns their receipts in the order of the clients.
func (p *program) readAll(ctx, bounded context.Context, q sdk.Query, clients []sdk.Client, cursors *cursorFile, out sink) []sdk.Receipt {
	g := p.follow(len(clients))
	defer g.end()
	covered := newCoverage(clients)
	saver := p.saver(cursors, covered)
	defer saver.end()
	limited := q.Limit > 0
	for _, round := range cursors.rounds(clients, q.Limit) {
		some := make([]sdk.Client, len(round))
		for i, at := range round {
			some[i] = clients[at]
		}
		q.Resume = cursors.of(some)
		scan := sdk.Tasks(q, some...)
		covered.begin(scan, round)
		unread := limited && q.Limit == 0
		if !unread {
			p.read(ctx, bounded, scan, out, g, saver)
		}
		tasks := covered.end(unread)
		if limited {
			q.Limit -= tasks
		}
	}
	return covered.receipts()
}
