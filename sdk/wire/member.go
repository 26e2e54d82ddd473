package wire

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// HasMember reports whether the JSON object in body has a member of one of the
// names, whatever its value and the case of its name. It tells an empty list from
// an answer to another question, which has none of the members that were asked for.
//
// It reads no further than to the first such member, and is for a body that
// [Unmarshal] has read.
func HasMember(body []byte, names ...string) bool {
	d := jsontext.NewDecoder(bytes.NewBuffer(bytes.TrimPrefix(body, byteOrderMark)), tolerant)
	if first, err := d.ReadToken(); err != nil || first.Kind() != '{' {
		return false
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return false
		}
		for _, n := range names {
			if strings.EqualFold(name.String(), n) {
				return true
			}
		}
		if d.SkipValue() != nil {
			return false
		}
	}
	return false
}
