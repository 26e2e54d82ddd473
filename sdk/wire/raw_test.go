package wire_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/taskfault/taskfault/sdk/wire"
)

func TestRaw(t *testing.T) {
	for _, tt := range []struct{ body, member, want string }{
		{`{ "status": "FAIL",` + "\n\t" + `"n": [1, 2] }`, "", `{"status":"FAIL","n":[1,2]}`},
		{`{"count":1,"backup": {"id": "b 1"} }`, "backup", `{"id":"b 1"}`},
		{"\xef\xbb\xbf" + `{"backup":{}}`, "backup", `{}`},
		{`{"checkpointItem":{"id":"i"}}`, "checkpoint_item", `{"id":"i"}`},
		{`{"backup":{"id":"a"},"Backup":{"id":"b"},"backup":null}`, "backup", `{"id":"b"}`},
		{"{\"why\":\"a\tb\xff\"}", "", "{\"why\":\"a b\ufffd\"}"},
		{`{"backup":[{"id":"a"}]}`, "backup", ``},
		{`{"other":{"backup":{"id":"a"}}}`, "backup", ``},
		{`[{"backup":{}}]`, "backup", ``},
		{`{"backup":{"id":"a"},`, "backup", ``},
		{`{"backup":{"id":"a"`, "backup", ``},
		{`{"id":"a"`, "", ``},
		{`"text"`, "", ``},
		{``, "", ``},
		{``, "backup", ``},
		{`<html>`, "", ``},
	} {
		body := []byte(tt.body)
		got := wire.Raw(body, tt.member)
		if string(got) != tt.want || (got == nil) != (tt.want == "") {
			t.Errorf("the member %q of %s: got %s, want %s", tt.member, tt.body, got, tt.want)
		}
		for i := range body {
			body[i] = 'x' // as a buffer that is used again
		}
		if string(got) != tt.want {
			t.Errorf("the member %q of %s: got a piece of the body, want a copy", tt.member, tt.body)
		}
	}
}

// What can be read can be kept, and is JSON that reads as the body does.
func FuzzRaw(f *testing.F) {
	f.Add([]byte(`{"id":"a","backup":{"id":"b"}}`))
	f.Add([]byte("\xef\xbb\xbf{\"ID\":\"\xff\\ud800\t\",\"Back-Up\":{\"id\":1},\"backup\":null}"))
	f.Add([]byte(`{"backup":{"id":"b"`))
	f.Fuzz(func(t *testing.T, body []byte) {
		type inner struct {
			ID string `json:"id"`
		}
		var out struct {
			inner
			Backup *inner `json:"backup"`
		}
		err := wire.Unmarshal(body, &out)
		whole, part := wire.Raw(body, ""), wire.Raw(body, "backup")
		for _, raw := range []json.RawMessage{whole, part} {
			if raw != nil && (!json.Valid(raw) || !utf8.Valid(raw)) {
				t.Fatalf("%q is no JSON", raw)
			}
		}
		if err != nil {
			return
		}
		var again inner
		if err := wire.Unmarshal(whole, &again); err != nil || again.ID != out.ID {
			t.Errorf("the body: got the ID %q, %v, want %q", again.ID, err, out.ID)
		}
		if out.Backup != nil && part == nil {
			t.Error("the member was read and not found")
		}
	})
}
