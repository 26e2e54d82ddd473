package redact

import "bytes"

// Prepared is a secret with a part of it that escaping never changes, by which
// most texts are found to be free of it at little cost.
type Prepared struct{ whole, core string }

// shortestInBody is the length of the shortest secret that is cut out of an
// answer's body. What is shorter may be a member's name or a number, and the body
// would be another one without it.
const shortestInBody = 16

// Prepare appends a secret that is to be cut out of bodies, if it is long enough.
func Prepare(all []Prepared, s string) []Prepared {
	if len(s) < shortestInBody {
		return all
	}
	return append(all, Prepared{s, core(s)})
}

// core is the longest run of letters and digits in s, no longer than it takes to
// tell it from other words.
func core(s string) string {
	const enough = 32
	best, from := "", 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && isAlphanumeric(s[i]) {
			continue
		}
		if i-from > len(best) {
			best = s[from:i]
		}
		from = i + 1
	}
	return best[:min(len(best), enough)]
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

// Body cuts prepared secrets and others out of a body, in its own memory, so that
// nothing that is made of it, a task's reason for instance, can show them.
func Body(b []byte, prepared []Prepared, others []string) []byte {
	for _, s := range others {
		prepared = Prepare(prepared[:len(prepared):len(prepared)], s)
	}
	for _, s := range prepared {
		if !bytes.Contains(b, []byte(s.core)) && !bytes.Contains(b, []byte(`\u00`)) {
			continue // nor is any letter of it escaped
		}
		text := string(b)
		if clean := cut(text, s.whole, false); len(clean) < len(text) {
			b = append(b[:0], clean...)
		}
	}
	return b
}
