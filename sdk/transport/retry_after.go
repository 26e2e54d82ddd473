package transport

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longest is the longest wait that is taken at its word. What is beyond it is
// given as this, since no caller plans further.
const longest = 24 * time.Hour

// retryAfter returns how long an answer's Retry-After asks to wait, 0 if it does not
// say so in a form that makes sense. It comes as seconds or as a date; of several
// the longest counts.
func retryAfter(h http.Header, now time.Time) time.Duration {
	var d time.Duration
	for _, v := range h["Retry-After"] {
		d = max(d, afterValue(v, now))
	}
	return d
}

// afterValue reads one Retry-After. A date in the past, a negative number and
// anything else that is neither a number nor a date ask for no wait.
func afterValue(v string, now time.Time) time.Duration {
	v = strings.TrimSpace(v)
	if strings.Trim(v, "0123456789.") == "" { // no words such as Inf, no signs
		n, err := strconv.ParseFloat(v, 64)
		switch {
		case err != nil && n == 0, !(n > 0):
			return 0
		case n >= longest.Seconds(): // also what no float64 can hold
			return longest
		}
		return time.Duration(n * float64(time.Second))
	}
	at, err := http.ParseTime(v)
	if err != nil {
		return 0
	}
	return min(max(at.Sub(now), 0), longest)
}
