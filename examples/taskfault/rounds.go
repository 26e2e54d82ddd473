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
	limit := q.Limit
	receipts := make([]sdk.Receipt, len(clients))
	for _, round := range cursors.rounds(clients, limit) {
		some := make([]sdk.Client, len(round))
		for i, at := range round {
			some[i] = clients[at]
		}
		q.Resume = cursors.of(some)
		scan := sdk.Tasks(q, some...)
		unread := limit > 0 && q.Limit == 0
		if !unread {
			p.read(ctx, bounded, scan, out, g)
		}
		for i, r := range scan.Receipts() {
			r.Limited = r.Limited || unread
			receipts[round[i]] = r
			if limit > 0 {
				q.Limit -= r.Tasks
			}
		}
	}
	return receipts
}
