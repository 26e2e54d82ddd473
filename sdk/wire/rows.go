package wire

import (
	"bytes"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// rows is a List while it is read.
type rows[T any] struct {
	*List[T]
	dec     *jsontext.Decoder
	lenient bool
	structs bool   // a row must be an object
	compact []byte // used again for each raw row
}

// array reads the rows between brackets.
func (r *rows[T]) array() error {
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	for i := 0; r.dec.PeekKind() != ']'; i++ {
		start := r.dec.InputOffset()
		if err := r.row(i); err != nil {
			return err
		}
		if i == 0 && r.dec.PeekKind() != ']' { // most lists in lists have one row
			r.grow(r.dec.InputOffset() - start)
		}
	}
	_, err := r.dec.ReadToken()
	return err
}

// grow makes room for as many rows of the first one's size as the body seems
// to hold, up to a page, where the list is the body's own and not one of a row.
func (r *rows[T]) grow(size int64) {
	const ownDepth, aPage = 3, 1000
	if r.dec.StackDepth() <= ownDepth && len(r.Rows) == 1 {
		more := int64(len(r.dec.UnreadBuffer()))/size + 8
		r.Rows = slices.Grow(r.Rows, int(min(more, aPage)))
	}
}

// double makes room for as many rows again, within what rows may take.
func (r *rows[T]) double() error {
	n, most := len(r.Rows), maxRows/max(int(reflect.TypeFor[T]().Size()), 1)
	if n >= most {
		return errEndless
	}
	r.Rows = slices.Grow(r.Rows, min(max(n, 1), most-n))
	return nil
}

// row reads one row, or drops it.
func (r *rows[T]) row(index int) error {
	kind := r.dec.PeekKind()
	if r.structs && kind != '{' && kind != jsontext.KindInvalid {
		if err := r.dec.SkipValue(); err != nil {
			return err
		}
		return r.drop(&BadRow{Index: index, Why: "is " + kindName(kind) + ", not an object"})
	}
	depth := r.dec.StackDepth()
	_, before := r.dec.StackIndex(depth)
	ahead, start := r.dec.UnreadBuffer(), r.dec.InputOffset() // of the body, which stays
	n := len(r.Rows)
	if n == cap(r.Rows) {
		if err := r.double(); err != nil {
			return err
		}
	}
	r.Rows = append(r.Rows, *new(T))
	err := r.read(&r.Rows[n])
	if err == nil && r.strange(&r.Rows[n], ahead[:min(r.dec.InputOffset()-start, int64(len(ahead)))]) {
		r.Rows, r.Raw = r.Rows[:n], r.Raw[:min(n, len(r.Raw))]
		return r.drop(&BadRow{Index: index, Why: "has no member that is known", strange: true})
	}
	if err == nil || isFinal(err) || !r.lenient || len(place(err)) > maxPlace {
		return err
	}
	r.Rows[n] = *new(T)
	r.Rows = r.Rows[:n]
	if err := leave(r.dec, depth, before); err != nil {
		return err
	}
	return r.drop(describe(index, err, r.dec.StackPointer()))
}

// read decodes the value that comes next, and keeps its bytes if they are
// wanted.
func (r *rows[T]) read(row *T) error {
	if !r.KeepRaw {
		return json.UnmarshalDecode(r.dec, row)
	}
	v, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	if err := json.Unmarshal(v, row, r.dec.Options()); err != nil {
		return err
	}
	r.Raw = append(r.Raw, r.own(v))
	return nil
}

// own is a compact copy of a row's JSON. Rows share the memory in which they are
// made compact, but one that is large goes out in the memory that it was made in:
// a second copy would be too much.
func (r *rows[T]) own(v jsontext.Value) []byte {
	const large = 64 << 10
	if len(v) <= large {
		r.compact = appendCompact(r.compact[:0], v)
		return bytes.Clone(r.compact)
	}
	row := appendCompact(make([]byte, 0, len(v)), v)
	if len(row) < len(v)/2 {
		return bytes.Clone(row)
	}
	return row
}

func (r *rows[T]) drop(err error) error {
	if len(r.Dropped) == maxDropped {
		return errDropped
	}
	r.Dropped = append(r.Dropped, err)
	return nil
}

// leave reads on to the end of a row in which decoding stopped. The decoder
// had read before values at that depth when the row began.
func leave(dec *jsontext.Decoder, depth int, before int64) error {
	for dec.StackDepth() > depth {
		var err error
		if k := dec.PeekKind(); k == '}' || k == ']' {
			_, err = dec.ReadToken()
		} else {
			err = dec.SkipValue()
		}
		if err != nil {
			return err
		}
	}
	if _, after := dec.StackIndex(depth); after == before {
		return dec.SkipValue()
	}
	return nil
}
