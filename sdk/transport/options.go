package transport

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/smithy-go/metrics"
	"github.com/aws/smithy-go/tracing"
	"github.com/taskfault/taskfault/sdk/transport/internal/dial"
)

// Options are a user's wishes about calls. The zero value is good for
// production.
type Options struct {
	// RoundTripper carries the requests. Default: one of our own that takes
	// proxies from the environment, verifies TLS, and bounds every wait. It is one
	// pool of connections for all clients of the process. A user's own is where a
	// custom CA, a client certificate or a test goes. It must not follow
	// redirects, and must end, as must the bodies it returns, with the request's
	// context.
	RoundTripper http.RoundTripper

	MaxAttempts int           // requests of a call at most, the first included; default 4
	MinDelay    time.Duration // backoff's first bound, doubled each time; default 200 ms
	MaxDelay    time.Duration // backoff's last bound; default 20 s
	// MaxWait is the longest wait that a service may ask for. A longer one is
	// not slept: the call returns with RetryAfter set. Default 30 s.
	MaxWait time.Duration

	// CallTimeout is for all requests of a call together, each from being sent until
	// its body is read. Waiting for a turn, for a key or between two requests is not
	// in it, nor what a service was asked to hold its answer back. Default 60 s.
	CallTimeout time.Duration
	// AttemptTimeout is for one request until its answer begins. Default two thirds
	// of CallTimeout for a call that may be repeated, so that there is time for
	// another one, and else all of it.
	AttemptTimeout time.Duration
	// IdleTimeout is how long a body may take for its next KiB. Default 10 s.
	IdleTimeout time.Duration
	MaxBody     int64 // bytes of a decompressed body; default 16 MiB

	// Rate is the most requests a second; 0 means the limit the service
	// publishes, else an adaptive one that begins at 20.
	Rate float64
	// Limiter replaces the limiter whole, for a fleet that shares a limit.
	Limiter Limiter
	// Shared holds what clients learn together: limits and clock offsets. Give the
	// same to all clients of one account. Default: one's own.
	Shared *Shared
	// Keys decides whether a signature may be sent. Default: the process's own,
	// which every client shares that has no other. A host on the loopback network
	// locks no key, and has those of Shared.
	Keys Keys

	// AllowHTTP lets a password go to IAM over plain http. It is refused otherwise,
	// except on this machine.
	AllowHTTP bool
	// Warn is told, once by each client, what makes its use unsafe: requests over
	// plain http to another host than this machine. It must be safe for concurrent
	// use; nil tells nobody.
	Warn func(text string)

	// Secrets is told every secret that a client comes to hold, before a request
	// carries it: keys, tokens, passwords, wherever they come from. Whoever prints
	// what services say can cut them out. Values may be empty and may come again. It
	// must be safe for concurrent use; nil hears of none.
	Secrets func(values ...string)

	Logger *slog.Logger           // one line an attempt at debug level; nil for none
	Tracer tracing.TracerProvider // one span a call; nil for none
	Meter  metrics.MeterProvider  // calls, attempts, throttles, waits, bytes, failures; nil for none

	UserAgent string           // put before our own
	Now       func() time.Time // the local clock to sign and log with, never to wait by; default time.Now
	Rand      func() float64   // in [0,1), for jitter; safe for concurrent use; default math/rand/v2

	agent []string // the whole header
}

// withDefaults fills in what was left out.
func (o Options) withDefaults() Options {
	def(&o.MaxAttempts, 4)
	def(&o.MinDelay, 200*time.Millisecond)
	def(&o.MaxDelay, 20*time.Second)
	def(&o.MaxWait, 30*time.Second)
	def(&o.CallTimeout, 60*time.Second)
	def(&o.IdleTimeout, 10*time.Second)
	def(&o.MaxBody, 16<<20)
	if o.RoundTripper == nil {
		o.RoundTripper = dial.ProcessPool()
	}
	if o.Shared == nil {
		o.Shared = new(Shared)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = jitter
	}
	o.agent = []string{userAgent(o.UserAgent)}
	return o
}

// def sets v to d where it is zero or below.
func def[N int | int64 | time.Duration](v *N, d N) {
	if *v <= 0 {
		*v = d
	}
}
