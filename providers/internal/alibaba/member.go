package alibaba

import (
	"encoding/json"
	"reflect"
	"strings"
)

// hasMember reports whether the body has a member that a t documents, whatever
// its value. It is for answers whose members were all empty, and so rarely
// called.
func hasMember(body []byte, t reflect.Type) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return false
	}
	for _, f := range reflect.VisibleFields(t) {
		for name := range members {
			if !f.Anonymous && strings.EqualFold(name, f.Name) {
				return true
			}
		}
	}
	return false
}
