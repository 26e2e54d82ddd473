package paging

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// The first word of a cursor names its walk and the version of what follows.
const (
	offsetCursor   = "o1."
	numberedCursor = "n1."
	markerCursor   = "m1."
	tokenCursor    = "t1."
	listsCursor    = "l1."
)

// maxCursor bounds what is decoded. A service's token of some kilobytes fits.
const maxCursor = 1 << 20

// encode makes the cursor of a walk: its first word, and the place, sealed.
func encode(word string, place any) string {
	text, err := json.Marshal(place)
	if err != nil {
		return "" // the places are plain structs, which always can be written
	}
	return word + seal(text)
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
	text, ok := unseal(rest)
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

// seal makes text of bytes, with a sum over them. One wrong letter would else be
// another place, from which the walk would go on without a word.
func seal(b []byte) string {
	sealed := binary.BigEndian.AppendUint32(bytes.Clone(b), crc32.ChecksumIEEE(b))
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// unseal takes the bytes out again, and reports whether they are the same.
func unseal(text string) (b []byte, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(raw) < crc32.Size {
		return nil, false
	}
	b, sum := raw[:len(raw)-crc32.Size], raw[len(raw)-crc32.Size:]
	return b, binary.BigEndian.Uint32(sum) == crc32.ChecksumIEEE(b)
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
		Message: fmt.Sprintf("the cursor %q cannot be used: %s", name, why),
	}
}

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
