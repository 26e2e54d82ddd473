package wire

import (
	stdjson "encoding/json"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// List is a list of rows in an answer, in any of the forms in which lists come:
// an array; null, "", {} or no member at all, which are empty; a single row in
// place of the array; a wrapper around it, {"FullBackupFile": [...]}, which is
// an object whose only member is an array or null. Where T is a struct, the
// wrapper may also hold a single row or ""; its name is then none of T's members.
//
// Where T is a struct, any other text, a number, a boolean and an object that is
// no row are no list: there are no rows then, and Dropped says so. An answer whose
// own list is none is refused with the help of [CheckLists].
//
// A row that cannot be read is dropped and the others are kept. Where T is a
// struct, a row is dropped too that is null or no object, or that has members of
// which T has not one. An empty object is a row. A body whose list has more than
// 1000 rows to be dropped is refused as a whole.
//
// Package encoding/json writes a List as the array that it is, and reads it in all
// of these forms.
type List[T any] struct {
	Rows []T

	// Raw holds the JSON of each of Rows, compact and a copy of its own, so
	// that one row kept does not hold its page. It is empty without KeepRaw.
	Raw []stdjson.RawMessage

	// Dropped says for each row that could not be read its index, the member
	// and the reason, in words that hold nothing of its content.
	Dropped []error

	KeepRaw bool // set before decoding
}

const (
	maxDropped = 1000

	// maxRows is how much memory the rows of a list may take, in bytes. It is some
	// times that of the longest page that is ever asked for, and far below what
	// rows of nothing would take, of which a body can hold a great many.
	maxRows = 8 << 20

	// maxLookahead is the depth down to which a list that comes as an object
	// is looked into before it is read, so that nested ones do not multiply.
	maxLookahead = 16

	// maxPlace is how long the pointer to a row's fault may be, in bytes. The
	// decoder writes it anew for each row, which an answer of long names or
	// deep nesting could make very dear.
	maxPlace = 1024
)

const (
	errSingle  = unfitError("a single row in place of a list")
	errNested  = unfitError("lists nested too deeply")
	errDropped = unfitError("a list of which more than 1000 rows cannot be read")
	errEndless = unfitError("a list of more rows than any page has")
)

func (l *List[T]) reset() { *l = List[T]{KeepRaw: l.KeepRaw} }

// UnmarshalJSONFrom reads the list. It is meant to be called by [Unmarshal].
func (l *List[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	l.reset()
	r := rows[T]{List: l, dec: dec, lenient: isLenient(dec), structs: readsObjects[T]()}
	switch dec.PeekKind() {
	case '[':
		return r.array()
	case '{':
		return r.object()
	case 'n', jsontext.KindInvalid:
		_, err := dec.ReadToken()
		return err
	}
	return r.scalar()
}

// readsObjects reports whether a T is read from an object only: whether it is
// a struct that does not read itself.
func readsObjects[T any]() bool {
	t := reflect.TypeFor[T]()
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return false
	}
	if _, own := any((*T)(nil)).(json.UnmarshalerFrom); own {
		return false
	}
	_, own := any((*T)(nil)).(json.Unmarshaler)
	return !own
}
