// Package redact cuts secrets out of what services say, however they are written
// there.
package redact

import "strings"

// hidden stands where a secret was.
const hidden = "[secret]"

const (
	// shortest is the length of the shortest secret that is cut out. A shorter
	// one would cut letters out of every word.
	shortest = 4
	// piece is how much of a secret is cut out where a text ends within it. That
	// may be if the text is as long as names are: what a service says has been cut
	// to a measure before it comes here.
	piece = 3
	// deepest is how often a secret may have been escaped: once to be sent, once
	// more to be signed, and once again by whoever repeats that.
	deepest = 3
)

// cut replaces secret in s, however it is written there, and a piece of it at the
// end of an s that may be one itself. Where two overlap, both are gone.
func cut(s, secret string, piecemeal bool) string {
	if len(secret) < shortest || len(s) < len(secret) && !piecemeal {
		return s
	}
	var b strings.Builder
	done := 0
	for i := 0; i < len(s); i++ {
		end := written(s, i, secret, piecemeal)
		if end < 0 {
			continue
		}
		b.WriteString(s[done:i])
		b.WriteString(hidden)
		for next := i + 1; next < end; next++ { // the tail of one may begin another
			end = max(end, written(s, next, secret, piecemeal))
		}
		done, i = end, end-1
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// written is where secret ends if s has it from i on, and else -1. It may be
// there as it is, escaped for a URL up to so many times, or as in JSON that was
// put into JSON.
func written(s string, i int, secret string, piecemeal bool) int {
	if c := s[i]; c != secret[0] && c != '%' && c != '+' && c != '\\' {
		return -1
	}
	for depth := range deepest + 1 {
		if end := spelled(s, i, secret, depth, piecemeal); end >= 0 {
			return end
		}
	}
	return spelled(s, i, secret, inJSON, piecemeal)
}

// inJSON is the depth of what was escaped for JSON and not for a URL.
const inJSON = -1

// spelled is written for one way of escaping.
func spelled(s string, i int, secret string, depth int, piecemeal bool) int {
	for k := range len(secret) {
		n := byteAt(s[i:], secret[k], depth)
		if n == 0 {
			if piecemeal && k >= piece && brokenOff(s[i:]) {
				return len(s)
			}
			return -1
		}
		i += n
	}
	return i
}

// byteAt is the length of c where it stands at the beginning of s, 0 if it does
// not. Who escapes chooses what; a percent sign is always escaped.
func byteAt(s string, c byte, depth int) int {
	switch {
	case s == "":
		return 0
	case depth == inJSON:
		if n := jsonByteAt(s, c); n > 0 {
			return n
		}
	case depth > 0:
		if n := percentByteAt(s, c, depth); n > 0 || c == '%' {
			return n
		}
	}
	if s[0] == c {
		return 1
	}
	return 0
}

// percentByteAt is byteAt for %XX, in which each further escaping puts 25 behind
// the sign. A space may also be a plus sign, which is then escaped once less.
func percentByteAt(s string, c byte, depth int) int {
	if c == ' ' {
		if depth == 1 && s[0] == '+' {
			return 1
		}
		if n := percentByteAt(s, '+', depth-1); depth > 1 && n > 0 {
			return n
		}
	}
	if s[0] != '%' {
		return 0
	}
	n := 1
	for range depth - 1 {
		if !strings.HasPrefix(s[n:], "25") {
			return 0
		}
		n += 2
	}
	return hexByteAt(s, n, c)
}

// jsonByteAt is byteAt for \/ and the like, and for \u00XX.
func jsonByteAt(s string, c byte) int {
	if len(s) < 2 || s[0] != '\\' {
		return 0
	}
	if s[1] == c {
		return 2
	}
	if strings.HasPrefix(s, `\u00`) {
		return hexByteAt(s, len(`\u00`), c)
	}
	return 0
}

// hexByteAt is n and the two digits behind it, if these are c's.
func hexByteAt(s string, n int, c byte) int {
	if len(s) < n+2 || digit(s[n]) != int(c>>4) || digit(s[n+1]) != int(c&15) {
		return 0
	}
	return n + 2
}

// digit is the value of a hexadecimal digit, -1 for what is none.
func digit(c byte) int {
	return strings.IndexByte("0123456789abcdef", c|0x20)
}

// brokenOff reports whether s is no more than what is left of a text that was cut
// to a measure: nothing, the mark of it, or a piece of an escaped byte.
func brokenOff(s string) bool {
	s = strings.TrimSuffix(s, "…")
	return s == "" || len(s) <= 2*deepest+1 && (s[0] == '%' || s[0] == '\\')
}
