package wire

import (
	"bytes"
	"strings"
)

// isHTML reports whether a body that begins with < is HTML and not XML: whether
// its first element is one that only HTML has.
func isHTML(body []byte) bool {
	return opensHTML(afterPrologue(body[:min(len(body), 4096)]))
}

// holdsHTML reports whether a line of text leads into HTML.
func holdsHTML(line string) bool {
	for i := range len(line) {
		if line[i] == '<' && opensHTML(line[i:]) {
			return true
		}
	}
	return false
}

// afterPrologue cuts off what may stand before the first element of XML and of
// HTML: white space, instructions and comments.
func afterPrologue(s []byte) []byte {
	for {
		s = bytes.TrimLeft(s, spaces)
		end := -1
		switch {
		case bytes.HasPrefix(s, []byte("<?")):
			end = after(s, "<?", "?>")
		case bytes.HasPrefix(s, []byte("<!--")):
			end = after(s, "<!--", "-->")
		}
		if end < 0 {
			return s
		}
		s = s[end:]
	}
}

// after is the place behind the first end that follows the begin of s, -1 if
// there is none.
func after(s []byte, begin, end string) int {
	i := bytes.Index(s[len(begin):], []byte(end))
	if i < 0 {
		return -1
	}
	return len(begin) + i + len(end)
}

const spaces = " \t\n\f\r"

// opensHTML reports whether s begins with HTML's declaration or with one of its
// elements.
func opensHTML[T text](s T) bool {
	var buf [16]byte
	name := tagName(&buf, s)
	switch string(name) {
	case "html", "head", "body", "title", "meta", "center", "h1", "h2", "p", "div", "script", "style", "a", "b", "br", "hr":
		return true
	case "!doctype":
		rest := strings.TrimLeft(string(s[len("<!doctype"):min(len(s), 128)]), spaces)
		return len(rest) > len("html") && strings.EqualFold(rest[:len("html")], "html") && endsName(rest[len("html")])
	}
	return false
}

// tagName is the name of the tag that s begins with, in lower case; empty if
// there is none, if it is not ended, or if it is longer than the buffer.
func tagName[T text](buf *[16]byte, s T) []byte {
	if len(s) == 0 || s[0] != '<' {
		return nil
	}
	for i := 1; i < len(s) && i <= len(buf); i++ {
		c := s[i]
		if endsName(c) {
			return buf[:i-1]
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i-1] = c
	}
	return nil
}

// endsName reports whether c may follow the name of a tag.
func endsName(c byte) bool { return c == '/' || c == '>' || strings.IndexByte(spaces, c) >= 0 }
