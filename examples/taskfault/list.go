package main

import (
	"context"
	"slices"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// mostShown is how many entries a table shows without --all.
const mostShown = 200

// listing are the flags of the two commands that list tasks, beside those of
// every reading command.
type listing struct {
	withStates bool // the command lists tasks whatever their state
	states     []sdk.State
	noWarnings bool
	longest    time.Duration
	all        bool
	noGroup    bool
	cursorFile string
}

// newListing defines them.
func newListing(f *flags, withStates bool) *listing {
	l := &listing{withStates: withStates}
	if withStates {
		words := f.set.StringArray("state", nil, "`S`: only tasks in this state; may be repeated")
		f.check(func() (err error) {
			l.states, err = f.stateList(*words)
			return err
		})
	}
	f.reading(0)
	f.set.Var((*durationFlag)(&l.longest), "longest", "`D`: with --since, how long a task may take at most: where a list tells no end, failures that began up to D before --since are looked up; default 7d for sdrs, and no bound elsewhere")
	f.set.BoolVar(&l.noWarnings, "no-warnings", false, l.warningsHelp())
	f.set.BoolVar(&l.all, "all", false, "show every entry in a table, not only the newest 200")
	f.set.BoolVar(&l.noGroup, "no-group", false, "an entry for every task in a table, not one for each different failure")
	f.set.StringVar(&l.cursorFile, "cursor-file", "", "`F`: go on where F says, and write where this run came to")
	f.check(f.noArgs)
	f.check(func() error {
		switch {
		case f.given("longest") && l.longest <= 0:
			return f.value("longest", "must be more than nothing")
		case f.given("cursor-file") && l.cursorFile == "":
			return f.value("cursor-file", "must not be empty")
		}
		return nil
	})
	return l
}

// warningsHelp says what --no-warnings does.
func (l *listing) warningsHelp() string {
	if l.withStates {
		return "a task with no more than a warning is no reason for exit code 1"
	}
	return "leave out tasks with no more than a warning: their service calls them good, and a part of them failed"
}

// query is what the flags ask for. Where the newest tasks are to be shown, a limit
// must not end the reading: all others have to be known.
func (p *program) query(l *listing) sdk.Query {
	q := sdk.Query{
		States: l.states, Trouble: !l.withStates, Since: p.flags.since, Until: p.flags.until, Longest: l.longest,
		PageSize: p.flags.pageSize, Raw: p.flags.raw && !p.asTable(),
	}
	if q.Trouble && l.noWarnings {
		q.States = []sdk.State{sdk.Failed, sdk.Partial, sdk.Missed, sdk.Unknown} // those that are trouble without a warning
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
	return p.listOf(ctx, l, clients)
}

// listOf lists the tasks of these sources.
func (p *program) listOf(ctx context.Context, l *listing, clients []sdk.Client) (int, error) {
	bounded, cancel := p.within(ctx)
	defer cancel()
	cursors, err := p.cursors(bounded, l.cursorFile, clients)
	if err != nil {
		return 0, err
	}
	defer cursors.close()
	q := p.query(l)
	if cursors != nil {
		clients = inPieces(clients, q.Limit)
	}
	q.Resume = cursors.entries()
	if err := sdk.Tasks(q, clients...).Check(); err != nil {
		return 0, p.flags.value("cursor-file", inWords(err).Error()+": give each job a file of its own")
	}
	out := p.tasks(l)
	receipts := p.readAll(ctx, bounded, q, clients, cursors, out)
	out.end(receipts, ctx.Err() != nil)
	p.console.flush()
	if p.console.failed() != nil {
		return 0, nil // where the cursors would say to go on has not been seen
	}
	code := exitOfScan(receipts, out.found(), out.errors())
	if err := cursors.write(receipts); err != nil {
		p.console.complain("--cursor-file: " + err.Error() + "; the next run begins where this one did")
		code = exitError
	}
	if ctx.Err() != nil && code == exitError {
		code = exitInterrupted
	}
	return code, nil
}

// read ranges over the scan.
func (p *program) read(ctx, bounded context.Context, scan *sdk.Scan, out sink, g *progress, s *saver) {
	for page, err := range scan.Pages(bounded) {
		s.before(len(page.Tasks))
		source := page.Source.Name
		for _, t := range page.Tasks {
			out.task(lastTime(t), p.task(source, t))
		}
		for _, e := range page.Unread {
			out.problem(p.error(source, e), ofList)
		}
		for _, e := range slices.Concat(page.Dropped, page.Lookups) {
			out.problem(p.error(source, e), ofRow)
		}
		// What the user has interrupted needs no error: the receipt says it.
		if err != nil && (ctx.Err() == nil || !errors.Is(err, errors.Canceled)) {
			out.problem(p.error(source, err), ofSource)
		}
		p.console.flush()
		g.page(page, err != nil || page.Cursor == "")
	}
}
