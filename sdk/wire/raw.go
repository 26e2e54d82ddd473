package wire

import (
	"bytes"
	stdjson "encoding/json"

	"github.com/go-json-experiment/json/jsontext"
)

// Raw is the JSON object that a body holds in the member of this name, or the
// body itself without a name. It is compact and a copy of its own, so that one
// object kept does not hold its body. It is nil where there is no such object.
//
// What [Unmarshal] reads, Raw finds: names match as they do there, and of
// several members of one name the last object counts.
func Raw(body []byte, member string) stdjson.RawMessage {
	body = bytes.TrimPrefix(body, byteOrderMark)
	raw, err := find(body, member)
	if isSyntax(err) {
		if mended, ok := mend(body); ok {
			raw, err = find(mended, member)
		}
	}
	if err != nil {
		return nil
	}
	return raw
}

// find looks for the object. Of a body that is cut there is nothing to keep.
func find(body []byte, member string) (raw []byte, err error) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body), tolerant)
	if member == "" {
		return object(d)
	}
	if d.PeekKind() != '{' {
		return nil, d.SkipValue()
	}
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, err
		}
		if fold(name.String()) != fold(member) {
			if err := d.SkipValue(); err != nil {
				return nil, err
			}
			continue
		}
		found, err := object(d)
		if err != nil {
			return nil, err
		}
		if found != nil {
			raw = found
		}
	}
	_, err = d.ReadToken()
	return raw, err
}

// object reads one value, and keeps it if it is an object.
func object(d *jsontext.Decoder) ([]byte, error) {
	if d.PeekKind() != '{' {
		return nil, d.SkipValue()
	}
	v, err := d.ReadValue()
	if err != nil {
		return nil, err
	}
	return bytes.Clone(appendCompact(make([]byte, 0, len(v)), v)), nil
}
