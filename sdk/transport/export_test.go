package transport

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/taskfault/taskfault/sdk/transport/internal/clock"
	"github.com/taskfault/taskfault/sdk/transport/internal/dial"
	"github.com/taskfault/taskfault/signer"
)

// RetryAfter is what an answer asks to wait.
func RetryAfter(h http.Header, now time.Time) time.Duration { return retryAfter(h, now) }

// Redact is what a call with these secrets leaves of a text.
func Redact(s string, c signer.Credentials, secrets ...string) string {
	return (&try{call: &activeCall{client: new(Client), input: &Call{Secrets: secrets}}, creds: c}).redact(s)
}

// NewBase is the RoundTripper of those who bring none.
func NewBase() *http.Transport { return dial.NewTransport() }

// NewBaseOver is the same over connections that a test makes.
func NewBaseOver(connect func(ctx context.Context, network, address string) (net.Conn, error)) *http.Transport {
	return dial.NewTransportOver(connect)
}

// ServerTime is the service's time as a refusal tells it.
func ServerTime(text string) (time.Time, bool) { return clock.ServerTime(text) }

// ProxyFrom is how a request's proxy is found in an environment.
func ProxyFrom(env func(string) string) func(*http.Request) (*url.URL, error) {
	return dial.ProxyFrom(env)
}

// Held is how much of each sort is shared.
func (s *Shared) Held() [2]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return [2]int{s.limiters.Len(), s.clocks.Len()}
}

// HeldKeys is how much is known: of keys at hosts, and of keys everywhere.
func HeldKeys(keys Keys) int { return keys.(*lockouts).Len() }
