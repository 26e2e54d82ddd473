package faults_test

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// oddBody is an answer that is unusual and still what was asked for.
type oddBody struct {
	name string
	only string               // services or clouds, all if empty
	body func(service) string // empty where the service has no such member
	good func(listedRows) bool
}

// withMember is an answer with a row whose member, if there is one, has a value.
func withMember(name func(service) string, value string) func(service) string {
	return func(s service) string {
		if name(s) == "" {
			return ""
		}
		return s.answer(s.row("a1", within(name(s), value)))
	}
}

func withTime(value string) func(service) string {
	return withMember(func(s service) string { return s.when }, value)
}

func withText(value string) func(service) string {
	return withMember(func(s service) string { return s.text }, value)
}

func withState(value string) func(service) string {
	return withMember(func(s service) string { return s.state }, value)
}

func withNumber(value string) func(service) string {
	return withMember(func(s service) string { return s.number }, value)
}

func withFlag(value string) func(service) string {
	return withMember(func(s service) string { return s.flag }, value)
}

func withList(value string) func(service) string {
	return func(s service) string { return s.with(value) }
}

func isAt(want time.Time) func(listedRows) bool {
	return func(l listedRows) bool {
		return len(l.times) == 1 && l.times[0].Equal(want) && (want.IsZero() || l.times[0].Location() == time.UTC)
	}
}

func isText(want string) func(listedRows) bool {
	return func(l listedRows) bool { return slices.Equal(l.texts, []string{want}) }
}

func isNumber(want int64) func(listedRows) bool {
	return func(l listedRows) bool { return slices.Equal(l.numbers, []int64{want}) }
}

func isFlag(want bool) func(listedRows) bool {
	return func(l listedRows) bool { return slices.Equal(l.flags, []bool{want}) }
}

func hasIDs(dropped int, want ...string) func(listedRows) bool {
	return func(l listedRows) bool { return l.dropped == dropped && slices.Equal(l.ids, want) }
}

// one is the row of a good answer.
var one = hasIDs(0, "a1")

// oddTime is the time that all forms of it mean.
var oddTime = time.Date(2019, 1, 21, 12, 56, 35, 0, time.UTC)

// oddBodies are answers that are unusual and still what was asked for.
var oddBodies = []oddBody{
	{"a time in ISO 8601", "", withTime(`"2019-01-21T12:56:35Z"`), isAt(oddTime)},
	{"a time with a fraction", "", withTime(`"2019-01-21T12:56:35.754000Z"`), isAt(oddTime.Add(754 * time.Millisecond))},
	{"a time with an offset", "", withTime(`"2019-01-21T20:56:35+08:00"`), isAt(oddTime)},
	{"a time without a zone", "", withTime(`"2019-01-21T12:56:35"`), isAt(oddTime)},
	{"a time with a blank", "", withTime(`"2019-01-21 12:56:35"`), isAt(oddTime)},
	{"a time without seconds", "", withTime(`"2019-01-21T12:56Z"`), isAt(oddTime.Truncate(time.Minute))},
	{"a time in seconds", "", withTime(`1548075395`), isAt(oddTime)},
	{"a time in milliseconds", "", withTime(`1548075395000`), isAt(oddTime)},
	{"a time in milliseconds as text", "", withTime(`"1548075395000"`), isAt(oddTime)},
	{"a time as 1.5e12", "", withTime(`1.548075395e12`), isAt(oddTime)},
	{"no time", "", withTime(`null`), isAt(time.Time{})},
	{"an empty time", "", withTime(`""`), isAt(time.Time{})},
	{"a time that is none", "", withTime(`"yesterday"`), isAt(time.Time{})},
	{"a time that is an object", "", withTime(`{"seconds":1}`), isAt(time.Time{})},
	{"text", "", withText(`"x"`), isText("x")},
	{"text that is a number", "", withText(`17`), isText("17")},
	{"text that is a boolean", "", withText(`true`), isText("true")},
	{"text that is null", "", withText(`null`), isText("")},
	{"text that is an object", "", withText(`{"a":1}`), isText(`{"a":1}`)},
	{"text with escapes", "", withText(`"\u00fc\ud83d\ude00\/"`), isText("ü😀/")},
	{"half of a surrogate pair", "", withText(`"a\ud83db"`), isText("a\ufffdb")},
	{"invalid UTF-8", "", withText("\"a\xff\xfeb\""), isText("a\ufffd\ufffdb")},
	{"raw control characters", "", withText("\"a\tb\nc\""), isText("a b c")},
	{"a number", "", withNumber(`7`), isNumber(7)},
	{"a number as text", "", withNumber(`"7"`), isNumber(7)},
	{"a number with a fraction", "", withNumber(`7.0`), isNumber(7)},
	{"a number with an exponent", "", withNumber(`7e0`), isNumber(7)},
	{"a number that is null", "", withNumber(`null`), isNumber(0)},
	{"a number that is an empty text", "", withNumber(`""`), isNumber(0)},
	{"a flag", "", withFlag(`true`), isFlag(true)},
	{"a flag as text", "", withFlag(`"true"`), isFlag(true)},
	{"a flag as a number", "", withFlag(`1`), isFlag(true)},
	{"a flag that is null", "", withFlag(`null`), isFlag(false)},
	{"an unknown state", "", withState(`"EXOTIC"`), func(l listedRows) bool { return slices.Equal(l.states, []string{"EXOTIC"}) }},
	{"unknown members", "", func(s service) string {
		return strings.Replace(s.answer(s.row("a1", `"never_seen":{"a":[1,{"b":null}]}`)), "{", `{"new":[{}],`, 1)
	}, one},
	{"a name twice", "", func(s service) string { return s.answer(s.row("first", quote(s.id, `"a1"`))) }, one},
	{"names in another case", "alibaba", func(s service) string {
		return strings.NewReplacer(s.id, strings.ToLower(s.id), "Items", "items", "Flows", "flows").Replace(s.answer(s.row("a1")))
	}, one},
	{"a byte order mark", "", func(s service) string { return "\xef\xbb\xbf" + s.fine().body }, one},
	{"blanks around it", "", func(s service) string { return "\r\n " + s.fine().body + "\n\n" }, one},
	{"an empty list", "", withList(`[]`), hasIDs(0)},
	{"a list that is null", "", withList(`null`), hasIDs(0)},
	{"a list that is an empty object", "", withList(`{}`), hasIDs(0)},
	{"a list that is an empty text", "", withList(`""`), hasIDs(0)},
	{"an empty text within the list's object", "", withList(`{"row":""}`), hasIDs(0)},
	{"a single row for a list", "", func(s service) string { return s.with(s.row("a1", quote(s.state, `"x"`))) }, one},
	{"a list within the list's object", "", func(s service) string { return s.with(`{"row":[` + s.row("a1") + `]}`) }, one},
	{"a single row within the list's object", "", func(s service) string { return s.with(`{"row":` + s.row("a1") + `}`) }, one},
	{"rows of members that nobody knows", "", func(s service) string { return s.answer(`{"x":1}`, s.row("a1"), `{"x":{}}`) }, hasIDs(2, "a1")},
	{"bad rows among good ones", "", func(s service) string {
		return s.answer(s.row("a1"), "7", s.row("a2"), "null", `"x"`, "[1]", s.row("a3"))
	},
		hasIDs(4, "a1", "a2", "a3")},
	{"a number that fits nothing in one of three rows", "", func(s service) string {
		if s.number == "" || strings.Contains(s.number, " ") { // which is not the row's own
			return ""
		}
		return s.answer(s.row("a1"), s.row("a2", within(s.number, `1e400`)), s.row("a3"))
	}, hasIDs(1, "a1", "a3")},
	{"Success beside a filled ErrCode", "dbs", func(s service) string {
		return strings.Replace(s.fine().body, `"Success":true`, `"Success":true,"ErrCode":"Param.NotFound","ErrMessage":"The specified parameter %s value is not valid."`, 1)
	}, one},
	{`Success is "true"`, "dbs", func(s service) string { return strings.Replace(s.fine().body, `:true`, `:"true"`, 1) }, one},
	{"without Success", "dbs", func(s service) string { return strings.Replace(s.fine().body, `"Success":true,`, "", 1) }, one},
	{"error_code is empty", "huawei", func(s service) string {
		return strings.Replace(s.fine().body, "{", `{"error_code":"","error":null,"code":0,`, 1)
	}, one},
}

func TestOddBodies(t *testing.T) {
	for _, row := range oddBodies {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, row.only, func(t *testing.T, s service) {
				body := row.body(s)
				if body == "" {
					t.Skip("the service has no such member in its rows")
				}
				w := openWatched(t, s, script(said{status: 200, body: body}))
				out, err := w.list(t.Context())
				if err != nil || !row.good(out) {
					t.Errorf("of %s\ngot %+v and %v", body, out, err)
				}
				if w.base.requests() != 1 {
					t.Errorf("%d requests, want 1", w.base.requests())
				}
			})
		})
	}
}
