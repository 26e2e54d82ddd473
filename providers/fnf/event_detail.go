package fnf

import (
	"encoding/json"
	"strings"

	"github.com/taskfault/taskfault/providers/alibaba"
)

// parseDetail finds an error's name and its cause in an event's detail. Its form
// is documented nowhere, so members are looked for by several names in any case,
// and also inside of an object called error. What is no JSON is the cause.
func parseDetail(text string) (code, cause string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", ""
	}
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &members) != nil {
		return "", alibaba.Cut(text, maxCause)
	}
	inner := member(members, "error")
	var nested map[string]json.RawMessage
	if json.Unmarshal(inner, &nested) == nil && nested != nil {
		members = nested
	}
	code = words(member(members, "error", "errorCode", "errorName", "code"))
	cause = words(member(members, "cause", "errorMessage", "message"))
	return alibaba.Cut(code, maxCause), alibaba.Cut(cause, maxCause)
}

// member is the first of the named members that is there and not empty.
func member(members map[string]json.RawMessage, names ...string) json.RawMessage {
	for _, name := range names {
		if v, ok := members[name]; ok && words(v) != "" {
			return v
		}
		var found string // the least of several spellings, so that it is always the same
		for spelt, v := range members {
			if strings.EqualFold(spelt, name) && words(v) != "" && (found == "" || spelt < found) {
				found = spelt
			}
		}
		if found != "" {
			return members[found]
		}
	}
	return nil
}

// words is a JSON value as text: what a string holds, and the JSON of anything
// else.
func words(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) == nil {
		if strings.EqualFold(s, "NULL") {
			return ""
		}
		return s
	}
	switch s = strings.TrimSpace(string(v)); s {
	case "null", "{}", "[]":
		return ""
	}
	return s
}
