package wire_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/sdk/wire"
)

// saved is what somebody keeps of answers.
type saved struct {
	Parts  wire.List[part]
	Texts  wire.List[string]
	Times  wire.List[wire.Time]
	Nested wire.List[job]
	At     wire.Time `json:"at,omitzero"`
	Bare   wire.Time
}

func TestEncodingJSONWritesListsAndTimes(t *testing.T) {
	at := wire.Time{Time: time.Date(2019, 1, 21, 12, 56, 35, 754e6, time.UTC)}
	for _, tt := range []struct {
		in   saved
		want string
	}{
		{saved{}, `{"Parts":[],"Texts":[],"Times":[],"Nested":[],"Bare":null}`},
		{
			saved{
				Parts: wire.List[part]{Rows: []part{{ID: "a", Size: 1}, {}}, KeepRaw: true, Raw: []json.RawMessage{[]byte("1")}, Dropped: []error{fmt.Errorf("x")}},
				Texts: wire.List[string]{Rows: []string{"v", ""}},
				Times: wire.List[wire.Time]{Rows: []wire.Time{at, {}}},
				At:    at, Bare: at,
			},
			`{"Parts":[{"id":"a","size":1},{"id":"","size":0}],"Texts":["v",""],"Times":["2019-01-21T12:56:35.754Z",null],"Nested":[],"at":"2019-01-21T12:56:35.754Z","Bare":"2019-01-21T12:56:35.754Z"}`,
		},
	} {
		got, err := json.Marshal(tt.in)
		if err != nil || string(got) != tt.want {
			t.Errorf("got %s, %v\nwant %s", got, err, tt.want)
		}
		var back saved
		if err := json.Unmarshal(got, &back); err != nil {
			t.Errorf("%s: %v", got, err)
		}
		again, _ := json.Marshal(back)
		if string(again) != tt.want {
			t.Errorf("read and written again: got %s\nwant %s", again, tt.want)
		}
	}
}

// encoding/json reads lists and times in every form in which [wire.Unmarshal] does.
func TestEncodingJSONReadsEveryForm(t *testing.T) {
	for _, body := range []string{
		`{"Parts":[{"id":"a","size":1}],"Texts":["v"],"Times":["2019-01-21 12:56:35"],"Bare":1548075395754}`,
		`{"Parts":{"Part":[{"id":1,"size":"2"},null,{"id":"b","size":"canary"}]},"Texts":"v","Times":null,"at":"yesterday","Bare":""}`,
		`{"Parts":{"id":"a"},"Texts":{},"Times":"2019-01-21","at":null}`,
		`{"Parts":"","Texts":"","Times":"","Nested":{"Job":""}}`,
		`{"Parts":"canary","Texts":[1,true,{"a":1}],"Times":[1,"x",{}]}`,
		`{"Nested":[{"id":7,"parts":{"Part":{"id":"p"}},"volumes":"v","fail":{"a":1},"tags":["x"]}]}`,
	} {
		var want, got saved
		if err := wire.Unmarshal([]byte(body), &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if fmt.Sprint(got.Parts.Dropped) != fmt.Sprint(want.Parts.Dropped) {
			t.Errorf("%s: dropped %v, want %v", body, got.Parts.Dropped, want.Parts.Dropped)
		}
		got.Parts.Dropped, want.Parts.Dropped = nil, nil
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got\n%+v, want\n%+v", body, got, want)
		}
	}
}

func TestEncodingJSONNamesNoPieceOfAValue(t *testing.T) {
	var out struct{ Parts wire.List[part] }
	body := `{"Parts":[` + strings.Repeat(`"canary",`, 1001) + `{}]}`
	if err := json.Unmarshal([]byte(body), &out); err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("got %v, want an error without a piece of the body", err)
	}
	if err := wire.UnmarshalValue([]byte(`["canary`), &out.Parts); !wire.Truncated(err) {
		t.Errorf("got %v, want it to be cut", err)
	}
}

// Whatever encoding/json reads is written in one form, which is read as the same
// again, by both packages.
func FuzzEncodingJSON(f *testing.F) {
	for _, body := range []string{
		`{"Parts":[{"id":"a","size":1}],"Texts":["v"],"Times":["2019-01-21 12:56:35",5,null],"at":1548075395754,"Bare":""}`,
		`{"Parts":{"Part":[{"id":1,"size":"2"},null]},"Texts":"v","Nested":[{"parts":{"Part":{"id":"p"}},"fail":{"a":[1.50]},"tags":[]}]}`,
		`{"Parts":"canary","Texts":{"a":"\u0000<"},"Times":{},"Nested":[[]]}`,
	} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var first, second, third saved
		if json.Unmarshal(body, &first) != nil {
			return
		}
		text, err := json.Marshal(first)
		if err != nil {
			t.Fatalf("%q is read and cannot be written: %v", body, err)
		}
		if err := json.Unmarshal(text, &second); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if err := wire.Unmarshal(text, &third); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for _, again := range []saved{second, third} {
			if got, _ := json.Marshal(again); string(got) != string(text) {
				t.Errorf("got %s\nwant %s", got, text)
			}
		}
	})
}
