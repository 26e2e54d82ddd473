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

// retryAfter is how long an answer asks to wait, 0 if it does not say so in a
// form that makes sense.
//
// Retry-After comes as seconds or as a date; of several the longest counts.
// x-ratelimit-user-api and x-ratelimit-user are Alibaba's, a list such as
// "Limit:30,Remain:0,TimeLeft:123" whose TimeLeft is taken as milliseconds; the
// larger of the two counts.
func retryAfter(h http.Header, now time.Time) time.Duration {
	var d time.Duration
	for _, v := range h["Retry-After"] {
		d = max(d, afterValue(v, now))
	}
	if d > 0 {
		return d
	}
	return max(timeLeft(h.Get("x-ratelimit-user-api")), timeLeft(h.Get("x-ratelimit-user")))
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

// timeLeft reads the TimeLeft of one x-ratelimit header.
func timeLeft(v string) time.Duration {
	for member := range strings.SplitSeq(v, ",") {
		name, value, found := strings.Cut(member, ":")
		if !found || !strings.EqualFold(strings.TrimSpace(name), "TimeLeft") {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil || n <= 0 {
			return 0
		}
		return time.Duration(min(n, longest.Milliseconds())) * time.Millisecond
	}
	return 0
}
