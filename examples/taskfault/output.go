package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// format is a way to print records.
type format struct {
	name string
	// asFound says that each record is printed as soon as it is found. Then a
	// limit ends the reading, and a cursor may be kept of what was printed. The
	// other formats are printed when everything was read, and a limit leaves the
	// newest.
	asFound bool
}

// The formats.
var (
	tableFormat = format{name: "table"}
	jsonlFormat = format{name: "jsonl", asFound: true}

	formats = []format{tableFormat, jsonlFormat}
)

// formatNames are the values of --output, with a sign between them.
func formatNames(between string) string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return strings.Join(names, between)
}

// format is the one that the flags ask for, else a table on a terminal.
func (p *program) format() format {
	i := slices.IndexFunc(formats, func(f format) bool { return f.name == p.flags.output })
	switch {
	case i >= 0:
		return formats[i]
	case p.outWidth > 0:
		return tableFormat
	}
	return jsonlFormat
}

// asTable reports whether a person reads what is printed.
func (p *program) asTable() bool { return p.format() == tableFormat }

// look is the style of stdout.
func (p *program) look() style {
	return style{width: p.columns(), color: p.colors()}
}

// columns is how wide a table may be: what COLUMNS says, else the terminal.
func (p *program) columns() int {
	if n, err := strconv.Atoi(p.value("COLUMNS")); err == nil && n > 0 {
		return max(n, narrowest)
	}
	if p.outWidth > 0 {
		return max(p.outWidth, narrowest)
	}
	return defaultWidth
}

// narrowest is the width below which a table is not made narrower.
const narrowest = 40

// colors reports whether a table on stdout has colours.
func (p *program) colors() bool {
	return p.outWidth > 0 && !p.flags.noColor && p.value("NO_COLOR") == "" && p.value("TERM") != "dumb"
}

// extent is how much of a source an error is about.
type extent int

const (
	ofRow    extent = iota // a row, or the details of a task
	ofList                 // a list inside the source
	ofSource               // what is left of the source
)

// problem tells an error of a source: as a record, and to a person on stderr
// with what to do. Those of single rows are told to a person only where there is
// no record of them.
func (p *program) problem(r errorRecord, what extent) {
	if !p.asTable() {
		p.console.record(r)
	}
	if what != ofRow || p.asTable() {
		p.console.tell(r)
	}
}

// tell writes an error with its source and its remedy to stderr. The remedy is our
// own text: a secret that is a word of it stays unknown to who reads it there.
func (c *console) tell(r errorRecord) {
	text := c.secrets.cut("taskfault: " + errors.Printable(r.Source) + ": " + r.text + "\n")
	if r.remedy != "" {
		text += "  → " + r.remedy + "\n"
	}
	c.writeErr(text)
}

// fail tells an error that is all there is to say, and returns the exit code. The
// end of ctx is the user's.
func (p *program) fail(ctx context.Context, source string, err error) (int, error) {
	p.problem(p.error(source, err), ofSource)
	if ctx.Err() != nil {
		return exitInterrupted, nil
	}
	return exitError, nil
}

// within bounds ctx by --timeout. Whoever has stopped to read what is printed is
// not waited for after it.
func (p *program) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if p.flags.timeout <= 0 {
		return context.WithCancel(ctx)
	}
	bounded, cancel := context.WithTimeout(ctx, p.flags.timeout)
	context.AfterFunc(bounded, func() {
		if errors.Is(bounded.Err(), context.DeadlineExceeded) {
			p.console.hurry()
		}
	})
	return bounded, cancel
}
