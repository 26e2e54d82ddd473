package transport

import (
	"net"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport/internal/dial"
)

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
	if bad, ok := errors.AsType[dial.BadProxy](e.Err); ok {
		e.Retry, e.Situation = errors.RetryNo, errors.ProxySetting
		e.Message = bad.Error() + "; correct it, or unset it to go without a proxy"
		return true
	}
	if p, ok := errors.AsType[dial.ProxyRefused](e.Err); ok {
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
func blameRefusal(e *errors.Error, p dial.ProxyRefused) {
	e.Situation, e.Message = errors.ProxyRefused, p.Error()+": check that the proxy allows the service's host"
	switch kind := errors.KindOfStatus(p.Status); kind {
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
