package wire

import (
	"bytes"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// readText returns the first line of a plain text, or what a body says that is
// one JSON string. It is empty for anything that is no text.
func readText(body []byte) string {
	if jsontext.Value(body).IsValid(tolerant) {
		if body[0] != '"' {
			return "" // null, a number, a boolean
		}
		text, _ := jsontext.AppendUnquote(nil, body) // invalid UTF-8 is replaced
		body = bytes.TrimSpace(text)
	}
	line, _, _ := bytes.Cut(body, []byte("\n"))
	if len(line) > utf8.UTFMax*(maxMessage+1) {
		line = line[:utf8.UTFMax*(maxMessage+1)]
	}
	message := clip(string(line), maxMessage)
	if holdsHTML(message) || binary(message) {
		return ""
	}
	return message
}

// binary reports whether s has characters that no line of text has, or is
// mostly not UTF-8.
func binary(s string) bool {
	odd := 0
	for _, r := range s {
		if r < ' ' && r != '\t' && r != '\r' && r != 0x1b || r == 0x7f {
			return true
		}
		if r == utf8.RuneError {
			odd++
		}
	}
	return odd > utf8.RuneCountInString(s)/4
}
