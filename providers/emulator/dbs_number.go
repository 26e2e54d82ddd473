package emulator

import (
	"encoding/json"
	"strconv"
)

// dbsNumber is a whole number as the services print it: most often plain, now and
// then in quotes.
type dbsNumber struct {
	value  int64
	quoted bool
}

// MarshalJSON prints the number in its form.
func (n dbsNumber) MarshalJSON() ([]byte, error) {
	if n.quoted {
		return json.Marshal(strconv.FormatInt(n.value, 10))
	}
	return strconv.AppendInt(nil, n.value, 10), nil
}

// MarshalText prints the number for XML, which has one form only.
func (n dbsNumber) MarshalText() ([]byte, error) { return strconv.AppendInt(nil, n.value, 10), nil }
