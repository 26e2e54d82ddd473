package main

import (
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// defaultWidth is that of what is no terminal, and of one that does not say.
const defaultWidth = 80

// wrap breaks text into lines of at most width columns, where Unicode's rules
// allow a break: after white space and hyphens, between Chinese characters, not
// before a closing mark. What has no such place is broken anywhere. A character
// that is wider than the width has a line of its own. There is always one line.
func wrap(text string, width int) []string {
	width = max(width, 1)
	var lines []string
	line, used := "", 0
	end := func() {
		if t := strings.TrimRight(line, " "); t != "" {
			lines = append(lines, t)
		}
		line, used = "", 0
	}
	for state := -1; text != ""; {
		var segment string
		var must bool
		segment, text, must, state = uniseg.FirstLineSegmentInString(text, state)
		segment = strings.TrimRight(segment, lineEnds)
		if line == "" {
			segment = strings.TrimLeft(segment, " ")
		}
		word := strings.TrimRight(segment, " ")
		if used+uniseg.StringWidth(word) > width {
			end()
			for uniseg.StringWidth(word) > width {
				head, rest := split(word, width)
				lines = append(lines, head)
				word, segment = rest, rest+segment[len(word):]
			}
		}
		line += segment
		used += uniseg.StringWidth(segment)
		if must {
			end()
		}
	}
	if lines == nil {
		return []string{""}
	}
	return lines
}

// lineEnds are the characters after which Unicode orders a new line.
const lineEnds = "\n\r\v\f\u0085\u2028\u2029"

// split cuts off the characters of word that fit into width columns, one at
// least.
func split(word string, width int) (head, rest string) {
	used, at := 0, 0
	for state, left := -1, word; left != ""; {
		var cluster string
		var w int
		cluster, left, w, state = uniseg.FirstGraphemeClusterInString(left, state)
		if at > 0 && used+w > width {
			break
		}
		used, at = used+w, at+len(cluster)
	}
	return word[:at], word[at:]
}

// shorten takes the middle out of a text that is longer than so many bytes. The
// beginning of a long reason says what was done, and its end what went wrong. A
// table is to be read by a person; the whole text is in the records.
func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	head := most / 2
	tail := len(text) - (most - head)
	for n := 0; n < utf8.UTFMax-1 && head > 0 && !utf8.RuneStart(text[head]); n++ {
		head--
	}
	for n := 0; n < utf8.UTFMax-1 && tail < len(text) && !utf8.RuneStart(text[tail]); n++ {
		tail++
	}
	return strings.TrimRight(text[:head], " ") + " … " + strings.TrimLeft(text[tail:], " ")
}
