package provider

import (
	"encoding/json"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/paging"
	"github.com/taskfault/taskfault/sdk/wire"
)

// Place says where the rows of an answer come from.
type Place struct {
	Operation string
	RequestID string // of the answer, where it is known
	List      string // whose list it is, empty where there is only one
	// Before is how many rows of the list come before the answer's. Pages of such
	// a list may overlap, and a bad row is told once. It is NotNumbered where the
	// list does not tell.
	Before int
}

// NotNumbered is [Place.Before] of a list whose rows have no numbers.
const NotNumbered = -1

// Rows turns the rows of one answer into the provider's own, in their order. turn
// writes a row in place, with its own JSON where that was kept, or says what the
// row lacks to be one. Rows that cannot be read are noted as dropped.
func Rows[W, R any](p *Progress, at Place, list *wire.List[W], turn func(row *W, raw json.RawMessage, to *R) (lack string)) paging.Answer[R] {
	answer := paging.Answer[R]{
		Rows:  make([]R, len(list.Rows)),
		Read:  len(list.Rows) + len(list.Dropped),
		Total: -1,
	}
	var useless []error
	n := 0
	for i := range list.Rows {
		var raw json.RawMessage
		if i < len(list.Raw) {
			raw = list.Raw[i]
		}
		if lack := turn(&list.Rows[i], raw, &answer.Rows[n]); lack != "" {
			var none R
			answer.Rows[n] = none
			useless = append(useless, &wire.BadRow{Index: i, Why: lack})
			continue
		}
		n++
	}
	answer.Rows = answer.Rows[:n]
	p.answers++
	p.Drop(at, list.Dropped)
	p.Drop(at, useless)
	return answer
}

// Drop notes rows that could not be read.
func (p *Progress) Drop(at Place, rows []error) {
	for _, err := range rows {
		text := err.Error()
		if bad, ok := errors.AsType[*wire.BadRow](err); ok && at.Before > 0 {
			inList := wire.BadRow{Index: at.Before + bad.Index, Why: bad.Why}
			text = inList.Error()
		}
		if at.List != "" {
			text += " (in the list of " + at.List + ")"
		}
		if at.Before != NotNumbered && p.knows(at.Operation+"\x00"+text) {
			continue
		}
		e := p.Fail(at.Operation, errors.Malformed, text)
		e.RequestID = beginning(at.RequestID)
		e.Err = &smithy.DeserializationError{Err: err}
		p.dropped = append(p.dropped, e)
	}
}

// beginning is a text of no more than the length of any request's ID.
func beginning(id string) string {
	const longest = 200
	if len(id) <= longest {
		return id
	}
	return strings.ToValidUTF8(id[:longest], "")
}

// knows reports whether a row was told before, and notes it.
func (p *Progress) knows(row string) bool {
	if p.told[row] {
		return true
	}
	if p.told == nil {
		p.told = make(map[string]bool)
	}
	p.told[row] = true
	return false
}
