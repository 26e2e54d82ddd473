package wire

import (
	"bytes"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/taskfault/taskfault/errors"
)

// forgiving reads plain fields from any form of their value. Which reading a
// List takes part in shows in whether its decoder has this very set. It is made
// when the first body needs it, since making it costs more than a program that
// never meets one should pay when it starts.
var forgiving = sync.OnceValue(func() *json.Unmarshalers {
	return json.JoinUnmarshalers(
		json.UnmarshalFromFunc(readString),
		json.UnmarshalFromFunc(readInt[int]),
		json.UnmarshalFromFunc(readInt[int32]),
		json.UnmarshalFromFunc(readInt[int64]),
		json.UnmarshalFromFunc(readFloat),
		json.UnmarshalFromFunc(readBool),
	)
})

// unfitError is the plain reason why a value does not fit its field.
type unfitError string

func (e unfitError) Error() string { return string(e) }

const (
	notNumber  = unfitError("text that is no number")
	outOfRange = unfitError("a number out of range")
	notBool    = unfitError("a value that is neither true nor false")
)

// readString takes any value as text.
func readString(dec *jsontext.Decoder, s *string) error {
	switch dec.PeekKind() {
	case '{', '[':
		v, err := dec.ReadValue()
		if err != nil {
			return err
		}
		*s = ""
		if len(bytes.Trim(v[1:len(v)-1], " \t\r\n")) > 0 {
			*s = string(appendCompact(nil, v))
		}
		return nil
	case '0', 't', 'f':
		v, err := dec.ReadValue()
		*s = string(v)
		return err
	}
	return errors.ErrUnsupported // text, null and faults are read as ever
}

// readInt takes numbers, numbers in quotes and booleans.
func readInt[T int | int32 | int64](dec *jsontext.Decoder, n *T) error {
	text, err := scalar(dec)
	if err != nil {
		return err
	}
	wide, err := parseInt(text)
	if err != nil {
		return err
	}
	*n = T(wide)
	if int64(*n) != wide {
		return outOfRange
	}
	return nil
}

// readFloat is readInt for float64.
func readFloat(dec *jsontext.Decoder, f *float64) error {
	text, err := scalar(dec)
	if err != nil {
		return err
	}
	*f, err = parseFloat(text)
	return err
}

// readBool takes booleans, those in quotes in any case, 1 and 0.
func readBool(dec *jsontext.Decoder, b *bool) error {
	text, err := scalar(dec)
	if err != nil {
		return err
	}
	switch strings.ToLower(text) {
	case "true", "1":
		*b = true
	case "false", "0", "":
		*b = false
	default:
		return notBool
	}
	return nil
}

// scalar reads one value as trimmed text; null is empty.
func scalar(dec *jsontext.Decoder) (string, error) {
	switch dec.PeekKind() {
	case '{', '[':
		return "", errors.ErrUnsupported // which names the kinds that do not fit
	}
	tok, err := dec.ReadToken()
	if err != nil || tok.Kind() == 'n' {
		return "", err
	}
	return strings.TrimSpace(tok.String()), nil
}

// appendCompact appends v without white space and with valid UTF-8.
func appendCompact(dst []byte, v []byte) []byte {
	quoted := false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			dst = append(dst, c)
			i++
		case !quoted && (c == ' ' || c == '\t' || c == '\r' || c == '\n'):
			continue
		}
		dst = append(dst, v[i])
	}
	if utf8.Valid(dst) {
		return dst
	}
	valid := make([]byte, 0, len(dst)+utf8.UTFMax)
	for _, c := range string(dst) {
		valid = utf8.AppendRune(valid, c) // U+FFFD for each bad byte, as the decoder does
	}
	return valid
}
