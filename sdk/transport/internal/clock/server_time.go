package clock

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/taskfault/taskfault/sdk/transport/internal/fold"
)

// serverTimeMarks are the words before a service's own time in what it says.
var serverTimeMarks = [...]string{"server time", "current time"}

// ServerTime returns the service's time as a refusal tells it.
func ServerTime(text string) (at time.Time, ok bool) {
	for _, mark := range serverTimeMarks {
		i := fold.Index(text, mark)
		if i < 0 {
			continue
		}
		if at, ok := leadingTime(strings.TrimLeft(text[i+len(mark):], " \t:=\"'([")); ok {
			return at, true
		}
	}
	return time.Time{}, false
}

// leadingTime reads the time that a text begins with, of as many words as it has.
func leadingTime(text string) (time.Time, bool) {
	const mostWords = 6 // Mon, 02 Jan 2006 15:04:05 GMT
	words := strings.Fields(text[:min(len(text), 100)])
	for n := min(len(words), mostWords); n > 0; n-- {
		if at, ok := instant(strings.Join(words[:n], " ")); ok {
			return at, true
		}
	}
	first, _, _ := strings.Cut(text, ",")
	return instant(first)
}

// instants are the forms in which a time names its zone. One without would be read
// as another instant.
var instants = [...]string{
	"20060102T150405Z0700", time.RFC3339Nano, "2006-01-02T15:04:05Z0700",
	"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05 GMT",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 -0700 MST", http.TimeFormat, time.RFC1123Z,
}

// instant reads a time that leaves no doubt, with whatever ends a sentence behind
// it.
func instant(text string) (time.Time, bool) {
	text = strings.TrimRight(text, ".,;!\"')]")
	for _, form := range instants {
		if at, err := time.Parse(form, text); err == nil {
			return at, at.Year() >= 1970
		}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 {
		switch len(text) {
		case len("1685153168"):
			return time.Unix(n, 0), true
		case len("1685153168000"):
			return time.UnixMilli(n), true
		}
	}
	return time.Time{}, false
}
