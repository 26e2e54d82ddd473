package wire

import (
	stdjson "encoding/json"

	"github.com/go-json-experiment/json"
)

// MarshalJSON writes the rows as an array, which is empty where there are none. Raw
// and Dropped are no part of it.
func (l List[T]) MarshalJSON() ([]byte, error) {
	if len(l.Rows) == 0 {
		return []byte("[]"), nil
	}
	return stdjson.Marshal(l.Rows)
}

// UnmarshalJSON reads the list for encoding/json, in any of the forms in which
// lists come.
func (l *List[T]) UnmarshalJSON(b []byte) error { return UnmarshalValue(b, l) }

// MarshalJSON writes the time in the form of RFC 3339, and null for the zero time.
// A member that is to be left out then has the option omitzero.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return t.Time.MarshalJSON()
}

// UnmarshalJSON reads the time for encoding/json, in any of its forms.
func (t *Time) UnmarshalJSON(b []byte) error { return UnmarshalValue(b, t) }

// Marshal writes v in the form in which [Unmarshal] reads it. It is for types with
// members that are tagged with embed, which encoding/json does not know.
func Marshal(v any) ([]byte, error) { return json.Marshal(v, json.Deterministic(true)) }

// UnmarshalValue reads one JSON value of any kind into what v points to, as
// leniently as [Unmarshal]. It is for the UnmarshalJSON of types that have a form of
// their own. The error holds no piece of the value.
func UnmarshalValue(b []byte, v any) error {
	err := json.Unmarshal(b, v, tolerant)
	if err != nil && !isFinal(err) {
		err = json.Unmarshal(b, v, lenient())
	}
	if err != nil {
		return fault(b, err)
	}
	return nil
}
