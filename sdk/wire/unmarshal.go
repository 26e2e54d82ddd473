package wire

import (
	"bytes"
	"reflect"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/taskfault/taskfault/errors"
)

// Unmarshal reads one JSON object into the struct that out points to, and
// replaces whatever was there except [List.KeepRaw].
//
// A byte order mark is cut off. Names match in their exact form first, else
// without regard to case, - and _. Unknown members are ignored. A name that
// comes twice counts by its last value (members of two objects of one name are
// merged). Invalid UTF-8 becomes U+FFFD, and a raw control character inside a
// string becomes a space.
//
// Plain fields take other forms of the same value: a string takes numbers and
// booleans as their text and objects and lists as compact JSON ({} and [] are
// empty); int, int32, int64 and float64 take numbers in quotes, cut fractions
// off integers, and read true as 1; a bool takes "true", "false", 1 and 0; null
// and "" are zero everywhere. A number that does not fit is an error: that of
// its row inside a [List], else of the whole answer. Named types (type State
// string) are read strictly.
//
// The error says in words what is wrong and holds no piece of the body;
// [Truncated] tells whether the body was cut. Nothing of a body that is refused
// is left in out.
func Unmarshal(body []byte, out any) error {
	v := reflect.ValueOf(out)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return errTarget
	}
	body = bytes.TrimPrefix(body, byteOrderMark)
	if err := judge(body); err != nil {
		return err
	}
	err := decode(body, out, v.Elem())
	if isSyntax(err) {
		if mended, ok := mend(body); ok {
			body, err = mended, decode(mended, out, v.Elem())
		}
	}
	if err != nil {
		reset(v.Elem())
		return fault(body, err)
	}
	return nil
}

var byteOrderMark = []byte("\xef\xbb\xbf")

// tolerant is what both readings let pass.
var tolerant = json.JoinOptions(
	jsontext.AllowDuplicateNames(true),
	jsontext.AllowInvalidUTF8(true),
	json.MatchCaseInsensitiveNames(true),
)

// lenient is the second reading's addition to tolerant.
func lenient() json.Options { return json.JoinOptions(tolerant, json.WithUnmarshalers(forgiving())) }

// decode reads the body as the documents describe it, which is fast, and only
// if that fails a second time with every field forgiving.
func decode(body []byte, out any, v reflect.Value) error {
	if !v.IsZero() { // which most are, and looking is quicker
		reset(v)
	}
	err := json.Unmarshal(body, out, tolerant)
	if err == nil || isFinal(err) {
		return err
	}
	reset(v)
	return json.Unmarshal(body, out, lenient())
}

// isLenient reports whether dec belongs to the second reading.
func isLenient(dec *jsontext.Decoder) bool {
	u, _ := json.GetOption(dec.Options(), json.WithUnmarshalers)
	return u != nil && u == forgiving()
}

// isFinal reports whether another reading would end in the same way.
func isFinal(err error) bool { return isSyntax(err) || errors.Is(err, errEndless) }

// isSyntax reports whether the JSON itself is broken, so that no reading helps.
func isSyntax(err error) bool {
	_, ok := errors.AsType[*jsontext.SyntacticError](err)
	return ok
}

// resetter is a List of any rows.
type resetter interface{ reset() }

// reset makes v zero, except for the KeepRaw of the lists in it, and reports
// whether there was anything that it could set.
func reset(v reflect.Value) bool {
	if v.Kind() == reflect.Struct {
		if v.CanAddr() && v.Addr().CanInterface() {
			if l, ok := v.Addr().Interface().(resetter); ok {
				l.reset()
				return true
			}
		}
		done := false
		for i := range v.NumField() {
			done = reset(v.Field(i)) || done
		}
		if done {
			return true // a struct like time.Time shows no field, and is set as a whole
		}
	}
	if v.CanSet() {
		v.SetZero()
	}
	return v.CanSet()
}
