package wire_test

import (
	"cmp"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/wire"
)

type job struct {
	ID       string            `json:"id"`
	Size     int64             `json:"size"`
	Ratio    float64           `json:"ratio"`
	At       wire.Time         `json:"at"`
	Tags     []string          `json:"tags"`
	Fail     map[string]any    `json:"fail"`
	Parts    wire.List[part]   `json:"parts"`
	Volumes  wire.List[string] `json:"volumes"`
	Explicit bool              `json:"explicit"`
}

type part struct {
	ID   string `json:"id"`
	Size int    `json:"size"`
}

type jobs struct {
	Count int            `json:"count"`
	Jobs  wire.List[job] `json:"jobs"`
}

func ids(l wire.List[job]) string {
	var b []string
	for _, j := range l.Rows {
		b = append(b, cmp.Or(j.ID, "-"))
	}
	return strings.Join(b, " ")
}

// listForm is a form in which a list may come.
type listForm struct {
	name, body, want string
	dropped          []string
}

// anObject is why there are no rows.
var anObject = []string{"an object in place of a list"}

// listForms are those in which services write lists, and what is read of each.
var listForms = []listForm{
	{"array", `{"jobs":[{"id":"a"},{"id":"b"}]}`, "a b", nil},
	{"empty array", `{"jobs":[]}`, "", nil},
	{"null", `{"jobs":null}`, "", nil},
	{"missing", `{"count":0}`, "", nil},
	{"empty object", `{"jobs":{}}`, "", nil},
	{"single row", `{"jobs":{"id":"a","size":1}}`, "a", nil},
	{"single row of one member", `{"jobs":{"id":"a"}}`, "a", nil},
	{"single row that begins with a list", `{"jobs":{"tags":["x"],"id":"a"}}`, "a", nil},
	{"single row that begins with null", `{"jobs": {"tags":null , "id":"a"}}`, "a", nil},
	{"wrapper", `{"jobs":{"FullBackupFile":[{"id":"a"},{"id":"b"}]}}`, "a b", nil},
	{"wrapper of null", `{"jobs":{"FullBackupFile":null}}`, "", nil},
	{"wrapper of nothing", `{"jobs":{"FullBackupFile":[]}}`, "", nil},
	{"wrapper, leniently", `{"count":"2","jobs" : { "FullBackupFile" : [ {"id":1}, {"id":2} ] } }`, "1 2", nil},
	{"wrapper of null, leniently", `{"count":"0","jobs":{"FullBackupFile":null}}`, "", nil},
	{"wrapper of a single row", `{"jobs":{"FullBackupFile":{"id":"a","size":1}}}`, "a", nil},
	{"wrapper of a single row of one member", `{"jobs" : { "FullBackupFile" : { "id" : "a" } } }`, "a", nil},
	{"wrapper of a single row, leniently", `{"count":"1","jobs":{"FullBackupFile":{"id":1,"size":"2"}}}`, "1", nil},
	{"wrapper of a bad single row", `{"jobs":{"Job":{"id":"x","size":"canary"}}}`, "", []string{"row 0 has text that is no number in the member size"}},
	{"wrapper of an empty row", `{"jobs":{"FullBackupFile":{}}}`, "-", nil},
	{"wrapper of an unknown row", `{"jobs":{"FullBackupFile":{"canary":1}}}`, "", anObject},
	{"wrapper of a text", `{"jobs":{"FullBackupFile":"canary"}}`, "", []string{"text in place of a list"}},
	{"wrapper of a number", `{"jobs" : {"FullBackupFile" : 7 } }`, "", []string{"a number in place of a list"}},
	{"wrapper of a boolean, leniently", `{"count":"2","jobs":{"FullBackupFile":false}}`, "", []string{"a boolean in place of a list"}},
	{"wrapper of an empty text", `{"jobs" : { "FullBackupFile" : "" } }`, "", nil},
	{"wrapper of an empty text, leniently", `{"count":"2","jobs":{"FullBackupFile":""}}`, "", nil},
	{"wrapper of a text with a member more", `{"jobs":{"FullBackupFile":"","Total":0}}`, "", anObject},
	{"object of no row", `{"jobs":{"canary":1,"more":[]}}`, "", anObject},
	{"wrapper in a wrapper, of a list", `{"jobs":{"Files":{"FullBackupFile":[{"id":"canary"}]}}}`, "", anObject},
	{"wrapper in a wrapper, of a row", `{"jobs":{"Files":{"FullBackupFile":{"id":"canary"}}}}`, "", anObject},
	{"wrapper with a member more", `{"jobs":{"FullBackupFile":{"id":"canary"},"Total":1}}`, "", anObject},
	{"wrapper of a list with a member more", `{"jobs":{"Total":1,"FullBackupFile":[{"id":"canary"}]}}`, "", anObject},
	{"wrapper twice", `{"jobs":{"FullBackupFile":{"id":"canary"},"FullBackupFile":{"id":"b"}}}`, "", anObject},
	{"single row of one member that is an object", `{"jobs":{"fail":{"id":"b"}}}`, "-", nil},
	{"the same in another spelling", `{"jobs":{"F-ai_L":{"id":"b"}}}`, "-", nil},
	{"the same with escapes", `{"jobs":{"f\u0061il":{"id":"b"}}}`, "-", nil},
	{"single row of one member that is null", `{"jobs":{"id":null}}`, "-", nil},
	{"single row of one member that is null, leniently", `{"count":"1","jobs":{"ID":null}}`, "-", nil},
	{"rows without a member", `{"jobs":[{"id":"a"},{},{"id":"b"}]}`, "a - b", nil},
	{"rows of known members without a value", `{"jobs":[{"new":1,"id":null},{"size":0},{"parts":[]},{"at":"never"}]}`, "- - - -", nil},
	{
		"rows without a known member", `{"jobs":[{"id":"a"},{"canary":1},{"new":{"id":"canary"}},{"id":"b"}]}`, "a b",
		[]string{"row 1 has no member that is known", "row 2 has no member that is known"},
	},
	{
		"rows without a known member, leniently", `{"count":"2","jobs":[{"canary":1},{"id":2,"new":1}]}`, "2",
		[]string{"row 0 has no member that is known"},
	},
	{"null row", `{"jobs":[{"id":"a"},null,{"id":"b"}]}`, "a b", []string{"row 1 is null, not an object"}},
	{
		"rows that are no objects", `{"jobs":["canary",1,true,[{"id":"x"}],{"id":"b"}]}`, "b",
		[]string{"row 0 is text", "row 1 is a number", "row 2 is a boolean", "row 3 is a list, not an object"},
	},
	{"empty text", `{"jobs" : "" ,"count":0}`, "", nil},
	{"empty text, leniently", `{"jobs":"","count":"0"}`, "", nil},
	{"text in place of the list", `{"jobs":"canary"}`, "", []string{"text in place of a list"}},
	{"blank in place of the list", `{"jobs":" "}`, "", []string{"text in place of a list"}},
	{"number in place of the list, leniently", `{"jobs":1,"count":"0"}`, "", []string{"a number in place of a list"}},
	{"boolean in place of the list", `{"jobs":false}`, "", []string{"a boolean in place of a list"}},
	{"row of a known member that is empty", `{"jobs":{"id":""}}`, "-", nil},
	{"number form", `{"jobs":[{"id":"a","size":"7"},{"id":"b","size":8}]}`, "a b", nil},
	{
		"bad row among good ones",
		`{"jobs":[{"id":"a"},{"id":"x","size":"canary"},{"id":"b"}]}`, "a b",
		[]string{"row 1 has text that is no number in the member size"},
	},
	{
		"bad row first and last",
		`{"jobs":[{"size":1e30,"id":"x"},{"id":"a"},{"ratio":"NaN"}]}`, "a",
		[]string{"row 0 has a number out of range in the member size", "row 2 has text that is no number in the member ratio"},
	},
	{
		"bad deep inside",
		`{"jobs":[{"fail":{"a":{"b":[1,2]}},"tags":["x",{"canary":[1]},"y"],"id":"s"},{"id":"x","tags":{"canary":"x"},"size":4},{"fail":[["canary"],{}],"id":"z"},{"id":"b"}]}`, "s b",
		[]string{"row 1 has an object that does not fit in the member tags", "row 2 has a list that does not fit in the member fail"},
	},
	{"bad single row", `{"jobs":{"id":"x","size":"canary"}}`, "", []string{"row 0 has text that is no number in the member size"}},
	{
		"bad row in a wrapper", `{"jobs":{"Job":[{"id":"a"},{"id":"x","explicit":"canary"}]}}`, "a",
		[]string{"row 1 has a value that is neither true nor false in the member explicit"},
	},
	{"second list counts", `{"jobs":[{"id":"a"}],"jobs":[{"id":"b"}]}`, "b", nil},
}

func TestListForms(t *testing.T) {
	for _, tt := range listForms {
		for _, raw := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, raw %v", tt.name, raw), func(t *testing.T) {
				out := jobs{Jobs: wire.List[job]{KeepRaw: raw}}
				if err := wire.Unmarshal([]byte(tt.body), &out); err != nil {
					t.Fatalf("%s: %v", tt.body, err)
				}
				if got := ids(out.Jobs); got != tt.want {
					t.Errorf("%s: got rows %q, want %q", tt.body, got, tt.want)
				}
				if raw && len(out.Jobs.Raw) != len(out.Jobs.Rows) || !raw && out.Jobs.Raw != nil {
					t.Errorf("%s: got %d raw rows for %d rows", tt.body, len(out.Jobs.Raw), len(out.Jobs.Rows))
				}
				for i, row := range out.Jobs.Raw {
					if !strings.Contains(string(row), out.Jobs.Rows[i].ID) {
						t.Errorf("%s: raw row %d is %s, which is not that of %q", tt.body, i, row, out.Jobs.Rows[i].ID)
					}
				}
				if len(out.Jobs.Dropped) != len(tt.dropped) {
					t.Fatalf("%s: got dropped %v, want %v", tt.body, out.Jobs.Dropped, tt.dropped)
				}
				for i, err := range out.Jobs.Dropped {
					if !strings.HasPrefix(err.Error(), tt.dropped[i]) || strings.Contains(fmt.Sprintf("%+v %#v", err, err), "canary") {
						t.Errorf("%s: got dropped %q, want %q", tt.body, err, tt.dropped[i])
					}
				}
			})
		}
	}
}

// Lists inside of rows have a count of their own.
func TestListNested(t *testing.T) {
	body := `{"jobs":[
		{"id":"a","parts":[{"id":"p","size":"x"},{"id":"q"}],"volumes":["v","w"]},
		{"id":"b","parts":{"id":"r"},"volumes":"v"},
		{"id":"c","parts":{"part":[{"id":"s"},null]},"volumes":[1,null]},
		{"id":"d","parts":{"part":{"id":"t"}},"volumes":{}},
		{"id":"e","parts":{"part":{"part":{"id":"u"}}}},
		{"id":"f","parts":"","volumes":""},
		{"id":"g","parts":"canary"}]}`
	var out jobs
	if err := wire.Unmarshal([]byte(body), &out); err != nil {
		t.Fatal(err)
	}
	if ids(out.Jobs) != "a b c d e f g" || len(out.Jobs.Dropped) != 0 {
		t.Fatalf("got %q, dropped %v", ids(out.Jobs), out.Jobs.Dropped)
	}
	var got []string
	for _, j := range out.Jobs.Rows {
		var names []string
		for _, p := range j.Parts.Rows {
			names = append(names, p.ID)
		}
		got = append(got, fmt.Sprintf("%v %v %q", names, j.Parts.Dropped, j.Volumes.Rows))
	}
	want := []string{
		`[q] [row 0 has text that is no number in the member size] ["v" "w"]`,
		`[r] [] ["v"]`,
		`[s] [row 1 is null, not an object] ["1" ""]`,
		`[t] [] []`,
		`[] [an object in place of a list] []`,
		`[] [] []`,
		`[] [text in place of a list] []`,
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d: got %s, want %s", i, got[i], want[i])
		}
	}
}

// What is no list is told of the members that are asked about, and of no other.
func TestCheckLists(t *testing.T) {
	type answer struct {
		jobs
		Plain  wire.List[part]
		Texts  wire.List[string] `json:"texts"`
		Number int               `json:"number"`
	}
	all := []string{"count", "jobs", "Plain", "texts", "number", "none"}
	for _, tt := range []struct {
		body, want string
		names      []string
	}{
		{`{"jobs":"canary"}`, "text in place of the list jobs", all},
		{`{"JOBS":7}`, "a number in place of the list jobs", all},
		{`{"jobs":[],"plain":true}`, "a boolean in place of the list Plain", all},
		{`{"Plain":{"canary":1,"more":2}}`, "an object in place of the list Plain", all},
		{`{"Plain":{"Part":"canary"}}`, "text in place of the list Plain", all},
		{`{"Plain":"canary"}`, "", []string{"jobs", "plain"}},
		{`{"jobs":"","Plain":null,"texts":"canary","number":"7"}`, "", all},
		{`{"jobs":["canary"],"Plain":[{"canary":1}],"texts":[{}]}`, "", all},
		{`{"jobs":[{"id":"a","parts":"canary"}]}`, "", append(all, "parts")},
		{`{"jobs":"canary"}`, "", nil},
	} {
		var out answer
		if err := wire.Unmarshal([]byte(tt.body), &out); err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := wire.CheckLists(&out, tt.names...); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.body, got, tt.want)
		}
	}
}

func TestListOfOtherRows(t *testing.T) {
	var out struct {
		Times    wire.List[wire.Time] `json:"times"`
		Pointers wire.List[*part]     `json:"pointers"`
		Numbers  wire.List[int]       `json:"numbers"`
	}
	body := `{"times":["2019-01-21T12:56:35Z",null,5],"pointers":[{"id":"p"},null,3],"numbers":["1",2,"x",{}]}`
	if err := wire.Unmarshal([]byte(body), &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Times.Rows) != 3 || out.Times.Rows[0].Year() != 2019 {
		t.Errorf("got times %v", out.Times)
	}
	if len(out.Pointers.Rows) != 1 || out.Pointers.Rows[0].ID != "p" || len(out.Pointers.Dropped) != 2 {
		t.Errorf("got pointers %v", out.Pointers)
	}
	if fmt.Sprint(out.Numbers.Rows) != "[1 2]" || len(out.Numbers.Dropped) != 2 {
		t.Errorf("got numbers %v", out.Numbers)
	}
}

// Where nobody can say what members a row has, an object is a row as ever.
func TestListOfRowsOfAnyMembers(t *testing.T) {
	type embedding struct {
		part
		More string `json:"more"`
	}
	var out struct {
		Texts     wire.List[string]         `json:"texts"`
		Maps      wire.List[map[string]any] `json:"maps"`
		Times     wire.List[wire.Time]      `json:"times"`
		Pointers  wire.List[*part]          `json:"pointers"`
		Embedding wire.List[embedding]      `json:"embedding"`
		Embedded  wire.List[embedding]      `json:"embedded"`
	}
	body := `{"texts":{"Text":{"a":1}},"maps":{"Map":{"a":1}},"times":[{"canary":1}],"pointers":{"Part":{"id":"p"}},
		"embedding":{"Row":{"id":"e","more":"m"}},"embedded":[{"ID":""},{"more":""},{"canary":1}]}`
	if err := wire.Unmarshal([]byte(body), &out); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%q", out.Texts.Rows) != `["{\"Text\":{\"a\":1}}"]` || fmt.Sprint(out.Maps.Rows) != "[map[Map:map[a:1]]]" {
		t.Errorf("got texts %q and maps %v, want the objects themselves", out.Texts.Rows, out.Maps.Rows)
	}
	if len(out.Times.Rows) != 1 || len(out.Times.Dropped) != 0 {
		t.Errorf("got times %v, want one that is not told", out.Times)
	}
	if len(out.Pointers.Rows) != 1 || out.Pointers.Rows[0].ID != "p" {
		t.Errorf("got pointers %v, want p out of its wrapper", out.Pointers)
	}
	if len(out.Embedding.Rows) != 1 || out.Embedding.Rows[0].ID != "e" || len(out.Embedded.Rows) != 2 || len(out.Embedded.Dropped) != 1 {
		t.Errorf("got %v and %v, want e out of its wrapper, and two rows of three", out.Embedding, out.Embedded)
	}
}

// Of a row that tells nothing only the first members are asked for: a row with so
// many that nobody knows is strange, whatever comes behind them, and a body of
// them costs no look-up for each.
func TestListLooksAtSoManyMembers(t *testing.T) {
	unknown := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"x%d":1,`, i)
		}
		return b.String()
	}
	for _, tt := range []struct{ unknown, rows int }{{0, 1}, {1, 1}, {63, 1}, {64, 0}, {10_000, 0}} {
		body := []byte(`{"jobs":[{` + unknown(tt.unknown) + `"id":null}]}`)
		var out jobs
		if err := wire.Unmarshal(body, &out); err != nil {
			t.Fatal(err)
		}
		if len(out.Jobs.Rows) != tt.rows || len(out.Jobs.Rows)+len(out.Jobs.Dropped) != 1 {
			t.Errorf("a known member after %d unknown: got %d rows, dropped %v; want %d rows", tt.unknown, len(out.Jobs.Rows), out.Jobs.Dropped, tt.rows)
		}
	}
	body := []byte(`{"jobs":[{` + unknown(10_000) + `"y":1}]}`)
	const most = 2000 // a tenth of what a look-up for each would take
	if got := testing.AllocsPerRun(3, func() { _ = wire.Unmarshal(body, new(jobs)) }); got > most {
		t.Errorf("a row of 10001 unknown members: got %v allocations, want no more than %d", got, most)
	}
}

// A row does not depend on what an earlier one was probed with.
func TestListProbesEachRowAnew(t *testing.T) {
	type inner struct {
		More *string `json:"more"`
	}
	type row struct {
		ID    string          `json:"id"`
		Parts wire.List[part] `json:"parts"`
		*inner
	}
	var out struct {
		Rows     wire.List[row]  `json:"rows"`
		Pointers wire.List[*job] `json:"pointers"`
	}
	body := `{"rows":[{"id":null},{"no":1},{"parts":null},{"no":1,"id":null},{"nor":{"id":1}}],
		"pointers":[{"id":null},{"no":1},{"parts":null},{"no":1,"id":""},{"nor":{"id":1}}]}`
	if err := wire.Unmarshal([]byte(body), &out); err != nil {
		t.Fatal(err)
	}
	const want = "[row 1 has no member that is known row 4 has no member that is known]"
	if got := fmt.Sprint(out.Rows.Dropped); len(out.Rows.Rows) != 3 || got != want {
		t.Errorf("got %d rows, dropped %s; want 3 and %s", len(out.Rows.Rows), got, want)
	}
	if got := fmt.Sprint(out.Pointers.Dropped); len(out.Pointers.Rows) != 3 || got != want {
		t.Errorf("got %d pointers, dropped %s; want 3 and %s", len(out.Pointers.Rows), got, want)
	}
}

// refuser is a row that refuses before it has read anything.
type refuser struct{}

func (*refuser) UnmarshalJSONFrom(*jsontext.Decoder) error { return errors.New("canary") }

func TestListOfRefusers(t *testing.T) {
	var out struct {
		Count int                `json:"count"`
		Rows  wire.List[refuser] `json:"rows"`
	}
	if err := wire.Unmarshal([]byte(`{"rows":[1,{"a":[2]}],"count":3}`), &out); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(out.Rows.Dropped) != "[row 0 has a value that does not fit in a member row 1 has a value that does not fit in a member]" || out.Count != 3 {
		t.Errorf("got %v, count %d", out.Rows.Dropped, out.Count)
	}
}

// A kept row is a copy of its own: compact, valid, and untouched by what
// happens to the body afterwards.
func TestListRaw(t *testing.T) {
	body := []byte("{\"jobs\":[ { \"id\" : \"a\", \"new\": [ 1, 2.50 ], \"size\": \"7\" },\n{\"id\":\"b \\\" \\u0020\xff\"} ]}")
	out := jobs{Jobs: wire.List[job]{KeepRaw: true}}
	if err := wire.Unmarshal(body, &out); err != nil {
		t.Fatal(err)
	}
	clear(body)
	want := []string{`{"id":"a","new":[1,2.50],"size":"7"}`, `{"id":"b \" \u0020` + "\ufffd" + `"}`}
	for i, w := range want {
		if got := string(out.Jobs.Raw[i]); got != w || cap(out.Jobs.Raw[i]) > len(w)+32 {
			t.Errorf("raw row %d: got %s with room for %d, want %s", i, got, cap(out.Jobs.Raw[i]), w)
		}
	}
	if got := ids(out.Jobs); got != `a b "  `+"\ufffd" {
		t.Errorf("got %q", got)
	}
}

// Where nothing fits any more, the answer is refused instead of forgotten.
func TestListDropsNotAll(t *testing.T) {
	for name, row := range map[string]string{"null": "null", "bad": `{"size":"x"}`, "unknown": `{"new":1}`} {
		for rows, ok := range map[int]bool{1000: true, 1001: false} {
			body := `{"jobs":[` + strings.Repeat(row+",", rows) + `{"id":"a"}]}`
			var out jobs
			err := wire.Unmarshal([]byte(body), &out)
			if (err == nil) != ok || ok && (len(out.Jobs.Dropped) != 1000 || ids(out.Jobs) != "a") {
				t.Errorf("%d rows of %s: got %v, %d dropped", rows, name, err, len(out.Jobs.Dropped))
			}
			if !ok && !strings.Contains(err.Error(), "more than 1000 rows") {
				t.Errorf("%d rows of %s: got %v", rows, name, err)
			}
		}
	}
}
