package wire

import (
	"bytes"
	"strconv"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Time is a moment in an answer, in UTC and in any form that the services print:
//
//   - date and time with T or a space between them, with or without seconds,
//     fraction and zone; without a zone it is UTC; a date alone is its midnight;
//   - seconds since 1970, and milliseconds from 100,000,000,000 on.
//
// Anything else, such as "", "NULL", 0, null and years outside 1970 to 9999, is the
// zero time and never an error: a failure must not be hidden because its clock is
// odd. The zero time is null in JSON, or left out where the member has the option
// omitzero.
type Time struct{ time.Time }

// UnmarshalJSONFrom reads the time.
func (t *Time) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	t.Time = time.Time{}
	switch v.Kind() {
	case '"':
		if text := v[1 : len(v)-1]; len(text) <= maxTimeText {
			t.Time = parseTime(text)
		}
		if len(v) <= 6*maxTimeText && bytes.IndexByte(v, '\\') >= 0 { // \u0054 is a T
			if text, err := jsontext.AppendUnquote(nil, v); err == nil {
				t.Time = parseTime(text)
			}
		}
	case '0':
		t.Time = parseTime(v)
	}
	return nil
}

const maxTimeText = 64

type text interface{ ~string | ~[]byte }

func parseTime[T text](s T) time.Time {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	for len(s) > 0 && s[len(s)-1] == ' ' {
		s = s[:len(s)-1]
	}
	if len(s) == 0 || len(s) > maxTimeText {
		return time.Time{}
	}
	t, ok := calendar(s)
	if !ok {
		t, ok = epoch(s)
	}
	if unix := t.Unix(); !ok || unix < 0 || unix >= year10000 {
		return time.Time{}
	}
	return t.UTC()
}

const year10000 = 253402300800 // its first second since 1970

// epoch reads seconds or milliseconds since 1970. 0 is how services write that
// there is no time yet.
func epoch[T text](s T) (time.Time, bool) {
	const firstMilli = 100_000_000_000 // as seconds, the year 5138
	whole, rest := digits(s)
	if whole <= 0 {
		return time.Time{}, false
	}
	var nano int64
	if len(rest) > 0 && rest[0] == '.' {
		nano, rest = fraction(rest[1:])
	}
	if len(rest) > 0 {
		if !exponent(rest) {
			return time.Time{}, false
		}
		f, err := strconv.ParseFloat(string(s), 64)
		if err != nil || f > 1e15 {
			return time.Time{}, false
		}
		whole, nano = int64(f), 0
	}
	if whole < firstMilli {
		return time.Unix(whole, nano), true
	}
	return time.UnixMilli(whole), true
}

// exponent reports whether s is one that a time may have.
func exponent[T text](s T) bool {
	if len(s) < 2 || s[0] != 'e' && s[0] != 'E' {
		return false
	}
	if s = s[1:]; s[0] == '+' {
		s = s[1:]
	}
	n, ok := number(s)
	return ok && n < 20
}

// calendar reads a date, and a time and a zone if there are any.
func calendar[T text](s T) (time.Time, bool) {
	if len(s) < 10 || s[4] != '-' || s[7] != '-' {
		return time.Time{}, false
	}
	year, ok1 := number(s[:4])
	month, ok2 := number(s[5:7])
	day, ok3 := number(s[8:10])
	if !ok1 || !ok2 || !ok3 || month < 1 || month > 12 || !isDay(year, month, day) {
		return time.Time{}, false
	}
	hour, minute, second, nano, rest, ok := clock(s[10:])
	if !ok {
		return time.Time{}, false
	}
	offset, ok := zone(rest)
	t := time.Date(year, time.Month(month), day, hour, minute, second, int(nano), time.UTC)
	return t.Add(-offset), ok
}

// clock reads what follows the date, as far as the zone.
func clock[T text](s T) (hour, minute, second int, nano int64, rest T, ok bool) {
	if len(s) == 0 {
		return 0, 0, 0, 0, s, true
	}
	if len(s) < 6 || s[0] != 'T' && s[0] != 't' && s[0] != ' ' || s[3] != ':' {
		return 0, 0, 0, 0, s, false
	}
	hour, ok1 := number(s[1:3])
	minute, ok2 := number(s[4:6])
	ok, rest = ok1 && ok2, s[6:]
	if len(rest) >= 3 && rest[0] == ':' {
		var ok3 bool
		second, ok3 = number(rest[1:3])
		ok, rest = ok && ok3, rest[3:]
		if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') {
			nano, rest = fraction(rest[1:])
		}
	}
	// 60 is a leap second, which the calendar carries into the next minute.
	return hour, minute, second, nano, rest, ok && hour < 24 && minute < 60 && second <= 60
}

// zone reads how far local time is ahead of UTC.
func zone[T text](s T) (time.Duration, bool) {
	for len(s) > 0 && s[0] == ' ' {
		s = s[1:]
	}
	switch string(s) {
	case "", "Z", "z", "UTC", "GMT":
		return 0, true
	}
	if s[0] != '+' && s[0] != '-' || len(s) < 3 {
		return 0, false
	}
	hours, ok := number(s[1:3])
	minutes := 0
	if rest := s[3:]; len(rest) > 0 {
		if rest[0] == ':' {
			rest = rest[1:]
		}
		if len(rest) != 2 {
			return 0, false
		}
		var ok2 bool
		minutes, ok2 = number(rest)
		ok = ok && ok2
	}
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if s[0] == '-' {
		offset = -offset
	}
	return offset, ok && hours < 24 && minutes < 60
}

// number reads text that is digits only.
func number[T text](s T) (int, bool) {
	n, rest := digits(s)
	return int(n), n >= 0 && len(rest) == 0
}

// digits reads the digits that s begins with: -1 if there are none, or more
// than any time has.
func digits[T text](s T) (int64, T) {
	n, i := int64(0), 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		if i == 18 {
			return -1, s
		}
		n = n*10 + int64(s[i]-'0')
		i++
	}
	if i == 0 {
		return -1, s
	}
	return n, s[i:]
}

// fraction reads the digits of a fraction as nanoseconds.
func fraction[T text](s T) (int64, T) {
	nano, unit, i := int64(0), int64(100_000_000), 0
	for i < len(s) && '0' <= s[i] && s[i] <= '9' {
		nano += unit * int64(s[i]-'0')
		unit /= 10
		i++
	}
	return nano, s[i:]
}

// isDay reports whether a month has such a day. Most days are in every month.
func isDay(year, month, day int) bool {
	return day >= 1 && (day <= 28 || day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day())
}
