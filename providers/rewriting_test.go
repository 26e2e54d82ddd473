package providers_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// This file is what the conformance suite must know of the services' requests and
// bodies.

func alibabaRefusal(code, message string) string {
	return fmt.Sprintf(`{"RequestId":"7B2A1C3D","HostId":"service.test","Code":%q,"Message":%q}`, code, message)
}

func huaweiRefusal(code, message string) string {
	return fmt.Sprintf(`{"error_code":%q,"error_msg":%q}`, code, message)
}

// inAction is the parameter of a request for one of some of Alibaba's operations
// that says whose list it asks for.
func inAction(parameter string, actions ...string) func(*http.Request) string {
	return func(r *http.Request) string {
		if action := cmp.Or(r.Header.Get("X-Acs-Action"), r.FormValue("Action")); !slices.Contains(actions, action) {
			return ""
		}
		return r.FormValue(parameter)
	}
}

// policyOrBackups is whose list a request to VBS asks for: the policy's, or that of
// backups.
func policyOrBackups(r *http.Request) string {
	parts := strings.Split(r.URL.Path, "/")
	switch last := parts[len(parts)-1]; {
	case last == "backuptasks":
		return parts[len(parts)-2]
	case last == "detail":
		return "backups"
	}
	return ""
}

// forgetting takes the row whose member is the name of a list out of every list of
// an answer, and off the count.
func forgetting(member string) func([]byte, string) []byte {
	return func(body []byte, name string) []byte {
		var answer any
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		if d.Decode(&answer) != nil || forget(answer, member, name) == 0 {
			return body
		}
		left, _ := json.Marshal(answer)
		return left
	}
}

func forget(value any, member, name string) (gone int64) {
	object, _ := value.(map[string]any)
	for key, inner := range object {
		if rows, isList := inner.([]any); isList {
			left := slices.DeleteFunc(rows, func(row any) bool {
				r, _ := row.(map[string]any)
				return r[member] == name
			})
			gone += int64(len(rows) - len(left))
			object[key] = left
		}
		gone += forget(inner, member, name)
	}
	for _, count := range []string{"TotalElements", "count"} {
		if n, isNumber := object[count].(json.Number); isNumber && gone > 0 {
			old, _ := n.Int64()
			object[count] = old - gone
		}
	}
	return gone
}

// rewording changes the value of members, named with | between them, wherever it
// is text.
func rewording(members string) func([]byte, string) []byte {
	value := regexp.MustCompile(`("(?:` + members + `)" *: *)"[^"]*"`)
	return func(body []byte, word string) []byte {
		quoted, _ := json.Marshal(word)
		return value.ReplaceAll(body, append([]byte("${1}"), quoted...))
	}
}

// unlisting puts a value in place of the members, named with | between them, that
// hold rows.
func unlisting(members string) func([]byte, string) []byte {
	names := strings.Split(members, "|")
	return func(body []byte, value string) []byte {
		var answer map[string]json.RawMessage
		if json.Unmarshal(body, &answer) != nil {
			return body
		}
		for _, name := range names {
			if _, there := answer[name]; there {
				answer[name] = json.RawMessage(value)
			}
		}
		changed, _ := json.Marshal(answer)
		return changed
	}
}

// spoiling puts a number in place of the first row of the first list.
func spoiling(body []byte) []byte {
	var answer any
	if json.Unmarshal(body, &answer) != nil || !spoilFirst(answer) {
		return body
	}
	spoilt, _ := json.Marshal(answer)
	return spoilt
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
