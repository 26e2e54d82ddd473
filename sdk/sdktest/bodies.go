package sdktest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// The functions of this file make the members of a [Harness] that change bodies, for
// services that answer in JSON.

// RewordMembers is a [Harness.Reword] for a service whose states are texts in members
// of these names, wherever they stand in an answer.
func RewordMembers(names ...string) func(body []byte, word string) []byte {
	for i, name := range names {
		names[i] = regexp.QuoteMeta(name)
	}
	value := regexp.MustCompile(`("(?:` + strings.Join(names, "|") + `)"\s*:\s*)"(?:[^"\\]|\\.)*"`)
	return func(body []byte, word string) []byte {
		quoted, _ := json.Marshal(word) // a string can always be written
		quoted = bytes.ReplaceAll(quoted, []byte("$"), []byte("$$"))
		return value.ReplaceAll(body, append([]byte("${1}"), quoted...))
	}
}

// ReplaceLists is a [Harness.Unlist] for a service whose rows are in members of these
// names of the answer itself.
func ReplaceLists(names ...string) func(body []byte, value string) []byte {
	return func(body []byte, value string) []byte {
		var answer map[string]json.RawMessage
		if json.Unmarshal(body, &answer) != nil {
			return body
		}
		found := false
		for _, name := range names {
			if _, there := answer[name]; there {
				answer[name], found = json.RawMessage(value), true
			}
		}
		if !found {
			return body
		}
		return encoded(answer)
	}
}

// SpoilFirstRow is a [Harness.Spoil]: it puts a number in place of the first row of
// the first list in an answer, however deep that is.
func SpoilFirstRow(body []byte) []byte {
	answer, ok := decoded(body)
	if !ok || !spoilFirst(answer) {
		return body
	}
	return encoded(answer)
}

func spoilFirst(value any) bool {
	switch v := value.(type) {
	case []any:
		if len(v) == 0 {
			return false
		}
		v[0] = 7
		return true
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if spoilFirst(v[name]) {
				return true
			}
		}
	}
	return false
}

// RemoveRows is a [Harness.Forget] for a service that names the lists inside it in
// rows with a member of this name. What it takes out it also takes off the members
// named counts, if they are numbers.
func RemoveRows(member string, counts ...string) func(body []byte, list string) []byte {
	return func(body []byte, list string) []byte {
		answer, ok := decoded(body)
		if !ok || removeRows(answer, member, list, counts) == 0 {
			return body
		}
		return encoded(answer)
	}
}

// removeRows returns how many rows it has taken out of value.
func removeRows(value any, member, list string, counts []string) (gone int64) {
	object, _ := value.(map[string]any)
	for key, inner := range object {
		if rows, isList := inner.([]any); isList {
			left := slices.DeleteFunc(rows, func(row any) bool {
				r, _ := row.(map[string]any)
				return r[member] == list
			})
			gone += int64(len(rows) - len(left))
			object[key] = left
		}
		gone += removeRows(inner, member, list, counts)
	}
	for _, count := range counts {
		if n, isNumber := object[count].(json.Number); isNumber && gone > 0 {
			old, _ := n.Int64()
			object[count] = old - gone
		}
	}
	return gone
}

// JSONRefusal is a [Harness.Refusal]: an object with the code and the message in
// members of these names.
func JSONRefusal(codeMember, messageMember string) func(code, message string) string {
	return func(code, message string) string {
		return string(encoded(map[string]string{codeMember: code, messageMember: message}))
	}
}

// InProcess is a RoundTripper that calls a handler without a port. It works inside
// of a bubble of package testing/synctest.
func InProcess(h http.Handler) http.RoundTripper { return inProcess{h} }

// decoded reads a whole answer and keeps its numbers as they are written.
func decoded(body []byte) (answer any, ok bool) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	return answer, d.Decode(&answer) == nil
}

// encoded writes what was read. It panics only for what no JSON can hold.
func encoded(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}
