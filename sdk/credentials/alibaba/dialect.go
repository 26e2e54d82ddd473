package alibaba

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Dialect is what Alibaba Cloud says in its own way. It stands here, below the
// services, since sources of credentials may call the cloud, too.
func Dialect() transport.Dialect {
	return transport.Dialect{
		Cloud:            "alibaba",
		RequestID:        []string{"X-Request-Id", "X-Acs-Request-Id"},
		RetryAfter:       timeLeft,
		SignatureFault:   signatureFault,
		SecretHeaders:    []string{"X-Acs-Security-Token"},
		SecretParameters: []string{"Signature", "SecurityToken"},
	}
}

// signatureFault reads the codes, whose names tell what was refused.
func signatureFault(e *errors.Error) transport.SignatureFault {
	code := strings.ToLower(e.Code)
	has := func(word string) bool { return strings.Contains(code, word) }
	switch {
	case code == "signaturenonceused":
		return transport.NonceUsed
	case has("accesskey"), has("signature") && has("incomplete"):
		return transport.WrongKey
	case has("token"), has("incomplete"):
		if e.Status == http.StatusUnauthorized {
			return transport.WrongKey
		}
	case has("signature"), e.Status == http.StatusUnauthorized:
		return transport.WrongSignature
	}
	return transport.NoFault
}

// timeLeft reads when a limit is lifted. x-ratelimit-user-api and x-ratelimit-user
// are lists such as "Limit:30,Remain:0,TimeLeft:123", whose TimeLeft is taken as
// milliseconds. The larger of the two counts.
func timeLeft(h http.Header, _ *errors.Error) time.Duration {
	return max(timeLeftOf(h.Get("x-ratelimit-user-api")), timeLeftOf(h.Get("x-ratelimit-user")))
}

// longestWait is the longest wait that is taken at its word.
const longestWait = 24 * time.Hour

// timeLeftOf reads the TimeLeft of one header.
func timeLeftOf(v string) time.Duration {
	for member := range strings.SplitSeq(v, ",") {
		name, value, found := strings.Cut(member, ":")
		if !found || !strings.EqualFold(strings.TrimSpace(name), "TimeLeft") {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		if err != nil || n <= 0 {
			return 0
		}
		return time.Duration(min(n, longestWait.Milliseconds())) * time.Millisecond
	}
	return 0
}
