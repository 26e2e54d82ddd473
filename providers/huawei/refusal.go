package huawei

import (
	"strconv"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
)

// refusal is what an answer says about the call that it refuses. Kind and retry
// advice are left to the catalog.
func refusal(resp transport.Response) error {
	e := &errors.Error{Status: resp.Status}
	said, ok := wire.ReadEnvelope(resp.Body)
	if !ok {
		e.Message = "the answer has no error in a form that the service is known to use"
	}
	e.Code, e.Message, e.Right = said.Code, first(said.Message, e.Message), denied(said.Message)
	if resp.OK() && said.Code == "" && said.Status >= 400 {
		// Keystone's and OpenStack's form, sent with the wrong status.
		e.Kind = errors.KindOfStatus(said.Status)
	}
	e.RequestID = requestID(resp, said)
	if throttled(said.Code) && resp.Header.Get("Retry-After") == "" {
		e.RetryAfter = window(said.Message)
	}
	return e
}

// requestID is what the body calls its request, where no header tells it: the
// gateway's counts before the service's own.
func requestID(resp transport.Response, said wire.Envelope) string {
	if hasRequestID(resp) {
		return ""
	}
	return said.RequestID
}

// hasRequestID reports whether a header says what the request is called.
func hasRequestID(resp transport.Response) bool {
	return resp.Header.Get("X-Request-Id") != "" || resp.Header.Get("X-Iam-Trace-Id") != ""
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// throttled reports whether code is the gateway's for too many requests.
func throttled(code string) bool {
	return strings.EqualFold(code, "APIGW.0308") || strings.EqualFold(code, "APIG.0308")
}

// window is how long the gateway counts requests for, as its text says:
//
//	... policy user over ratelimit,limit:20,time:1 minute
//
// When it is over, requests are counted anew. It is 0 if the text says nothing
// that makes sense, and never more than a day.
func window(text string) time.Duration {
	_, rest, found := strings.Cut(strings.ToLower(text), "time:")
	if !found {
		return 0
	}
	fields := strings.FieldsFunc(rest, func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == ';' || r == ')' })
	if len(fields) == 0 {
		return 0
	}
	digits := strings.TrimRight(fields[0], "abcdefghijklmnopqrstuvwxyz")
	unit := fields[0][len(digits):]
	if unit == "" && len(fields) > 1 {
		unit = fields[1]
	}
	n, err := strconv.ParseUint(digits, 10, 31)
	length := units[strings.TrimSuffix(unit, "s")]
	switch {
	case err != nil || length == 0:
		return 0
	case time.Duration(n) > longest/length:
		return longest
	}
	return time.Duration(n) * length
}

// longest is the longest wait that is taken at its word.
const longest = 24 * time.Hour

var units = map[string]time.Duration{
	"": time.Second, "sec": time.Second, "second": time.Second,
	"m": time.Minute, "min": time.Minute, "minute": time.Minute,
	"h": time.Hour, "hour": time.Hour, "d": 24 * time.Hour, "day": 24 * time.Hour,
}
