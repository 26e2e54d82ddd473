package alibaba

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// hasMember reports whether the body has a member of one of these names in any
// case, whatever its value. It is for answers whose members were all empty, and
// so rarely called.
func hasMember(body []byte, names []string) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), &members) != nil {
		return false
	}
	for name := range members {
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
			return true
		}
	}
	return false
}

// membersOf are the names of the members that a t documents.
func membersOf(t reflect.Type) []string {
	var names []string
	for _, f := range reflect.VisibleFields(t) {
		if !f.Anonymous {
			names = append(names, f.Name)
		}
	}
	return names
}
