package transport

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// CallOptions are wishes about the calls that are made with one context, see
// [WithCallOptions]. What is left out is as the client's [Options] have it.
type CallOptions struct {
	MaxAttempts int           // requests of a call at most, the first included
	Timeout     time.Duration // for all requests of a call together, see Options.CallTimeout

	// Header is sent with every request of a call, and signed where the scheme signs
	// all headers. It may not replace a header that the call, its signature or package
	// net/http sets: such a call fails and is not sent.
	Header http.Header

	// BeforeTry is called before each request of a call waits for its turn. An error
	// ends the call.
	BeforeTry func(TryInfo) error
	// AfterAnswer is called when a request has ended: with an answer, or with none,
	// where Status is 0. Kind is empty if all went well.
	AfterAnswer func(TryInfo, errors.Attempt)
}

// TryInfo says which request of which call is made. It holds no secret.
type TryInfo struct {
	Service, Region, Operation string
	Host                       string
	Number                     int           // of the request in its call, from 1
	Wait                       time.Duration // before it, where it repeats another
}

type callOptionsKey struct{}

// WithCallOptions returns a context whose calls go by o, in place of what an outer
// context has. Where one operation of a client makes several calls, each goes by
// it; calls of a source of credentials do not. Its functions must be safe for
// concurrent use if the context is used so.
func WithCallOptions(ctx context.Context, o CallOptions) context.Context {
	o.Header = o.Header.Clone()
	return context.WithValue(ctx, callOptionsKey{}, &o)
}

// noCallOptions are those of a context that has none.
var noCallOptions CallOptions

// callOptions are those of a context.
func callOptions(ctx context.Context) *CallOptions {
	if o, ok := ctx.Value(callOptionsKey{}).(*CallOptions); ok {
		return o
	}
	return &noCallOptions
}

// sourceContext is the context in which a source of credentials is asked: its calls
// are others than the one with the options.
func (c *activeCall) sourceContext() context.Context {
	if c.options == &noCallOptions {
		return c.ctx
	}
	return WithCallOptions(c.ctx, CallOptions{})
}

// maxAttempts is how many requests the call may make.
func (c *activeCall) maxAttempts() int {
	if c.options.MaxAttempts > 0 {
		return c.options.MaxAttempts
	}
	return c.client.options.MaxAttempts
}

// timeout is how long the call's requests may take together.
func (c *activeCall) timeout() time.Duration {
	if c.options.Timeout > 0 {
		return c.options.Timeout
	}
	return c.client.options.CallTimeout
}

// reserved are the headers that mean something to package net/http, to what stands
// between, or to the signature.
var reserved = []string{
	"Accept-Encoding", "Authorization", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Cookie", "Date", "Expect",
	"Host", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "Range", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent",
}

// checkHeader refuses headers that a call may not be given, by name and never by
// value.
func (c *activeCall) checkHeader() *errors.Error {
	if len(c.options.Header) == 0 {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(c.options.Header)) {
		key := http.CanonicalHeaderKey(name)
		_, ofCall := c.input.Header[key]
		switch {
		case !isToken(name):
			return badHeader("a name in CallOptions.Header is not one of a header: use letters, digits and hyphens")
		case ofCall || slices.Contains(reserved, key) || slices.Contains(c.client.dialect.SecretHeaders, key):
			return badHeader("CallOptions.Header has " + key + ", which the call sets itself: leave it out")
		case slices.ContainsFunc(c.options.Header[name], hasControl):
			return badHeader("CallOptions.Header has a control character in " + key)
		}
	}
	return nil
}

func badHeader(why string) *errors.Error {
	return &errors.Error{Kind: errors.InvalidInput, Retry: errors.RetryNo, Message: why}
}

// isToken reports whether a header may have the name, by the letters that all
// services take.
func isToken(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
	return name != "" && len(name) <= 200 && !strings.ContainsFunc(name, func(r rune) bool { return !strings.ContainsRune(letters, r) })
}

func hasControl(v string) bool {
	return strings.ContainsFunc(v, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// addHeader puts the extra headers on a request.
func (c *activeCall) addHeader(h http.Header) {
	for name, values := range c.options.Header {
		h[http.CanonicalHeaderKey(name)] = slices.Clone(values)
	}
}

// replacedHeader returns the name of an extra header that signing has replaced.
func (c *activeCall) replacedHeader(h http.Header) string {
	for name, values := range c.options.Header {
		if key := http.CanonicalHeaderKey(name); !slices.Equal(h[key], values) {
			return key
		}
	}
	return ""
}

// beforeTry asks the user's hook.
func (t *try) beforeTry() *errors.Error {
	c := t.call
	if c.options.BeforeTry == nil {
		return nil
	}
	err := c.options.BeforeTry(t.info())
	if err == nil {
		return nil
	}
	e := ended(err)
	e.Retry = errors.RetryNo
	if e.Message == "" {
		e.Message = "ended by BeforeTry: " + err.Error()
	}
	return e
}

// afterAnswer tells the user's hook.
func (t *try) afterAnswer(a errors.Attempt) {
	if hook := t.call.options.AfterAnswer; hook != nil {
		hook(t.info(), a)
	}
}

// info is what the hooks are told.
func (t *try) info() TryInfo {
	c := t.call
	return TryInfo{
		Service: c.client.service, Region: c.client.region, Operation: c.input.Operation,
		Host: c.input.URL.Host, Number: t.number, Wait: t.waited,
	}
}
