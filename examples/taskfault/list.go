package main

import (
	"context"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// mostShown is how many tasks a table shows without --all.
const mostShown = 200

// listing are the flags of the two commands that list tasks, beside those of
// every reading command.
type listing struct {
	states     []sdk.State
	withStates bool // the command that lists other states than failed
	all        bool
	cursorFile string
}

// define defines them.
func (l *listing) define(f *flags) {
	f.reading(0)
	f.set.BoolVar(&l.all, "all", false, "show every task in a table, not only the newest 200")
	f.set.StringVar(&l.cursorFile, "cursor-file", "", "`F`: go on where F says, and write where this run came to")
	f.check(f.noArgs)
	f.check(func() error {
		if f.given("cursor-file") && l.cursorFile == "" {
			return f.value("cursor-file", "must not be empty")
		}
		return nil
	})
}

// query is what the flags ask for. Where the newest tasks are to be shown, a limit
// must not end the reading: all others have to be known.
func (p *program) query(l *listing) sdk.Query {
	q := sdk.Query{
		States: l.states, Since: p.flags.since, Until: p.flags.until,
		PageSize: p.flags.pageSize, Raw: p.flags.raw && !p.asTable(),
	}
	if p.format().asFound {
		q.Limit = p.flags.limit
	}
	return q
}

// canGoOn refuses a file of cursors where nobody could say what a run that goes on
// has left to show.
func (p *program) canGoOn(l *listing) error {
	if l.cursorFile != "" && p.flags.limit > 0 && !p.format().asFound {
		return p.flags.value("limit", "is the newest of all tasks in a "+p.format().name+", and what is left out would not come in the next run: leave out --cursor-file, or use --output jsonl")
	}
	return nil
}

// list reads the tasks of every source and prints them. ctx ends with the
// user's interruption.
func (p *program) list(ctx context.Context, l *listing) (int, error) {
	if err := p.canGoOn(l); err != nil {
		return 0, err
	}
	clients, err := p.clients(ctx)
	if err != nil {
		return 0, err
	}
	cursors, err := p.cursors(l.cursorFile, clients)
	if err != nil {
		return 0, err
	}
	q := p.query(l)
	if cursors != nil {
		clients = inPieces(clients, q.Limit)
	}
	q.Resume = cursors.entries()
	if err := l.scan(q, clients).Check(); err != nil {
		return 0, p.flags.value("cursor-file", inWords(err).Error())
	}
	bounded, cancel := p.within(ctx)
	defer cancel()
	out := p.tasks(l)
	receipts := p.readAll(ctx, bounded, l, q, clients, cursors, out)
	out.end(receipts, ctx.Err() != nil)
	p.console.flush()
	if p.console.failed() != nil {
		return 0, nil // where the cursors would say to go on has not been seen
	}
	code := exitOfScan(receipts, out.failures(), out.errors())
	if err := cursors.write(receipts); err != nil {
		p.console.complain("--cursor-file: " + err.Error() + "; the next run begins where this one did")
		code = exitError
	}
	if ctx.Err() != nil && code == exitError {
		code = exitInterrupted
	}
	return code, nil
}

// scan is that of the command.
func (l *listing) scan(q sdk.Query, clients []sdk.Client) *sdk.Scan {
	if l.withStates {
		return sdk.Tasks(q, clients...)
	}
	return sdk.Failures(q, clients...)
}

// read ranges over the scan.
func (p *program) read(ctx, bounded context.Context, scan *sdk.Scan, out sink, g *progress) {
	for page, err := range scan.Pages(bounded) {
		source := page.Source.Name
		for _, t := range page.Tasks {
			out.task(t.StartedAt, p.task(source, t))
		}
		for _, e := range page.Dropped {
			out.problem(p.error(source, e), false)
		}
		for _, e := range page.Lookups {
			out.problem(p.error(source, e), false)
		}
		// What the user has interrupted needs no error: the receipt says it.
		if err != nil && (ctx.Err() == nil || !errors.Is(err, errors.Canceled)) {
			out.problem(p.error(source, err), true)
		}
		p.console.flush()
		g.page(page, err != nil || page.Cursor == "")
	}
}
