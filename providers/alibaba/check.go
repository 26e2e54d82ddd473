package alibaba

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
)

// Refuse returns an error for the first reason that is not empty, and nil if
// there is none. The reasons come from the functions of this file; none shows
// the value, which may be a secret.
func (c *Client) Refuse(operation string, reasons ...string) error {
	for _, why := range reasons {
		if why != "" {
			return c.Invalid(operation, why)
		}
	}
	return nil
}

// longestID bounds an identifier, in bytes. No service has any that is near to it;
// without a bound, what was pasted by mistake would be signed and sent.
const longestID = 4096

// ID asks for an identifier: not empty, no dots in the place of a name, nothing
// that cannot be seen, and no more than anybody would have.
func ID(name, value string) string {
	switch {
	case len(value) > longestID:
		return fmt.Sprintf("%s is too long: give no more than %d bytes", name, longestID)
	case value == "":
		return name + " is required and empty"
	case value == "." || value == "..":
		return name + " is . or .., which is no identifier"
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError }):
		return name + " has white space or a character that cannot be seen"
	}
	return ""
}

// Token asks for a word that the service makes up, and of which nothing is known
// but that it goes into one line: it is not empty, has no control characters and
// no white space at its ends, where only a copy that went wrong has any.
func Token(name, value string) string {
	switch {
	case value == "":
		return name + " is required and empty"
	case strings.TrimSpace(value) != value:
		return name + " begins or ends with white space"
	case strings.ContainsFunc(value, unicode.IsControl):
		return name + " has a control character"
	}
	return ""
}

// One asks for one identifier where the service takes several between commas.
func One(name, value string) string {
	if why := ID(name, value); why != "" {
		return why
	}
	if strings.Contains(value, ",") {
		return name + " has a comma: give one identifier"
	}
	return ""
}

// Either asks for exactly one of two identifiers.
func Either(a, aValue, b, bValue string) string {
	switch {
	case aValue == "" && bValue == "":
		return a + " and " + b + " are empty: give one of them"
	case aValue != "" && bValue != "":
		return a + " and " + b + " are both given: give one of them"
	case aValue != "":
		return ID(a, aValue)
	}
	return ID(b, bValue)
}

// Between asks for a number from low to high; 0 leaves the choice to the
// service.
func Between[N int | int64](name string, value, low, high N) string {
	if value == 0 || value >= low && value <= high {
		return ""
	}
	return fmt.Sprintf("%s is %d: give %d to %d", name, value, low, high)
}

// OneOf asks for one of a few values; the zero value leaves the choice to the
// service.
func OneOf[T comparable](name string, value T, allowed ...T) string {
	var zero T
	if value == zero || slices.Contains(allowed, value) {
		return ""
	}
	words := make([]string, len(allowed))
	for i, a := range allowed {
		words[i] = fmt.Sprint(a)
	}
	return name + " is none of " + strings.Join(words, ", ")
}

// Runes asks for no more than limit characters.
func Runes(name, value string, limit int) string {
	if n := utf8.RuneCountInString(value); n > limit {
		return fmt.Sprintf("%s has %d characters: give no more than %d", name, n, limit)
	}
	return ""
}

// Text asks for 1 to limit characters.
func Text(name, value string, limit int) string {
	if value == "" {
		return name + " is required and empty"
	}
	return Runes(name, value, limit)
}

// RFC3339 asks for a time in that form, or nothing.
func RFC3339(name, value string) string {
	if _, err := time.Parse(time.RFC3339, value); value != "" && err != nil {
		return name + " is no time in the form of RFC 3339 (2006-01-02T15:04:05Z)"
	}
	return ""
}

// ClientToken asks for what the services take as one: up to 64 ASCII
// characters, or nothing.
func ClientToken(value string) string {
	if len(value) > 64 || strings.ContainsFunc(value, func(r rune) bool { return r > 0x7e || r < ' ' }) {
		return "ClientToken is no token: give up to 64 ASCII characters"
	}
	return ""
}

// NotFound is the error of a thing that the service does not list.
func (c *Client) NotFound(operation, what string) *errors.Error {
	return c.Fail(operation, errors.NotFound, what+" does not exist")
}

// Cut is the beginning of s: no more than limit characters, none of them cut in
// two.
func Cut(s string, limit int) string {
	n := 0
	for i := range s {
		if n == limit {
			return s[:i]
		}
		n++
	}
	return s
}
