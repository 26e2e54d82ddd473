package wire_test

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/sdk/wire"
)

// answer has a field of every plain kind.
type answer struct {
	Text    string         `json:"text"`
	Int     int            `json:"int"`
	Int32   int32          `json:"int32"`
	Int64   int64          `json:"int64"`
	Float   float64        `json:"float"`
	Bool    bool           `json:"bool"`
	Inner   inner          `json:"inner"`
	Pointer *string        `json:"pointer"`
	Words   map[string]any `json:"words"`
	Names   map[string]string
}

type inner struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
}

func TestUnmarshalStrings(t *testing.T) {
	for _, tt := range []struct{ value, want string }{
		{`"plain"`, "plain"},
		{`""`, ""},
		{`null`, ""},
		{`12`, "12"},
		{`9007199254740993`, "9007199254740993"},
		{`25.20`, "25.20"},
		{`-1e3`, "-1e3"},
		{`true`, "true"},
		{`false`, "false"},
		{`{}`, ""},
		{`{ }`, ""},
		{`[]`, ""},
		{`{"Code": 400, "Description": "a \" b"}`, `{"Code":400,"Description":"a \" b"}`},
		{`[ 1, "two\\", null ]`, `[1,"two\\",null]`},
		{"\"broken \xff utf-8\"", "broken \ufffd utf-8"},
		{"{\"broken\": \"\xff\"}", "{\"broken\":\"\ufffd\"}"},
		{`"\u001b[31mred"`, "\x1b[31mred"},
		{"\"a\tb\nc\\\"\x1b[0m\"", `a b c" [0m`},
		{`"\ud83d\ude00 \ud83d"`, "\U0001f600 \ufffd"},
	} {
		var got answer
		if err := wire.Unmarshal([]byte(`{"text": `+tt.value+`}`), &got); err != nil || got.Text != tt.want {
			t.Errorf("string from %s: got %q, %v, want %q", tt.value, got.Text, err, tt.want)
		}
	}
}

func TestUnmarshalIntegers(t *testing.T) {
	const bad = -99
	for _, tt := range []struct {
		value string
		want  int64
	}{
		{`5`, 5},
		{`"5"`, 5},
		{`" 5 "`, 5},
		{`"+5"`, 5},
		{`-7`, -7},
		{`25.9`, 25},
		{`-25.9`, -25},
		{`"25.9"`, 25},
		{`-0.5`, 0},
		{`".5"`, 0},
		{`1e3`, 1000},
		{`"1.5E3"`, 1500},
		{`9007199254740993.7`, 9007199254740993},
		{`9223372036854775807`, 9223372036854775807},
		{`"9223372036854775807"`, 9223372036854775807},
		{`""`, 0},
		{`"  "`, 0},
		{`null`, 0},
		{`true`, 1},
		{`false`, 0},
		{`9223372036854775808`, bad},
		{`1e19`, bad},
		{`-1e400`, bad},
		{`"NaN"`, bad},
		{`"Infinity"`, bad},
		{`"0x10"`, bad},
		{`"1_000"`, bad},
		{`"1.2.3"`, bad},
		{`"-"`, bad},
		{`"n/a"`, bad},
		{`"1 2"`, bad},
		{`{}`, bad},
		{`[]`, bad},
		{`[5]`, bad},
	} {
		var got answer
		err := wire.Unmarshal([]byte(`{"int64":`+tt.value+`}`), &got)
		if tt.want == bad {
			if err == nil {
				t.Errorf("int64 from %s: got %d, want an error", tt.value, got.Int64)
			}
			continue
		}
		if err != nil || got.Int64 != tt.want {
			t.Errorf("int64 from %s: got %d, %v, want %d", tt.value, got.Int64, err, tt.want)
		}
	}
}

func TestUnmarshalOtherNumbers(t *testing.T) {
	body := `{"int":"12","int32":"-3.2","int64":true,"float":"25.2","bool":"1"}`
	var got answer
	if err := wire.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	if got.Int != 12 || got.Int32 != -3 || got.Int64 != 1 || got.Float != 25.2 || !got.Bool {
		t.Errorf("%s: got %+v", body, got)
	}
	for _, tt := range []struct {
		value string
		want  float64
	}{{`1.5`, 1.5}, {`"1.5"`, 1.5}, {`""`, 0}, {`null`, 0}, {`true`, 1}, {`false`, 0}, {`"1e2"`, 100}, {`1e-400`, 0}} {
		var got answer
		if err := wire.Unmarshal([]byte(`{"float":`+tt.value+`}`), &got); err != nil || got.Float != tt.want {
			t.Errorf("float64 from %s: got %v, %v, want %v", tt.value, got.Float, err, tt.want)
		}
	}
	for _, bad := range []string{
		`{"int32":2147483648}`, `{"int32":"-2147483649"}`, `{"float":1e400}`, `{"float":"-1e400"}`, `{"float":"inf"}`,
		`{"float":"1e"}`, `{"float":{}}`, `{"int":"x"}`, `{"inner":5}`, `{"inner":[]}`, `{"words":"x"}`,
	} {
		var got answer
		if err := wire.Unmarshal([]byte(bad), &got); err == nil {
			t.Errorf("%s: got %+v, want an error", bad, got)
		}
	}
}

func TestUnmarshalBooleans(t *testing.T) {
	for value, want := range map[string]bool{
		`true`: true, `false`: false, `"true"`: true, `"false"`: false, `"True"`: true, `"1"`: true, `"0"`: false,
		`1`: true, `0`: false, `null`: false, `""`: false,
	} {
		got := answer{Bool: !want}
		if err := wire.Unmarshal([]byte(`{"bool":`+value+`}`), &got); err != nil || got.Bool != want {
			t.Errorf("bool from %s: got %v, %v, want %v", value, got.Bool, err, want)
		}
	}
	for _, bad := range []string{`"yes"`, `2`, `{}`, `[]`, `"maybe"`} {
		var got answer
		if err := wire.Unmarshal([]byte(`{"bool":`+bad+`}`), &got); err == nil {
			t.Errorf("bool from %s: got %v, want an error", bad, got.Bool)
		}
	}
}

func TestUnmarshalObject(t *testing.T) {
	one := "one"
	for _, tt := range []struct {
		name, body string
		want       answer
	}{
		{"empty object", `{}`, answer{}},
		{"byte order mark", "\xef\xbb\xbf {\"text\":\"a\"}\r\n", answer{Text: "a"}},
		{"unknown members", `{"new":{"deep":[1,{"a":null}]},"text":"a","newer":1}`, answer{Text: "a"}},
		{"duplicates", `{"text":"a","int":1,"text":"b","int":2}`, answer{Text: "b", Int: 2}},
		{"duplicates, leniently", `{"text":1,"int":"1","text":2,"int":"2"}`, answer{Text: "2", Int: 2}},
		{"case of names", `{"TEXT":"a","Int_64":3,"INNER":{"Name":"n"}}`, answer{Text: "a", Int64: 3, Inner: inner{Name: "n"}}},
		{"exact name wins", `{"text":"a"}`, answer{Text: "a"}},
		{"nested", `{"inner":{"name":5,"size":"6"}}`, answer{Inner: inner{Name: "5", Size: 6}}},
		{"null object", `{"inner":null,"pointer":null}`, answer{}},
		{"pointer", `{"pointer":"one"}`, answer{Pointer: &one}},
		{"map of text", `{"names":{"a":1,"b":null,"c":"d"}}`, answer{Names: map[string]string{"a": "1", "b": "", "c": "d"}}},
		{"anything", `{"int":"1","words":{"a":1,"b":["c",true]}}`, answer{Int: 1, Words: map[string]any{"a": 1.0, "b": []any{"c", true}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got answer
			if err := wire.Unmarshal([]byte(tt.body), &got); err != nil {
				t.Fatalf("%s: %v", tt.body, err)
			}
			if g, w := dump(t, got), dump(t, tt.want); g != w {
				t.Errorf("%s:\n got %s\nwant %s", tt.body, g, w)
			}
		})
	}
}

// What the strict reading had filled before it failed, or what a page before
// left behind, must not be seen in the result.
func TestUnmarshalReplaces(t *testing.T) {
	type out struct {
		answer
		When wire.Time         `json:"when"`
		Jobs wire.List[inner]  `json:"jobs"`
		More wire.List[string] `json:"more"`
	}
	got := out{
		answer: answer{Text: "old", Words: map[string]any{"old": 1}},
		When:   wire.Time{Time: wire.ParseTime("2020-01-01")},
		Jobs:   wire.List[inner]{KeepRaw: true, Rows: []inner{{Name: "old"}}},
		More:   wire.List[string]{Rows: []string{"old"}},
	}
	body := `{"inner":{"name":"a","size":1},"inner":{"size":"2"},"jobs":[{"name":"b"}],"names":{"x":"y"},"names":{"z":1}}`
	if err := wire.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if got.Text != "" || got.Words != nil || !got.When.IsZero() || len(got.More.Rows) != 0 {
		t.Errorf("%s: something of before is left: %+v", body, got)
	}
	if len(got.Jobs.Rows) != 1 || got.Jobs.Rows[0].Name != "b" || len(got.Jobs.Raw) != 1 || !got.Jobs.KeepRaw {
		t.Errorf("%s: got the list %+v, want its one row with its raw form", body, got.Jobs)
	}
	if got.Inner != (inner{Name: "a", Size: 2}) {
		t.Errorf("%s: got inner %+v, want the members of both objects of that name", body, got.Inner)
	}
}

func TestUnmarshalTarget(t *testing.T) {
	if err := wire.Unmarshal([]byte(`{}`), answer{}); err == nil {
		t.Error("into a value: got no error")
	}
	if err := wire.Unmarshal([]byte(`{}`), (*answer)(nil)); err == nil {
		t.Error("into a nil pointer: got no error")
	}
	m := map[string]string{"old": "x"}
	if err := wire.Unmarshal([]byte(`{"a":1}`), &m); err != nil || len(m) != 1 || m["a"] != "1" {
		t.Errorf("into a map: got %v, %v", m, err)
	}
}

func TestUnmarshalLeavesTheBody(t *testing.T) {
	body := "{\"text\":\"a\tb\",\"int\":\"1\",\"names\":{\"a\":{ \"b\" : 1 }}}"
	same := strings.Clone(body)
	b := []byte(body)
	var got answer
	if err := wire.Unmarshal(b, &got); err != nil || got.Text != "a b" {
		t.Fatalf("got %+v, %v", got, err)
	}
	if string(b) != same {
		t.Errorf("the body was changed to %s", b)
	}
}
