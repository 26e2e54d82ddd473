package provider

import (
	"context"

	"github.com/taskfault/taskfault/errors"
)

// deniedAlike is after how many refusals in a row, each in another list, a look-up
// is not tried again: a key that lacks the right here lacks it everywhere.
const deniedAlike = 3

// denials are the look-ups that are not worth another request.
type denials struct {
	in    map[[2]string]bool // by operation and list
	inRow map[string]int     // by operation
	all   map[string]bool    // by operation
}

// Lookup is the look-up of a task's details.
type Lookup struct {
	Operation string
	List      string // what rights are given for, "the flow nightly" for instance; empty for the source
	Task      string
}

// LookUp makes a look-up by calling ask. One that fails is noted and does not end
// the reading: the error that LookUp returns is the context's own. A refusal is
// noted once for its list, and after refusals in three lists in a row once for the
// operation: what would be refused alike is not asked for.
func (p *Progress) LookUp(ctx context.Context, l Lookup, ask func() error) error {
	d := &p.lookup
	if d.all[l.Operation] || d.in[[2]string{l.Operation, l.List}] {
		p.notLookedUp++
		return nil
	}
	err := ask()
	switch {
	case err == nil:
		delete(d.inRow, l.Operation)
		return nil
	case ctx.Err() != nil:
		return err
	}
	e := p.Fail(l.Operation, errors.KindOf(err), err.Error())
	if told, ok := errors.AsType[*errors.Error](err); ok {
		*e = *told
	}
	e.Message = "the details of " + errors.Printable(l.Task) + " could not be looked up" + d.note(l, e.Kind) + ": " + e.Message
	p.lookups = append(p.lookups, e)
	return nil
}

// note keeps what a refusal says about further look-ups, and tells it.
func (d *denials) note(l Lookup, kind errors.Kind) string {
	switch kind {
	case errors.PermissionDenied, errors.Unauthenticated, errors.Unsupported:
	default:
		return ""
	}
	if d.in == nil {
		d.in, d.inRow, d.all = make(map[[2]string]bool), make(map[string]int), make(map[string]bool)
	}
	d.in[[2]string{l.Operation, l.List}] = true
	d.inRow[l.Operation]++
	if kind != errors.PermissionDenied || l.List == "" || d.inRow[l.Operation] >= deniedAlike {
		d.all[l.Operation] = true
		return ", and no others are asked for"
	}
	return ", and others of " + errors.Printable(l.List) + " are not asked for"
}
