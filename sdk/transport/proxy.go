package transport

import (
	"cmp"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/taskfault/taskfault/errors"
)

// proxyFromEnvironment is [http.ProxyFromEnvironment] for those who want to know
// that a setting is wrong: that one passes over what it cannot read, and the
// request goes out past the proxy.
var proxyFromEnvironment = sync.OnceValue(func() func(*http.Request) (*url.URL, error) {
	return proxyFrom(os.Getenv) // once, as package net/http reads it
})

// proxyFrom checks the settings that env has, and leaves those that can be read to
// package net/http.
func proxyFrom(env func(name string) string) func(*http.Request) (*url.URL, error) {
	plain := checkProxy(env, "HTTP_PROXY", "http_proxy")
	secure := checkProxy(env, "HTTPS_PROXY", "https_proxy")
	return func(r *http.Request) (*url.URL, error) {
		err := plain
		if r.URL.Scheme == "https" {
			err = secure
		}
		if err != nil && !isLoopback(r.URL.Hostname()) { // no proxy is asked for that
			return nil, err
		}
		return http.ProxyFromEnvironment(r)
	}
}

// badProxy is a setting that cannot be read.
type badProxy struct{ variable, why string }

func (b badProxy) Error() string {
	return "the variable " + b.variable + " holds no address of a proxy: " + b.why
}

// checkProxy says what is wrong with the first of the variables that is set. The
// value may hold a password and is not shown.
func checkProxy(env func(string) string, names ...string) error {
	i := slices.IndexFunc(names, func(name string) bool { return env(name) != "" })
	if i < 0 {
		return nil
	}
	if why := wrongProxy(env(names[i])); why != "" {
		return badProxy{names[i], why}
	}
	return nil
}

// wrongProxy says why an address cannot be a proxy's. Without a scheme it is one
// of http.
func wrongProxy(address string) string {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return "it is neither a URL nor HOST:PORT, or a sign in its password is not escaped (%23 for #)"
	case !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme):
		return "its scheme is none of http, https, socks5, socks5h"
	case u.Hostname() == "":
		return "it names no host"
	}
	if n, err := strconv.Atoi(cmp.Or(u.Port(), "80")); err != nil || n < 1 || n > 65535 {
		return "its port is not a number from 1 to 65535"
	}
	return ""
}

// wantsLogin is what is said of a proxy that wants one.
const wantsLogin = "a proxy wants a login: put its user and password into the proxy settings of the environment (HTTPS_PROXY, HTTP_PROXY)"

// loginWanted is the error of an answer that comes from a proxy and not from the
// service.
func loginWanted() error {
	return &errors.Error{
		Kind: errors.Unauthenticated, Retry: errors.RetryNo, Situation: errors.ProxyLogin, Message: wantsLogin,
	}
}

// blameProxy completes the error of a round trip that ended at a proxy, and
// reports whether it did.
func blameProxy(e *errors.Error) bool {
	if bad, ok := errors.AsType[badProxy](e.Err); ok {
		e.Retry, e.Situation = errors.RetryNo, errors.ProxySetting
		e.Message = bad.Error() + "; correct it, or unset it to go without a proxy"
		return true
	}
	if p, ok := errors.AsType[proxyRefused](e.Err); ok {
		blameRefusal(e, p)
		return true
	}
	op, ok := errors.AsType[*net.OpError](e.Err)
	switch {
	case ok && op.Op == "proxyconnect":
		blameDial(e, op.Err)
	case ok && op.Op == "socks connect":
		e.Situation, e.Message = errors.ProxyRefused, "the proxy made no connection to the service: "+op.Err.Error()
	default:
		return false
	}
	return true
}

// blameRefusal is for a proxy that answers to the wish for a tunnel with something
// else than success. Its status is not the service's: it stays out of Status, and
// denies no right of the service's, nor is anything missing there.
func blameRefusal(e *errors.Error, p proxyRefused) {
	e.Situation, e.Message = errors.ProxyRefused, p.Error()+": check that the proxy allows the service's host"
	switch kind := errors.KindOfStatus(p.status); kind {
	case errors.Unauthenticated:
		e.Kind, e.Retry, e.Situation = kind, errors.RetryNo, errors.ProxyLogin
		e.Message = p.Error() + ": " + wantsLogin
	case errors.Unavailable, errors.Internal, errors.Timeout, errors.Throttled:
		e.Retry = errors.RetryYes
	default:
		e.Retry = errors.RetryNo
	}
}

// blameDial is for a proxy to which there is no connection.
func blameDial(e *errors.Error, err error) {
	e.Situation = errors.ProxyUnreachable
	dns, ok := errors.AsType[*net.DNSError](err)
	switch {
	case ok && dns.IsNotFound && !dns.IsTemporary:
		e.Retry, e.Message = errors.RetryNo, "the proxy "+dns.Name+" does not exist"
	case ok:
		e.Message = "the proxy " + dns.Name + " cannot be looked up: " + dns.Err
	default:
		e.Message = "the proxy cannot be reached: " + err.Error()
		if why := certificateFault(err); why != "" {
			e.Retry, e.Message = errors.RetryNo, "the proxy cannot be reached: "+why
		}
	}
	e.Message += ": check the proxy settings of the environment (HTTPS_PROXY, HTTP_PROXY)"
}
