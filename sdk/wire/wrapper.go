package wire

import (
	"bytes"

	"github.com/go-json-experiment/json/jsontext"
)

// object reads what stands in place of the array. The strict reading supposes
// that it is a wrapper, since that is the form of every list of DBS, and leaves
// all else to the lenient one, which looks ahead.
func (r *rows[T]) object() error {
	if r.lenient {
		if r.dec.StackDepth() > maxLookahead {
			return errNested
		}
		if !r.wraps() {
			return r.single()
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	if r.dec.PeekKind() == '"' {
		name, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		if err := r.wrapped(bytes.Clone(name)); err != nil {
			return err
		}
	}
	if r.dec.PeekKind() == '"' {
		return errSingle
	}
	_, err := r.dec.ReadToken()
	return err
}

// wrapped reads the value of the wrapper's member of that name.
func (r *rows[T]) wrapped(name []byte) error {
	switch kind := r.dec.PeekKind(); {
	case kind == '[':
		return r.array()
	case kind == '{' && r.lenient:
		return r.single()
	case kind == 'n' && !(r.structs && r.knows(name)), kind == jsontext.KindInvalid:
		_, err := r.dec.ReadToken()
		return err
	case r.lenient: // which has found that the name is none of a row's
		return r.scalar()
	}
	return errSingle
}

// wraps reports whether the object that comes next is a wrapper and not a row:
// whether it is empty, or has one member alone that is an array, or is anything else
// and has a name that rows do not have. An object there is a list of one row, and ""
// an empty one, as gateways print them that make their JSON from XML. One wrapper is
// looked through, and not a second inside of it, which no service prints.
//
// It reads nothing from the decoder.
func (r *rows[T]) wraps() bool {
	d := jsontext.NewDecoder(bytes.NewBuffer(fromValue(r.dec.UnreadBuffer())), tolerant)
	if _, err := d.ReadToken(); err != nil {
		return false
	}
	if d.PeekKind() == '}' {
		return true
	}
	name, err := d.ReadValue()
	if err != nil {
		return false
	}
	name = bytes.Clone(name)
	switch d.PeekKind() {
	case '[':
	case 'n':
		if r.structs && r.knows(name) {
			return false
		}
	default:
		if !r.structs || r.knows(name) {
			return false
		}
	}
	return d.SkipValue() == nil && d.PeekKind() == '}'
}
