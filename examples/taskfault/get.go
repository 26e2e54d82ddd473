package main

import (
	"context"
	"strings"
	"time"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk"
)

// shortRun is how long a command that asks for one thing may take.
const shortRun = 2 * time.Minute

var getCommand = command{
	name: "get",
	help: "taskfault get --source URL [FLAGS] ID\n\n" + paragraph("Reads one task. ID is the id of its record: "+taskIDs()+
		". The flags that choose tasks of a list change nothing here.") + "\nExit code: 0 when it is found, 2 after an error.",
	setup: func(f *flags) func(context.Context, *program) (int, error) {
		f.reading(shortRun)
		return func(ctx context.Context, p *program) (int, error) { return p.get(ctx) }
	},
}

// taskIDs tells what the ID of a task is, service by service, as the providers do.
func taskIDs() string {
	var all []string
	for _, s := range providers.Default() {
		all = append(all, s.Service+", "+s.TaskID)
	}
	return strings.Join(all, "; ")
}

func (p *program) get(ctx context.Context) (int, error) {
	id, err := p.flags.oneArg("the ID of a task")
	if err != nil {
		return 0, err
	}
	client, err := p.client(ctx)
	if err != nil {
		return 0, err
	}
	bounded, cancel := p.within(ctx)
	defer cancel()
	source := client.Source().Name
	t, err := sdk.Get(bounded, client, id)
	if t.ID != "" { // also where only more about it could not be looked up
		r := p.task(source, t)
		if p.asTable() {
			p.console.print(sheet(p.look(), &r))
		} else {
			p.console.record(r)
		}
	}
	if err != nil {
		return p.fail(ctx, source, err)
	}
	return exitGood, nil
}

// oneArg is the only word beside the flags.
func (f *flags) oneArg(what string) (string, error) {
	switch args := f.args(); {
	case len(args) == 0 || args[0] == "":
		return "", f.wrong(f.command + " needs " + what)
	case len(args) > 1:
		return "", f.wrong(f.command + " takes " + what + " and nothing more, and found " + quoted(args[1]))
	default:
		return args[0], nil
	}
}

// sheet sets one task with all its facts, a line each.
func sheet(look style, r *taskRecord) string {
	var lines []fact
	add := func(name, text, attribute string) { lines = append(lines, fact{name, text, attribute}) }
	add("id", seen(r.ID), bold)
	add("source", seen(r.Source), plain)
	add("type", seen(r.Type), plain)
	add("state", stateWord(r), ofState(r.State))
	if x := r.Resource; x != nil {
		add("resource", joined(", ", seen(x.Name), seen(x.Type), seen(x.ID)), plain)
	}
	add("started", r.StartedAt, plain)
	add("updated", r.UpdatedAt, plain)
	add("ended", r.EndedAt, plain)
	lines = append(lines, failureFacts(r.Failure)...)
	if r.Warning != nil {
		add(warning, "a part failed of what the service itself calls "+stateWord(r), ofWarning)
		lines = append(lines, failureFacts(r.Warning)...)
	}
	add("fingerprint", r.Fingerprint, dim)
	if len(r.Raw) > 0 {
		add("raw", seen(string(r.Raw)), dim)
	}
	return setFacts(look, lines)
}

// failureFacts are the lines about a failure, none for nil.
func failureFacts(f *failureRecord) []fact {
	if f == nil {
		return nil
	}
	return []fact{
		{"code", seen(f.Code), bold},
		{"phase", seen(f.Phase), plain},
		{"reason", seen(f.Reason), plain},
		{"kind", string(f.Kind), ofKind(f.Kind)},
		{"retry", retryWords[f.Retry], plain},
		{"meaning", f.Meaning, plain},
		{"remedy", f.Remedy, plain},
	}
}

// fact is a named text.
type fact struct{ name, text, attribute string }

// setFacts sets those that have a text, one below the other.
func setFacts(look style, facts []fact) string {
	columns := []column{{most: 12, least: 4}, {most: widestProse, least: 20}}
	var rows [][]cell
	for _, f := range facts {
		if f.text != "" {
			rows = append(rows, []cell{{f.name, dim}, {f.text, f.attribute}})
		}
	}
	fit(columns, rows, look.width)
	var b strings.Builder
	for _, r := range rows {
		if strings.HasPrefix(r[1].text, "https://") {
			columns[1].width = len(r[1].text) // an address that is broken cannot be opened
		}
		for _, l := range look.line(columns, r) {
			b.WriteString(l + "\n")
		}
	}
	return b.String()
}
