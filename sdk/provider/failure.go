package provider

import (
	"strings"

	"github.com/taskfault/taskfault/sdk"
)

// HasFailure reports whether a task in state s has a Failure: always in a bad
// state, and in an unknown one where the service gives a code or a reason. A word
// that no table has must not hide why a task is in trouble.
func HasFailure(s sdk.State, code, reason string) bool {
	return s.Bad() || s == sdk.Unknown && (code != "" || reason != "")
}

// Reason is why a task failed: the task's own words first, since they say most,
// and then the service's standard text about the code in parentheses, where that
// says something else.
func Reason(own, standard string) string {
	switch {
	case own == "":
		return standard
	case contains(own, standard):
		return own
	}
	return own + " (" + standard + ")"
}

// contains reports whether text says what part does, apart from case, spaces and
// the full stop at its end.
func contains(text, part string) bool { return strings.Contains(bare(text), bare(part)) }

func bare(text string) string {
	return strings.TrimRight(strings.ToLower(strings.Join(strings.Fields(text), " ")), ".。")
}
