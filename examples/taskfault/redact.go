package main

import (
	"encoding/json"
	"strings"
)

// cut replaces every secret in text.
func (s *secrets) cut(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	text = s.cutBroken(text)
	for _, form := range s.forms {
		if strings.Contains(text, form) {
			text = strings.ReplaceAll(text, form, hidden)
		}
	}
	return text
}

// cutMark stands where a text was cut to a measure.
const cutMark = "…"

// shortestPart is how much of a secret's beginning is taken for it where the rest
// was cut off, in bytes.
const shortestPart = 8

// cutBroken replaces the beginning of a secret whose rest was cut off, with all of
// it that is there.
func (s *secrets) cutBroken(text string) string {
	for from := 0; ; {
		i := strings.Index(text[from:], cutMark)
		if i < 0 {
			return text
		}
		end := from + i
		begin := end - s.broken(text[:end])
		if begin < end {
			text = text[:begin] + hidden + text[end:]
			end = begin + len(hidden)
		}
		from = end + len(cutMark)
	}
}

// broken is how many bytes at the end of text are the beginning of a secret.
func (s *secrets) broken(text string) (most int) {
	for _, form := range s.forms {
		for n := min(len(form), len(text)); n >= max(shortestPart, most+1); n-- {
			if strings.HasSuffix(text, form[:n]) {
				most = n
				break
			}
		}
	}
	return most
}

// cutJSON replaces every secret in a JSON text, whatever signs of it the text has
// written as escapes.
func (s *secrets) cutJSON(text string) string {
	var b strings.Builder
	for rest := text; ; {
		begin := strings.IndexByte(rest, '"')
		if begin < 0 {
			b.WriteString(rest)
			return s.cut(b.String())
		}
		end := begin + lengthOfString(rest[begin:])
		b.WriteString(rest[:begin])
		b.WriteString(s.cutEscaped(rest[begin:end]))
		rest = rest[end:]
	}
}

// lengthOfString is how long the JSON string is that text begins with.
func lengthOfString(text string) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(text)
}

// cutEscaped is a JSON string without the secrets that its escapes hide. It is the
// same text where there are none.
func (s *secrets) cutEscaped(text string) string {
	var value string
	if !strings.Contains(text, `\`) || json.Unmarshal([]byte(text), &value) != nil {
		return text
	}
	if clean := s.cut(value); clean != value {
		return `"` + jsonText(clean) + `"`
	}
	return text
}
