package main

import (
	"strconv"
	"strings"

	"github.com/taskfault/taskfault/errors"
)

// usageError says which flag or word is wrong. Nothing was sent then.
type usageError struct {
	command string // whose help to see, empty for the program's
	text    string
}

func (u usageError) Error() string { return u.text }

// help is the command that shows how it is done.
func (u usageError) help() string {
	if u.command == "" {
		return "taskfault help"
	}
	return "taskfault " + u.command + " --help"
}

// longestWord is how much of a wrong word is shown, in runes.
const longestWord = 60

// quoted shows a word of the user's, cut where it is very long.
func quoted(word string) string {
	if r := []rune(word); len(r) > longestWord {
		word = string(r[:longestWord]) + "…"
	}
	return `"` + errors.Printable(word) + `"`
}

// flagName is the name in a flag as it was typed, without its value: that may
// be a secret.
func flagName(arg string) string {
	name, _, _ := strings.Cut(arg, "=")
	return quoted(name)
}

// count is a number with its noun.
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if stem, ok := strings.CutSuffix(one, "ry"); ok {
		return grouped(n) + " " + stem + "ries"
	}
	return grouped(n) + " " + one + "s"
}

// grouped writes a number with commas between its thousands.
func grouped(n int) string {
	digits := strconv.Itoa(n)
	if len(digits) <= 4 {
		return digits
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
