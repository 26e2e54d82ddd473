package main

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
)

const day = 24 * time.Hour

// instant reads a point in time: RFC 3339, or how long before now, for instance
// 90m, 36h, 7d or 1d12h. The result is in UTC.
func instant(text string, now time.Time) (time.Time, error) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		t = t.UTC()
		if t.Year() < 1 || t.Year() > 9999 {
			return time.Time{}, errors.New("outside the years 1 to 9999")
		}
		return t, nil
	}
	d, err := duration(text)
	if err != nil {
		return time.Time{}, errors.New("write RFC 3339 (2026-01-31T08:00:00Z) or a duration back from now (90m, 36h, 7d)")
	}
	t := now.Add(-d).UTC()
	if t.Year() < 1 {
		return time.Time{}, errors.New("outside the years 1 to 9999")
	}
	return t, nil
}

// fixed reports whether instant reads the same from text at any time.
func fixed(text string) bool {
	_, err := time.Parse(time.RFC3339, text)
	return err == nil
}

// duration reads what time.ParseDuration reads, with days in front: 7d, 1d12h,
// 1.5d. It refuses negative ones.
func duration(text string) (time.Duration, error) {
	days, rest, found := strings.Cut(text, "d")
	if !found {
		days, rest = "", text
	}
	var d time.Duration
	if found {
		n, err := strconv.ParseFloat(days, 64)
		if err != nil || strings.ContainsAny(days, "+-xXpPeEiInN_") || n*float64(day) >= math.MaxInt64 {
			return 0, errors.New("not a number of days")
		}
		d = time.Duration(n * float64(day))
	}
	if rest != "" {
		r, err := time.ParseDuration(rest)
		if err != nil {
			return 0, errors.New("not a duration")
		}
		if r < 0 || d+r < d || strings.ContainsAny(rest, "+-") {
			return 0, errors.New("a duration must not be negative, or too long")
		}
		d += r
	} else if !found {
		return 0, errors.New("not a duration")
	}
	return d, nil
}
