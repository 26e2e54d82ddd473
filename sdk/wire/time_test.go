package wire_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/sdk/wire"
)

var timeForms = []struct{ text, want string }{
	// as the documents print them
	{"2019-04-01T12:00:00.000Z", "2019-04-01T12:00:00Z"},
	{"2017-04-18T01:21:52.701973", "2017-04-18T01:21:52.701973Z"},
	{"2016-12-03T06:24:34.467", "2016-12-03T06:24:34.467Z"},
	{"2017-03-07 09:31:08", "2017-03-07T09:31:08Z"},
	{"2015-11-09T01:42:57.527363Z", "2015-11-09T01:42:57.527363Z"},
	{"2019-01-01T01:01:01.001Z", "2019-01-01T01:01:01.001Z"},
	{"2019-01-01T09:01:01.001+08:00", "2019-01-01T01:01:01.001Z"},
	{"1546300800", "2019-01-01T00:00:00Z"},
	{"1546300800123", "2019-01-01T00:00:00.123Z"},
	// other zones, separators and lengths
	{"2019-01-01T00:00:00-05:30", "2019-01-01T05:30:00Z"},
	{"2019-01-01T08:00:00+0800", "2019-01-01T00:00:00Z"},
	{"2019-01-01T08:00:00+08", "2019-01-01T00:00:00Z"},
	{"2019-01-01 08:00:00 +08:00", "2019-01-01T00:00:00Z"},
	{"2019-01-01 08:00:00 UTC", "2019-01-01T08:00:00Z"},
	{"2019-01-01 08:00:00 GMT", "2019-01-01T08:00:00Z"},
	{"2019-01-01t08:00:00z", "2019-01-01T08:00:00Z"},
	{"2019-01-01T08:00Z", "2019-01-01T08:00:00Z"},
	{"2019-01-01 08:00", "2019-01-01T08:00:00Z"},
	{"2019-01-01", "2019-01-01T00:00:00Z"},
	{"  2019-01-01  ", "2019-01-01T00:00:00Z"},
	{"2019-01-01T08:00:00,5Z", "2019-01-01T08:00:00.5Z"},
	{"2019-01-01T08:00:00.1234567891234Z", "2019-01-01T08:00:00.123456789Z"},
	{"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
	{"2020-02-29", "2020-02-29T00:00:00Z"},
	{"1970-01-01T00:00:01Z", "1970-01-01T00:00:01Z"},
	{"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
	// numbers
	{"1", "1970-01-01T00:00:01Z"},
	{"99999999999", "5138-11-16T09:46:39Z"},
	{"100000000000", "1973-03-03T09:46:40Z"},
	{"253402300799999", "9999-12-31T23:59:59.999Z"},
	{"1546300800.25", "2019-01-01T00:00:00.25Z"},
	{"1546300800123.9", "2019-01-01T00:00:00.123Z"},
	{"1.5463008e9", "2019-01-01T00:00:00Z"},
	{"1.546300800123E12", "2019-01-01T00:00:00.123Z"},
	// no time at all
	{"", ""},
	{"   ", ""},
	{"NULL", ""},
	{"null", ""},
	{"0", ""},
	{"0.0", ""},
	{"-1", ""},
	{"-", ""},
	{"+5", ""},
	{"1e30", ""},
	{"1e", ""},
	{"1e-5", ""},
	{"12x", ""},
	{"0x12", ""},
	{"NaN", ""},
	{"253402300800000", ""},
	{"999999999999999999", ""},
	{"9999999999999999999", ""},
	{"0001-01-01T00:00:00Z", ""},
	{"1969-12-31T23:59:59Z", ""},
	{"1970-01-01T00:00:00+08:00", ""},
	{"9999-12-31T23:59:59-01:00", ""},
	{"10000-01-01T00:00:00Z", ""},
	{"2019-02-29", ""},
	{"2019-13-01", ""},
	{"2019-00-10", ""},
	{"2019-01-00", ""},
	{"2019-1-1", ""},
	{"2019-01-01T", ""},
	{"2019-01-01T24:00:00Z", ""},
	{"2019-01-01T08:60:00Z", ""},
	{"2019-01-01T08:00:61Z", ""},
	{"2019-01-01T08:00:0", ""},
	{"2019-01-01T08-00-00", ""},
	{"2019-01-01T08:00:00X", ""},
	{"2019-01-01T08:00:00+", ""},
	{"2019-01-01T08:00:00+8", ""},
	{"2019-01-01T08:00:00+08:0", ""},
	{"2019-01-01T08:00:00+25:00", ""},
	{"2019-01-01T08:00:00+08:99", ""},
	{"2019-01-01T08:00:00+0a", ""},
	{"2019-01-01T0a:00:00", ""},
	{"yesterday", ""},
	{"20x9-01-01", ""},
	{strings.Repeat("1", 100), ""},
	{"2019-01-01T00:00:00" + strings.Repeat(" ", 100) + "Z", ""},
}

func format(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339Nano)
}

func TestParseTime(t *testing.T) {
	for _, tt := range timeForms {
		got := wire.ParseTime(tt.text)
		if format(got) != tt.want {
			t.Errorf("%q: got %v, want %q", tt.text, got, tt.want)
		}
		if got.Location() != time.UTC {
			t.Errorf("%q: got location %v", tt.text, got.Location())
		}
	}
}

// In an answer a time is text or a number, and never an error.
func TestTime(t *testing.T) {
	type out struct {
		At wire.Time `json:"at"`
	}
	for _, tt := range timeForms {
		values := []string{strconv.Quote(tt.text)}
		if c := tt.text; c != "" && strings.Trim(c, "0123456789.eE") == "" && c[len(c)-1] != 'e' {
			values = append(values, c)
		}
		for _, v := range values {
			var got out
			if err := wire.Unmarshal([]byte(`{"at":`+v+`}`), &got); err != nil || format(got.At.Time) != tt.want {
				t.Errorf("%s: got %v, %v, want %q", v, got.At, err, tt.want)
			}
		}
	}
	for value, want := range map[string]string{
		`null`: "", `true`: "", `{}`: "", `[1546300800]`: "", `{"a":[1]}`: "", `-5`: "", `1e400`: "",
		`"2019-01-01\u005408:00:00\u005a"`: "2019-01-01T08:00:00Z",
		`"\u`:                              "error",
		`"` + strings.Repeat(`\u0020`, 1000) + `2019-01-01"`: "",
	} {
		got := out{At: wire.Time{Time: time.Unix(1, 0)}}
		err := wire.Unmarshal([]byte(`{"at":`+value+`}`), &got)
		if want == "error" {
			if err == nil {
				t.Errorf("%s: got %v, want an error", value, got.At)
			}
			continue
		}
		if err != nil || format(got.At.Time) != want {
			t.Errorf("%.80s: got %v, %v, want %q", value, got.At, err, want)
		}
	}
}

func TestTimeAllocates(t *testing.T) {
	for _, tt := range timeForms {
		if n := testing.AllocsPerRun(100, func() { wire.ParseTime(tt.text) }); n > 1 {
			t.Errorf("%q: %v allocations, want at most 1", tt.text, n)
		}
	}
}

func FuzzParseTime(f *testing.F) {
	for _, tt := range timeForms {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := wire.ParseTime(s)
		if got.IsZero() {
			return
		}
		if got.Year() < 1970 || got.Year() > 9999 || got.Location() != time.UTC {
			t.Errorf("%q: got %v", s, got)
		}
		if again := wire.ParseTime(format(got)); !again.Equal(got) {
			t.Errorf("%q: read as %v, and that as %v", s, got, again)
		}
		var out struct{ At wire.Time }
		if err := wire.Unmarshal(fmt.Appendf(nil, `{"at":%s}`, jsonText(s)), &out); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	})
}
