package wire

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/taskfault/taskfault/errors"
)

// place is the pointer to the fault, as far as err has one.
func place(err error) jsontext.Pointer {
	if s, ok := errors.AsType[*json.SemanticError](err); ok {
		return s.JSONPointer
	}
	return ""
}

// describe says why a row was dropped. at is the pointer to the row.
func describe(index int, err error, at jsontext.Pointer) error {
	if s, ok := errors.AsType[*json.SemanticError](err); ok {
		return &BadRow{Index: index, Why: "has " + unfit(s, at)}
	}
	return &BadRow{Index: index, Why: "cannot be read"}
}

// unfit says which member did not fit and why. at is cut off the front of the
// member's pointer.
func unfit(s *json.SemanticError, at jsontext.Pointer) string {
	what := kindName(s.JSONKind) + " that does not fit"
	if own, ok := errors.AsType[unfitError](s.Err); ok {
		what = own.Error()
	}
	return what + " in " + member(strings.TrimPrefix(string(s.JSONPointer), string(at)))
}

// member turns a pointer into a dotted name. A name from the body is shown only
// if it looks like one.
func member(pointer string) string {
	name := strings.ReplaceAll(strings.TrimPrefix(pointer, "/"), "/", ".")
	odd := strings.ContainsFunc(name, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("._:-", r))
	})
	if name == "" || len(name) > 80 || odd {
		return "a member"
	}
	return "the member " + name
}

// kindName is a kind of JSON value in words.
func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "a boolean"
	case '"':
		return "text"
	case '0':
		return "a number"
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	return "a value"
}
