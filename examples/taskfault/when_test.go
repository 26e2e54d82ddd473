package main

import (
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)

func TestInstant(t *testing.T) {
	for text, want := range map[string]time.Time{
		"2026-03-01T08:00:00Z":           time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC),
		"2026-03-01T08:00:00.25+02:00":   time.Date(2026, 3, 1, 6, 0, 0, 250e6, time.UTC),
		"90m":                            noon.Add(-90 * time.Minute),
		"7d":                             noon.Add(-7 * day),
		"1d12h":                          noon.Add(-36 * time.Hour),
		"1.5d":                           noon.Add(-36 * time.Hour),
		"0s":                             noon,
		"0d":                             noon,
		"2019-01-21T12:56:35.754999999Z": time.Date(2019, 1, 21, 12, 56, 35, 754999999, time.UTC),
	} {
		if got, err := instant(text, noon); err != nil || !got.Equal(want) || got.Location() != time.UTC {
			t.Errorf("instant(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{
		"", "yesterday", "7", "-7d", "7d-1h", "1d+1h", "d", "dd", "1d1d", "NaNd", "Infd", "0x1d", "1e3d", "1_0d",
		"999999999999d", "106751d24h", "2026-03-01", "2026-03-01T08:00:00", "2026-02-30T00:00:00Z",
		"9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00Z", " 1h", "1h ",
	} {
		if got, err := instant(text, noon); err == nil {
			t.Errorf("instant(%q) = %v, want an error", text, got)
		}
	}
}

func FuzzInstant(f *testing.F) {
	for _, text := range []string{"7d", "1d12h", "90m", "2026-03-01T08:00:00Z", "9999-12-31T23:59:59-23:59", "-1h", "1.5d"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := instant(text, noon)
		if err != nil {
			return
		}
		if y := got.Year(); y < 1 || y > 9999 || got.Location() != time.UTC {
			t.Errorf("instant(%q) = %v: no time that a record can have", text, got)
		}
		if _, absolute := time.Parse(time.RFC3339, text); absolute != nil && got.After(noon) {
			t.Errorf("instant(%q) = %v: a duration back from now lies ahead", text, got)
		}
	})
}
