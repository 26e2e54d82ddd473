package huawei

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Dialect is what Huawei Cloud and Open Telekom Cloud say in their own way. It
// stands here, below the services, since sources of credentials call IAM.
func Dialect() transport.Dialect {
	return transport.Dialect{
		Cloud:          "huawei",
		RequestID:      []string{"X-Request-Id", "X-Iam-Trace-Id", "X-Openstack-Request-Id"},
		RetryAfter:     window,
		SignatureFault: signatureFault,
		SecretHeaders:  []string{"X-Auth-Token", "X-Security-Token"},
		LockedFor:      5 * time.Minute,
	}
}

// signatureFault reads the gateway's words for an old signature. Any other refusal
// of a signature has the status 401; services have codes of their own with other
// statuses for the roles behind a token.
func signatureFault(e *errors.Error) transport.SignatureFault {
	switch {
	case strings.Contains(strings.ToLower(e.Message), "signature expired"):
		return transport.WrongTime
	case e.Status == http.StatusUnauthorized:
		return transport.WrongSignature
	}
	return transport.NoFault
}

// window returns how long the gateway counts requests for, as the text of its
// refusal says:
//
//	... policy user over ratelimit,limit:20,time:1 minute
//
// When it is over, requests are counted anew.
func window(h http.Header, e *errors.Error) time.Duration {
	if !throttled(e.Code) || h.Get("Retry-After") != "" {
		return 0
	}
	return windowOf(e.Message)
}

// throttled reports whether code is the gateway's for too many requests.
func throttled(code string) bool {
	return strings.EqualFold(code, "APIGW.0308") || strings.EqualFold(code, "APIG.0308")
}

// windowOf reads the text: how long the gateway counts requests for, 0 if it says
// nothing that makes sense, and never more than a day.
func windowOf(text string) time.Duration {
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
	case time.Duration(n) > longestWait/length:
		return longestWait
	}
	return time.Duration(n) * length
}

// longestWait is the longest wait that is taken at its word.
const longestWait = 24 * time.Hour

var units = map[string]time.Duration{
	"": time.Second, "sec": time.Second, "second": time.Second,
	"m": time.Minute, "min": time.Minute, "minute": time.Minute,
	"h": time.Hour, "hour": time.Hour, "d": 24 * time.Hour, "day": 24 * time.Hour,
}
