package wire

import (
	"math"
	"strconv"
	"strings"
)

// parseInt reads an integer from text: decimal, with a fraction that is cut
// off, or with an exponent. Empty and false are 0, true is 1.
func parseInt(s string) (int64, error) {
	switch s {
	case "", "false":
		return 0, nil
	case "true":
		return 1, nil
	}
	if !plainNumber(s) {
		return 0, notNumber
	}
	whole, fraction, _ := strings.Cut(s, ".") // exact, where a float would round
	if strings.Trim(fraction, "0123456789") != "" {
		whole = s
	}
	if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
		return n, nil
	}
	f, err := parseFloat(s)
	if err != nil {
		return 0, err
	}
	if f < math.MinInt64 || f >= math.MaxInt64 {
		return 0, outOfRange
	}
	return int64(f), nil
}

// parseFloat is parseInt for floats.
func parseFloat(s string) (float64, error) {
	switch s {
	case "", "false":
		return 0, nil
	case "true":
		return 1, nil
	}
	if !plainNumber(s) {
		return 0, notNumber
	}
	f, err := strconv.ParseFloat(s, 64)
	if math.IsInf(f, 0) {
		return 0, outOfRange
	}
	if err != nil {
		return 0, notNumber
	}
	return f, nil
}

// plainNumber reports whether s has only what decimal numbers are written
// with, so that NaN, Inf and hexadecimal forms stay out.
func plainNumber(s string) bool {
	return strings.Trim(s, "0123456789+-.eE") == "" && strings.ContainsAny(s, "0123456789")
}
