package sdk_test

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

var (
	recovery = sdk.Source{Name: "sdrs://eu-de", Service: "sdrs", Region: "eu-de", Project: "p1", States: []sdk.State{sdk.Failed}}
	night    = time.Date(2026, 1, 30, 22, 0, 0, 123, time.UTC)
)

func TestCursorBinds(t *testing.T) {
	query := sdk.Query{States: []sdk.State{sdk.Failed, sdk.Running}, Since: night, Until: night.Add(time.Hour), Resource: "disk"}
	other := func(change func(*sdk.Query)) sdk.Query {
		q := query
		change(&q)
		return q
	}
	source := func(change func(*sdk.Source)) sdk.Source {
		s := recovery
		change(&s)
		return s
	}
	for _, c := range []struct {
		name   string
		query  sdk.Query
		source sdk.Source
		want   string // the position
		kind   errors.Kind
	}{
		{"the same", query, recovery, "place", ""},
		{"states in another order and twice", other(func(q *sdk.Query) { q.States = []sdk.State{sdk.Running, sdk.Failed, sdk.Running} }), recovery, "place", ""},
		{"another page size, limit and raw", other(func(q *sdk.Query) { q.PageSize, q.Limit, q.Raw, q.Parallel = 5, 6, true, 7 }), recovery, "place", ""},
		{"the window in another zone", other(func(q *sdk.Query) { q.Since = night.In(time.FixedZone("", 7200)) }), recovery, "place", ""},
		{"the source's states", query, source(func(s *sdk.Source) { s.States = nil }), "place", ""},
		{"other states", other(func(q *sdk.Query) { q.States = q.States[:1] }), recovery, "", errors.InvalidInput},
		{"any state", other(func(q *sdk.Query) { q.States = nil }), recovery, "", errors.InvalidInput},
		{"another resource", other(func(q *sdk.Query) { q.Resource = "" }), recovery, "", errors.InvalidInput},
		{"a later window", other(func(q *sdk.Query) { q.Since = night.Add(1) }), recovery, "", errors.InvalidInput},
		{"an open window", other(func(q *sdk.Query) { q.Until = time.Time{} }), recovery, "", errors.InvalidInput},
		{"another name", query, source(func(s *sdk.Source) { s.Name += "?server_group_id=1" }), "", ""},
		{"another service", query, source(func(s *sdk.Source) { s.Service = "vbs" }), "", ""},
		{"another region", query, source(func(s *sdk.Source) { s.Region = "eu-nl" }), "", ""},
		{"another project", query, source(func(s *sdk.Source) { s.Project = "p2" }), "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := c.query
			q.Resume = []sdk.Cursor{"garbage", query.CursorAt(source(func(s *sdk.Source) { s.Region = "cn" }), "elsewhere"), query.CursorAt(recovery, "place")}
			got, err := q.Position(c.source)
			if got != c.want || errors.KindOf(err) != c.kind {
				t.Errorf("Position = %q, %v; want %q and kind %q", got, err, c.want, c.kind)
			}
			if err != nil && !strings.Contains(err.Error(), "the cursor of sdrs://eu-de cannot be used: it is for ") {
				t.Errorf("the error %q does not say what the cursor is for", err)
			}
		})
	}
}

func TestCursorDescribe(t *testing.T) {
	q := sdk.Query{States: []sdk.State{sdk.Running, sdk.Failed}, Since: night, Resource: "disk"}
	got, err := q.CursorAt(recovery, "place").Describe()
	want := sdk.CursorInfo{
		Source: sdk.Source{Name: "sdrs://eu-de", Service: "sdrs", Region: "eu-de", Project: "p1"},
		States: []sdk.State{sdk.Failed, sdk.Running}, Resource: "disk", Since: night,
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	if c := q.CursorAt(recovery, ""); c != "" {
		t.Errorf("CursorAt without a position = %q, want none", c)
	}
	if a, b := q.CursorAt(recovery, "x"), q.CursorAt(recovery, "x"); a != b {
		t.Errorf("two cursors of one place differ: %q, %q", a, b)
	}
}

func TestBadCursors(t *testing.T) {
	good := sdk.Query{}.CursorAt(recovery, "place")
	for _, c := range []struct {
		name   string
		cursor sdk.Cursor
		want   string
	}{
		{"nothing", "", "not one of taskfault's"},
		{"words", "next page", "not one of taskfault's"},
		{"another version", "tf4" + good[3:], "another version"},
		{"the second version, without trouble", "tf2" + good[3:], "another version"},
		{"the first version, without a sum", "tf1.eyJzZXJ2aWNlIjoic2RycyIsIm5hbWUiOiJzZHJzOi8vZXUtZGUiLCJkb25lIjp0cnVlfQ", "another version"},
		{"cut off", good[:len(good)-5], "damaged"},
		{"not base64", "tf3.***", "damaged"},
		{"not JSON", sealed([]byte("hello")), "damaged"},
		{"two values", sealed([]byte(`{"service":"a","name":"b","at":"c"} {}`)), "damaged"},
		{"an unknown member", sealed([]byte(`{"service":"a","name":"b","at":"c","new":1}`)), "damaged"},
		{"neither place nor done", sealed([]byte(`{"service":"a","name":"b"}`)), "damaged"},
		{"place and done", sealed([]byte(`{"service":"a","name":"b","at":"c","done":true}`)), "damaged"},
		{"too long", sdk.Cursor("tf3." + strings.Repeat("A", 5<<20)), "too long"},
	} {
		info, err := c.cursor.Describe()
		if !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 200 {
			t.Errorf("%s: %+v, %.300v; want an error of kind invalid_input with %q in one line", c.name, info, err, c.want)
		}
	}
}

// sealed makes a cursor of what it holds.
func sealed(text []byte) sdk.Cursor {
	text = binary.BigEndian.AppendUint32(text, crc32.ChecksumIEEE(text))
	return sdk.Cursor("tf3." + base64.RawURLEncoding.EncodeToString(text))
}

// A cursor with one letter changed, some cut off or one too many is refused: it
// must not be taken for one of another place, window or source.
func TestDamagedCursors(t *testing.T) {
	q := sdk.Query{States: []sdk.State{sdk.Failed}, Since: night, Resource: "disk"}
	for _, good := range []sdk.Cursor{q.CursorAt(recovery, "place"), doneCursor(t)} {
		damaged := []sdk.Cursor{good + "A", good + "AAAA"}
		for i := range len(good) {
			damaged = append(damaged, good[:i])
			for _, letter := range "A9_.z" {
				if rune(good[i]) != letter {
					damaged = append(damaged, good[:i]+sdk.Cursor(letter)+good[i+1:])
				}
			}
		}
		for _, d := range damaged {
			if info, err := d.Describe(); !errors.Is(err, errors.InvalidInput) {
				t.Errorf("%q, which was %q, is of %+v, %v; want an error of kind invalid_input", d, good, info, err)
			}
		}
	}
}

// doneCursor is the cursor of a complete scan.
func doneCursor(t *testing.T) sdk.Cursor {
	t.Helper()
	scan := sdk.Failures(sdk.Query{}, newFake("a", 1))
	for _, err := range scan.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return scan.Receipts()[0].Cursor
}

func FuzzCursor(f *testing.F) {
	q := sdk.Query{States: []sdk.State{sdk.Failed}, Since: night}
	f.Add(string(q.CursorAt(recovery, "place")), "place")
	f.Add("tf3.e30", "")
	f.Fuzz(func(t *testing.T, cursor, position string) {
		if raw, err := base64.RawURLEncoding.DecodeString(strings.TrimPrefix(cursor, "tf3.")); err == nil && len(raw) > 0 && raw[len(raw)-1] == '}' {
			cursor = string(sealed(raw)) // what the fuzzer finds is text without its sum
		}
		info, err := sdk.Cursor(cursor).Describe()
		if err != nil && !errors.Is(err, errors.InvalidInput) {
			t.Errorf("Describe(%q) = %v, want kind invalid_input", cursor, err)
		}
		q := sdk.Query{States: info.States, Resource: info.Resource, Since: info.Since, Until: info.Until, Resume: []sdk.Cursor{sdk.Cursor(cursor)}}
		if _, err := q.Position(info.Source); err != nil && !errors.Is(err, errors.InvalidInput) {
			t.Errorf("Position from %q = %v, want kind invalid_input", cursor, err)
		}
		if position == "" || strings.ToValidUTF8(position, "") != position {
			return
		}
		q = sdk.Query{Resource: "x", Since: night}
		q.Resume = []sdk.Cursor{q.CursorAt(recovery, position)}
		if got, err := q.Position(recovery); err != nil || got != position {
			t.Errorf("Position = %q, %v; want %q back", got, err, position)
		}
	})
}

func TestQueryKeep(t *testing.T) {
	task := sdk.Task{ID: "t", State: sdk.Failed, StartedAt: night, Resource: sdk.Resource{ID: "id", Name: "name"}}
	timeless := task
	timeless.StartedAt = time.Time{}
	for _, c := range []struct {
		name  string
		query sdk.Query
		task  sdk.Task
		want  bool
	}{
		{"anything", sdk.Query{}, task, true},
		{"its state", sdk.Query{States: []sdk.State{sdk.Running, sdk.Failed}}, task, true},
		{"other states", sdk.Query{States: []sdk.State{sdk.Running, sdk.Unknown}}, task, false},
		{"since then", sdk.Query{Since: night}, task, true},
		{"since later", sdk.Query{Since: night.Add(1)}, task, false},
		{"until then", sdk.Query{Until: night}, task, true},
		{"until before", sdk.Query{Until: night.Add(-1)}, task, false},
		{"inside the window", sdk.Query{Since: night.Add(-1), Until: night.Add(1)}, task, true},
		{"a task without a time", sdk.Query{Since: night.Add(1), Until: night.Add(2)}, timeless, true},
		{"its resource's ID", sdk.Query{Resource: "id"}, task, true},
		{"its resource's name", sdk.Query{Resource: "name"}, task, true},
		{"another resource", sdk.Query{Resource: "na"}, task, false},
		{"all of these", sdk.Query{States: []sdk.State{sdk.Failed}, Since: night, Until: night, Resource: "id"}, task, true},
	} {
		if got := c.query.Keep(c.task); got != c.want {
			t.Errorf("%s: Keep(%+v) = %v, want %v", c.name, c.task, got, c.want)
		}
	}
	for _, s := range sdk.States() {
		if q := (sdk.Query{States: []sdk.State{s}}); !q.Wants(s) || !(sdk.Query{}).Wants(s) || q.Wants("other") {
			t.Errorf("Wants(%s) is wrong", s)
		}
	}
	if !slices.Contains(sdk.States(), sdk.Unknown) || sdk.Unknown.Ended() || sdk.Running.Ended() || sdk.Pending.Ended() ||
		!sdk.Failed.Ended() || !sdk.Succeeded.Ended() || !sdk.Canceled.Ended() || sdk.State("new").Ended() {
		t.Error("Ended is true of a state that may change, or false of one that does not")
	}
}
