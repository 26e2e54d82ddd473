package paging

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/internal/seal"
)

// The first word of a cursor names its walk and the version of what follows. In
// version 1 there was no sum.
const (
	offsetCursor   = "o2."
	numberedCursor = "n2."
	markerCursor   = "m2."
	tokenCursor    = "t2."
	listsCursor    = "l2."
)

// maxCursor bounds what is decoded. A service's token of some kilobytes fits.
const maxCursor = 1 << 20

// encode makes the cursor of a walk: its first word, and the place, sealed.
func encode(word string, place any) string {
	text, err := json.Marshal(place)
	if err != nil {
		return "" // the places are plain structs, which always can be written
	}
	return word + seal.Seal(text)
}

// decode reads a cursor into place, a pointer. A cursor of another walk or
// version and one that was damaged are errors of kind invalid_input.
func decode(word, cursor string, place any) error {
	rest, ok := strings.CutPrefix(cursor, word)
	if !ok {
		return badCursor(cursor, "it belongs to another kind of list or to another version")
	}
	if len(rest) > maxCursor {
		return badCursor(cursor, "it is too long")
	}
	text, ok := seal.Open(rest)
	if !ok {
		return badCursor(cursor, "it is damaged")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if d.Decode(place) != nil {
		return badCursor(cursor, "it is damaged")
	}
	if _, err := d.Token(); err != io.EOF {
		return badCursor(cursor, "it is damaged")
	}
	return nil
}

// badCursor names the cursor by its beginning, which tells cursors of different
// walks apart and is short enough for one line.
func badCursor(cursor, why string) *errors.Error {
	const shown = 24
	name := cursor
	if len(name) > shown {
		name = name[:shown] + "..."
	}
	return &errors.Error{
		Operation: "Resume", Kind: errors.InvalidInput, Retry: errors.RetryNo,
		Message: fmt.Sprintf("the cursor %q cannot be used: %s", name, why), Err: errBadCursor,
	}
}

var errBadCursor = errors.New("not a cursor of this walk")

// IsBadCursor reports whether err says that a walk cannot begin at the cursor that
// it was given.
func IsBadCursor(err error) bool { return errors.Is(err, errBadCursor) }

// maxPlace bounds the numbers of a cursor, so that sums with them cannot
// overflow.
const maxPlace = 1 << 31

// inRange reports whether every number may stand in a cursor.
func inRange(numbers ...int) bool {
	for _, n := range numbers {
		if n < 0 || n > maxPlace {
			return false
		}
	}
	return true
}
