package provider

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// longestID bounds an ID, in bytes. No service has any that is near to it; without a
// bound, what was pasted by mistake would be signed and sent.
const longestID = 1024

// BadID says why text cannot be an ID that goes into a path, and is empty for one
// that can: not empty, no dots in the place of a name, nothing that cannot be seen.
// It does not show the text. An ID is data: whatever else is in it goes escaped into
// its one part of the path.
func BadID(text string) string {
	switch {
	case text == "":
		return "it is empty"
	case text == "." || text == "..":
		return "it is . or .., which means another address"
	case strings.TrimSpace(text) == "":
		return "it is nothing but white space"
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }):
		return "it has a character that cannot be seen"
	case len(text) > longestID:
		return "it is too long: give no more than " + strconv.Itoa(longestID) + " bytes"
	}
	return ""
}

// InvalidField is the error of a field that is refused before anything is sent. The
// message begins with its name.
func InvalidField(s sdk.Source, operation, field, why string) *errors.Error {
	e := Invalid(s, operation, field+" "+why)
	e.Field = field
	return e
}

// OfField says of an error of this package's checks which field it is about.
func OfField(field string, err error) error {
	e, ok := errors.AsType[*errors.Error](err)
	if !ok {
		return err
	}
	of := *e
	of.Field = field
	return &of
}

// Invalid is the error of input that is refused before anything is sent.
func Invalid(s sdk.Source, operation, why string) *errors.Error {
	return &errors.Error{
		Service: s.Service, Region: s.Region, Operation: operation,
		Kind: errors.InvalidInput, Message: why, Retry: errors.RetryNo,
	}
}
