package wire

import (
	"bytes"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/taskfault/taskfault/errors"
)

// bodyError is why a body as a whole cannot be read. As constants these cost a
// program nothing when it starts.
type bodyError string

func (e bodyError) Error() string { return string(e) }

const (
	errTarget    = bodyError("wire.Unmarshal wants a pointer that is not nil")
	errEmpty     = bodyError("the body is empty")
	errHTML      = bodyError("the answer is HTML, not JSON")
	errXML       = bodyError("the answer is XML, not JSON")
	errNotJSON   = bodyError("the answer is not JSON")
	errNull      = bodyError("the answer is null, not an object")
	errArray     = bodyError("the answer is a list, not an object")
	errScalar    = bodyError("the answer is a single value, not an object")
	errTruncated = bodyError("the JSON ends in the middle")
	errDeep      = bodyError("the JSON is nested deeper than 10,000 levels")
	errTrailing  = bodyError("something follows the JSON object")
	errCrowded   = bodyError("the answer holds too many values to be read")
)

// Truncated reports whether err, from [Unmarshal], says that the body ends
// before its JSON does: what a connection that was cut leaves behind.
func Truncated(err error) bool { return errors.Is(err, errTruncated) }

// judge refuses what cannot be one JSON object, before any of it is decoded.
func judge(body []byte) error {
	body = bytes.Trim(body, " \t\r\n")
	if len(body) == 0 {
		return errEmpty
	}
	switch body[0] {
	case '{':
		if crowded(body) {
			return errCrowded
		}
		return nil
	case '<':
		if isHTML(body) {
			return errHTML
		}
		return errXML
	case '[':
		return errArray
	}
	if !jsontext.Value(body).IsValid(tolerant) {
		return errNotJSON
	}
	if body[0] == 'n' {
		return errNull
	}
	return errScalar
}

// fault turns an error of the decoder, which may quote the body, into words
// that do not.
func fault(body []byte, err error) error {
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		switch {
		case errors.Is(err, io.ErrUnexpectedEOF):
			return errTruncated
		case tooDeep(body):
			return errDeep
		case complete(body):
			return errTrailing
		}
		return fmt.Errorf("the JSON is broken at byte %d", s.ByteOffset)
	}
	if s, ok := errors.AsType[*json.SemanticError](err); ok {
		return fmt.Errorf("the answer has %s", unfit(s, ""))
	}
	return errors.New("the answer cannot be read")
}

// complete reports whether the body begins with a whole JSON value.
func complete(body []byte) bool {
	dec := jsontext.NewDecoder(bytes.NewBuffer(body), tolerant)
	return dec.SkipValue() == nil
}
