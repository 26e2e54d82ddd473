package canonical

import (
	"net/http"
	"net/textproto"
	"slices"
	"strings"
)

// Field is one signed header: its name in lower case and its value without the
// white space around it.
type Field struct{ Name, Value string }

// SortFields orders fields by name.
func SortFields(fields []Field) {
	slices.SortFunc(fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
}

// Trim takes off the white space that does not survive the way through HTTP.
func Trim(value string) string { return textproto.TrimString(value) }

// AppendFields appends a line for each field.
func AppendFields(b []byte, fields []Field) []byte {
	for _, f := range fields {
		b = append(b, f.Name...)
		b = append(b, ':')
		b = append(b, f.Value...)
		b = append(b, '\n')
	}
	return b
}

// AppendNames appends the fields' names joined by semicolons.
func AppendNames(b []byte, fields []Field) []byte {
	for i, f := range fields {
		if i > 0 {
			b = append(b, ';')
		}
		b = append(b, f.Name...)
	}
	return b
}

// Drop removes every spelling of the named headers, so that a value set under
// the usual spelling is the only one that is sent.
func Drop(h http.Header, names ...string) {
	for key := range h {
		for _, name := range names {
			if len(key) == len(name) && strings.EqualFold(key, name) {
				delete(h, key)
				break
			}
		}
	}
}
