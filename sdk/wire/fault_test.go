package wire_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/sdk/wire"
)

func dump(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Every body that is no single whole object is refused, with words that tell
// which fault it is and with nothing of the body.
func TestUnmarshalRefuses(t *testing.T) {
	const secret = "canary"
	for _, tt := range []struct{ name, body, want string }{
		{"nothing", "", "empty"},
		{"blanks", " \r\n\t", "empty"},
		{"only a byte order mark", "\xef\xbb\xbf", "empty"},
		{"null", "null", "null, not an object"},
		{"list", `[{"text":"canary"}]`, "a list, not an object"},
		{"empty list", `[]`, "a list, not an object"},
		{"string", `"canary"`, "a single value"},
		{"number", `12`, "a single value"},
		{"boolean", ` true `, "a single value"},
		{"plain text", "canary not found", "not JSON"},
		{"text that begins like null", "nginx canary", "not JSON"},
		{"HTML", "<html><body>canary</body></html>", "HTML, not JSON"},
		{"HTML with its declaration", "\n<!DOCTYPE html>\n<html lang=en>canary", "HTML, not JSON"},
		{"XHTML", `<?xml version="1.0"?><!-- a --><!DOCTYPE html PUBLIC "canary"><html>`, "HTML, not JSON"},
		{"HTML behind a comment with HTML in it", "<!-- <html> --><html>canary", "HTML, not JSON"},
		{"a piece of HTML", "<h1>canary</h1>", "HTML, not JSON"},
		{"XML", "<Error><Code>canary</Code></Error>", "XML, not JSON"},
		{"UTF-16", "\xff\xfe{\x00}\x00", "not JSON"},
		{"cut after the brace", `{`, "ends in the middle"},
		{"cut in a name", `{"canary`, "ends in the middle"},
		{"cut in text", `{"text":"canary`, "ends in the middle"},
		{"cut in a row", `{"jobs":[{"name":"canary"},{"na`, "ends in the middle"},
		{"cut after a row", `{"jobs":[{"name":"canary"}`, "ends in the middle"},
		{"cut after a bad row", `{"jobs":[{"size":"canary"},`, "ends in the middle"},
		{"cut in a number", `{"int":1`, "ends in the middle"},
		{"cut in what nobody reads", `{"new":{"canary":[1,2`, "ends in the middle"},
		{"two objects", `{"text":"canary"}{"text":"canary"}`, "something follows"},
		{"two objects, leniently", `{"text":1} {"text":"canary"}`, "something follows"},
		{"garbage behind", `{"text":"canary"} canary`, "something follows"},
		{"HTML behind", `{} <html>canary`, "something follows"},
		{"a NUL behind", "{}\x00", "something follows"},
		{"no colon", `{"canary" 1}`, "broken at byte 10"},
		{"bare word", `{"text":canary}`, "broken at byte"},
		{"single quotes", `{'text':'canary'}`, "broken at byte 1"},
		{"trailing comma", `{"text":"canary",}`, "broken at byte"},
		{"wrong closing", `{"jobs":[{"name":"canary"}}`, "broken at byte"},
		{"control character outside a string", "{\x01}", "broken at byte 1"},
		{"number that does not fit", `{"int":"canary"}`, "text that is no number in the member int"},
		{"kind that does not fit", `{"inner":{"size":["canary"]}}`, "a list that does not fit in the member inner.size"},
		{"odd name", `{"names":{"canary \u001b":"a"},"counts":{"canary \u001b[0m":"x"}}`, "in a member"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out struct {
				answer
				Jobs   wire.List[inner] `json:"jobs"`
				Counts map[string]int   `json:"counts"`
			}
			err := wire.Unmarshal([]byte(tt.body), &out)
			if err == nil {
				t.Fatalf("%q: got %+v, want an error with %q", tt.body, out, tt.want)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%q: got %q, want it to have %q", tt.body, err, tt.want)
			}
			if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, secret) {
				t.Errorf("%q: the error shows a piece of the body: %s", tt.body, text)
			}
			if left := dump(t, out); strings.Contains(left, secret) {
				t.Errorf("%q: a piece of the body is left in %s", tt.body, left)
			}
			if got, want := wire.Truncated(err), tt.want == "ends in the middle"; got != want {
				t.Errorf("%q: Truncated is %v, want %v", tt.body, got, want)
			}
		})
	}
	if wire.Truncated(nil) {
		t.Error("Truncated(nil) is true")
	}
}

// Every cut of a page is an error, and all but the first few are told as one.
func TestUnmarshalEveryCut(t *testing.T) {
	body := page(2)
	for n := range body {
		var out failureJobs
		err := wire.Unmarshal(body[:n], &out)
		if err == nil || n > 0 && !wire.Truncated(err) {
			t.Errorf("cut at %d of %d: got %v", n, len(body), err)
		}
	}
}

// patience tells a hang from work, and is no measure of speed: work that grows
// with the square of a body of a MiB takes far longer, on any machine.
const patience = 2 * time.Minute

// tree can nest without end.
type tree struct {
	Name string          `json:"name"`
	Size int             `json:"size"`
	Kids wire.List[tree] `json:"kids"`
	One  *tree           `json:"one"`
}

// Nesting ends in an error or in a value, and never in a panic or in time or
// memory without measure, whatever the form that nests.
func TestUnmarshalDeep(t *testing.T) {
	for _, tt := range []struct {
		name, open, middle, end string
		depth                   int
		want                    string // empty where the body is fine
	}{
		{"lists in an unknown member", `[`, ``, `]`, 10_000, "deeper than 10,000"},
		{"lists in an unknown member, allowed", `[`, ``, `]`, 9_998, ""},
		{"objects in an unknown member", `{"a":`, `1`, `}`, 10_000, "deeper than 10,000"},
		{"without an end", `[`, ``, ``, 20_000, "deeper than 10,000"},
		{"rows in rows", `{"kids":[`, `{}`, `]}`, 4_900, ""},
		{"rows in rows, too deep", `{"kids":[`, `{}`, `]}`, 5_100, "deeper than 10,000"},
		{"bad rows in rows", `{"kids":[{"size":"x"},`, `{}`, `]}`, 50, ""},
		{"bad rows in rows, too deep to be told", `{"kids":[{"size":"x"},`, `{}`, `]}`, 4_900, "no number in a member"},
		{"single rows in place of lists", `{"kids":`, `{}`, `}`, 9_000, ""},
		{"wrappers that are none", `{"kids":{"name":[],"x":1,"kids":`, `[]`, `}}`, 4_900, ""},
		{"single rows around a long text", `{"kids":`, `{"name":"` + strings.Repeat("a", 4<<20) + `"}`, `}`, 9_000, ""},
		{"wrappers around a long text", `{"size":"1","kids":{"x":[`, `{"name":"` + strings.Repeat("a", 8<<20) + `"}`, `]}}`, 3_000, ""},
		{"objects", `{"one":`, `{}`, `}`, 9_000, ""},
		{"objects, leniently", `{"size":"1","one":`, `{}`, `}`, 9_000, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			body := `{"x":` + strings.Repeat(tt.open, tt.depth) + tt.middle + strings.Repeat(tt.end, tt.depth) + `}`
			if strings.HasPrefix(tt.open, `{"`) && tt.open != `{"a":` {
				body = `{"one":` + body[len(`{"x":`):]
			}
			start := time.Now()
			var out tree
			err := wire.Unmarshal([]byte(body), &out)
			if took := time.Since(start); took > patience {
				t.Errorf("took %v", took)
			}
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// Three bytes of body must not cost hundreds of memory.
func TestUnmarshalCrowded(t *testing.T) {
	for name, row := range map[string]string{"objects": `{},`, "nulls": `null,`, "zeros": `0,`} {
		body := []byte(`{"failure_jobs":[` + strings.Repeat(row, 4<<20/len(row)) + `{}]}`)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var out failureJobs
		err := wire.Unmarshal(body, &out)
		runtime.ReadMemStats(&after)
		if err == nil {
			t.Errorf("%s: got %d rows and no error", name, len(out.FailureJobs.Rows))
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
			t.Errorf("%s: %d bytes were allocated for a body of %d", name, used, len(body))
		}
	}
	braces := `{"failure_jobs":[{"fail_reason":"` + strings.Repeat("{,", 1<<20) + `"}]}`
	var out failureJobs
	if err := wire.Unmarshal([]byte(braces), &out); err != nil || len(out.FailureJobs.Rows) != 1 {
		t.Errorf("a reason full of braces: %v", err)
	}
}

// A member's name that is long beyond measure is not written anew for each row.
func TestUnmarshalLongName(t *testing.T) {
	name := "kids" + strings.Repeat("_", 1<<20)
	bad := strings.Repeat(`{"size":"x"},`, 900)
	body := `{"` + name + `":[` + strings.Repeat(`{"kids":[`+bad+`{}]},`, 50) + `{}]}`
	start := time.Now()
	var out tree
	err := wire.Unmarshal([]byte(body), &out)
	if took := time.Since(start); took > patience {
		t.Errorf("took %v", took)
	}
	if err == nil {
		t.Error("got no error")
	}
}
