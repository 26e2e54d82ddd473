package wire

import (
	"bytes"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/taskfault/taskfault/errors"
)

// knows reports whether a row has a member of this name, which is in quotes as
// the body writes it. The decoder itself is asked, so that no second opinion on
// tags, embedded structs and the spelling of names can differ from its own.
func (r *rows[T]) knows(name []byte) bool { return r.knowsIn(new(T), name) }

// knowsIn is knows with a row to read into. It may be used again: the value that is
// read is null, and whether a name is known does not depend on what is there.
func (r *rows[T]) knowsIn(scratch *T, name []byte) bool {
	probe := slices.Concat([]byte("{"), name, []byte(":null}"))
	err := json.Unmarshal(probe, scratch, tolerant, json.RejectUnknownMembers(true))
	return !errors.Is(err, json.ErrUnknownName)
}

// mostUnknown is how many members of a row are looked at for one that is known.
// No row has so many new ones and nothing to tell in the others; a body can hold
// a million.
const mostUnknown = 64

// strange reports whether row, read from text, is blank only because not one
// member of the object is known. Something is told there, and to take it for a
// row that tells nothing would hide that it was not understood. An object without
// members hides nothing, and members that are null or empty are known: both are
// rows.
//
// A row with anything in it is the rule, and costs a look at its fields up to the
// first that is set.
func (r *rows[T]) strange(row *T, text []byte) bool {
	if !r.structs || !blank(row) {
		return false
	}
	text = fromValue(text)
	if isEmpty(text) {
		return false
	}
	d := jsontext.NewDecoder(bytes.NewBuffer(text), tolerant)
	if _, err := d.ReadToken(); err != nil {
		return false
	}
	scratch := new(T)
	for n := 0; n < mostUnknown && d.PeekKind() == '"'; n++ {
		name, err := d.ReadValue()
		if err != nil || r.knowsIn(scratch, name) || d.SkipValue() != nil {
			return false
		}
	}
	return true
}

// isEmpty reports whether an object has no members.
func isEmpty(object []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(object, []byte("{")), " \t\r\n"), []byte("}"))
}

// blank reports whether nothing is set in a row, or in what it points to.
func blank[T any](row *T) bool {
	v := reflect.ValueOf(row).Elem()
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	return v.IsZero()
}

// fromValue cuts off what stands between two values.
func fromValue(text []byte) []byte { return bytes.TrimLeft(text, " \t\r\n:,") }
