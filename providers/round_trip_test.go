package providers_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// nativeOutput is what a native operation gives.
type nativeOutput struct {
	service, operation string
	kind               reflect.Type
}

func (o nativeOutput) String() string { return o.service + " " + o.operation }

// nativeOutputs are those of all operations of all providers, which are the
// methods of their clients that take an input of their own.
func nativeOutputs(t *testing.T) []nativeOutput {
	t.Helper()
	var all []nativeOutput
	for _, service := range providers.Services() {
		n := len(all)
		methods := reflect.TypeOf(openClient(t, service, transport.Options{}))
		for i := range methods.NumMethod() {
			m := methods.Method(i)
			if m.Type.NumIn() == 3 && m.Type.NumOut() == 2 && m.Type.In(2).Name() == m.Name+"Input" {
				all = append(all, nativeOutput{service, m.Name, m.Type.Out(0).Elem()})
			}
		}
		if len(all) == n {
			t.Errorf("%s has no operation", service)
		}
	}
	return all
}

// sampler fills everything that a value has, each member with a value of its own,
// and lists with as many rows. A blank one fills nothing but lists.
type sampler struct {
	rows  int
	blank bool
	next  int
}

func (s *sampler) fill(v reflect.Value) {
	s.next++
	switch {
	case v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[wire.Time]():
		if !s.blank {
			s.plain(v)
		}
	case v.FieldByName("KeepRaw").IsValid():
		s.list(v.FieldByName("Rows"))
	default:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				s.fill(v.Field(i))
			}
		}
	}
}

// list fills the rows of a list. It ends somewhere: a job's sub-jobs have sub-jobs.
func (s *sampler) list(rows reflect.Value) {
	if s.rows == 0 || s.next > 300 {
		return
	}
	rows.Set(reflect.MakeSlice(rows.Type(), s.rows, s.rows))
	for i := range s.rows {
		s.fill(rows.Index(i))
	}
}

// plain fills what is neither a list nor a struct of others.
func (s *sampler) plain(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("text <%d>", s.next))
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(s.next))
	case reflect.Float64:
		v.SetFloat(float64(s.next) + 0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]string{fmt.Sprintf("other_%d", s.next): "more"}))
	case reflect.Struct:
		v.Set(reflect.ValueOf(wire.Time{Time: time.UnixMilli(1548075395754 + int64(s.next)).UTC()}))
	default:
		panic("a member of kind " + v.Kind().String())
	}
}

// savedBody is an answer as a service gives it. An odd one has plain members in
// other forms than the documents'.
type savedBody struct {
	text string
	odd  bool
}

// bodies are answers as the services give them, by operation: those of testdata
// and, where it has none, the least that the documents have.
func (o nativeOutput) bodies(t *testing.T) []savedBody {
	t.Helper()
	few := map[string]string{
		"csbs CountCheckpointItems": `{"count":7}`,
		"csbs ShowCheckpointItem":   `{"checkpoint_item":{"id":"i","created_at":"2017-04-18T01:21:52.701973","extend_info":{"fail_code":{},"progress":100,"volume_backups":[{"id":"v"}],"finished_at":null}}}`,
		"csbs ShowPolicy":           `{"policy":{"id":"p","created_at":"2017-04-18T01:21:52","scheduled_operations":[{"trigger":{"properties":{"start_time":"2017-04-18 01:21:52"}}}],"tags":{}}}`,
		"vbs ListBackups":           `{"backups":[{"id":"b","name":"n","links":[{"rel":"self","href":"h"}]}]}`,
		"vbs ShowBackup":            `{"backup":{"id":"b","size":10,"created_at":"2013-04-02T10:35:27.000000","backups_links":null}}`,
	}
	if body := few[o.String()]; body != "" {
		return []savedBody{{text: body}}
	}
	files, err := filepath.Glob(filepath.Join(o.service, "testdata", snake(o.operation), "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []savedBody
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, savedBody{string(b), filepath.Base(f) == "odd.json"})
	}
	if len(all) == 0 && o.kind.NumField() > 0 {
		t.Errorf("%s has no body in testdata", o)
	}
	return all
}

// snake is a name in small letters with _ between its words.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if 'A' <= r && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// rowsOnly takes off lists what is not their rows.
func rowsOnly(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.FieldByName("KeepRaw").IsValid() {
			for _, name := range []string{"Raw", "Dropped", "KeepRaw"} {
				v.FieldByName(name).SetZero()
			}
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				rowsOnly(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			rowsOnly(v.Index(i))
		}
	}
}

// again is what encoding/json makes of a native output that it wrote.
func again(t *testing.T, o nativeOutput, out any) any {
	t.Helper()
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatalf("%s: %v", o, err)
	}
	back := reflect.New(o.kind).Interface()
	if err := json.Unmarshal(text, back); err != nil {
		t.Errorf("%s: %v in %s", o, err, text)
	}
	byWire := reflect.New(o.kind).Interface()
	if err := wire.Unmarshal(text, byWire); err != nil || !reflect.DeepEqual(byWire, back) {
		t.Errorf("%s: wire reads %+v, %v\nwhere encoding/json reads %+v", o, byWire, err, back)
	}
	return back
}

// What a native operation gave can be kept as JSON, and read again: lists are
// arrays, absent times are absent, and no member is lost or changes its name.
func TestNativeOutputsRoundTrip(t *testing.T) {
	for _, o := range nativeOutputs(t) {
		for _, rows := range []int{0, 1, 2} {
			out := reflect.New(o.kind)
			filler := sampler{rows: rows}
			filler.fill(out.Elem())
			if back := again(t, o, out.Interface()); !reflect.DeepEqual(back, out.Interface()) {
				t.Errorf("%s: read\n%+v\nwant\n%+v", o, back, out)
			}

			blank := reflect.New(o.kind)
			filler = sampler{rows: rows, blank: true}
			filler.fill(blank.Elem())
			if back := again(t, o, blank.Interface()); !reflect.DeepEqual(back, blank.Interface()) {
				t.Errorf("%s: read\n%+v\nwant\n%+v", o, back, blank)
			}
			text, _ := json.Marshal(blank.Interface())
			for _, never := range []string{"0001", "null", "Rows", "KeepRaw"} {
				if strings.Contains(string(text), never) {
					t.Errorf("%s: blank it is %s, want nothing of %s: has every wire.Time the option omitzero?", o, text, never)
				}
			}
		}
	}
}

// A body of the service that somebody has saved is read by encoding/json as the
// operation reads it, and one with plain members in odd forms by package wire.
func TestSavedBodiesCanBeReadBack(t *testing.T) {
	for _, o := range nativeOutputs(t) {
		for _, body := range o.bodies(t) {
			want, got := reflect.New(o.kind), reflect.New(o.kind)
			if err := wire.Unmarshal([]byte(body.text), want.Interface()); err != nil {
				t.Fatalf("%s: %v in %s", o, err, body.text)
			}
			rowsOnly(want.Elem())
			if back := again(t, o, want.Interface()); !reflect.DeepEqual(back, want.Interface()) {
				t.Errorf("%s: read\n%+v\nwant\n%+v", o, back, want)
			}
			if body.odd { // encoding/json reads plain members strictly, wire does not
				continue
			}
			if err := json.Unmarshal([]byte(body.text), got.Interface()); err != nil {
				t.Errorf("%s: %v in %s", o, err, body.text)
			}
			rowsOnly(got.Elem())
			if !reflect.DeepEqual(got.Interface(), want.Interface()) {
				t.Errorf("%s: read\n%+v\nwant\n%+v\nof %s", o, got, want, body.text)
			}
		}
	}
}
