package wire

import "bytes"

// Limits of one body. The largest page that a documented answer can have is
// 1000 rows of some dozens of objects; beyond a hundred times that, three bytes
// of body cost hundreds of memory.
const (
	maxDepth   = 10_000 // also the decoder's own limit
	maxObjects = 100_000
	maxValues  = 1_000_000
)

// crowded reports whether the structs that the body would fill are out of all
// proportion to its size. The first look costs next to nothing; only a body
// that fails it, which text full of braces does too, is counted properly.
func crowded(body []byte) bool {
	if bytes.Count(body, []byte("{")) <= maxObjects && bytes.Count(body, []byte(",")) <= maxValues {
		return false
	}
	objects, commas := 0, 0
	for c := range structure(body) {
		switch c {
		case '{':
			objects++
		case ',':
			commas++
		}
	}
	return objects > maxObjects || commas > maxValues
}

// tooDeep reports whether the body nests deeper than the decoder goes.
func tooDeep(body []byte) bool {
	depth := 0
	for c := range structure(body) {
		switch c {
		case '{', '[':
			if depth++; depth > maxDepth {
				return true
			}
		case '}', ']':
			depth--
		}
	}
	return false
}

// structure yields the bytes outside of strings.
func structure(body []byte) func(yield func(byte) bool) {
	return func(yield func(byte) bool) {
		for i := 0; i < len(body); i++ {
			if body[i] == '"' {
				i = closing(body, i)
				continue
			}
			if !yield(body[i]) {
				return
			}
		}
	}
}

// closing returns the index of the quote that ends the string begun at i, or
// the length of the body.
func closing(body []byte, i int) int {
	for i++; i < len(body) && body[i] != '"'; i++ {
		if body[i] == '\\' {
			i++
		}
	}
	return min(i, len(body))
}

// mend returns a copy of the body in which raw control characters inside
// strings are spaces, and whether there were any. JSON forbids them, but a
// reason that holds a program's output may have them all the same.
func mend(body []byte) ([]byte, bool) {
	var mended []byte
	for i := 0; i < len(body); i++ {
		if body[i] != '"' {
			continue
		}
		end := closing(body, i)
		for j := i; j < end; j++ {
			if body[j] >= ' ' {
				continue
			}
			if mended == nil {
				mended = bytes.Clone(body)
			}
			mended[j] = ' '
		}
		i = end
	}
	return mended, mended != nil
}
