package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// Why an attempt was ended by us.
var (
	errTooSlow  = errors.New("the answer took too long")
	errNoAnswer = errors.New("the RoundTripper gave neither an answer nor an error")
)

// networkError says what a failed round trip means. The cause keeps no address
// with a query, since signatures travel there.
func (t *try) networkError(err error) *errors.Error {
	if t.call.ctx.Err() != nil {
		return ended(t.call.ctx.Err())
	}
	err = bare(err)
	e := &errors.Error{Kind: errors.Unavailable, Retry: errors.RetryYes, Err: err}
	if context.Cause(t.ctx) == errTooSlow {
		e.Kind, e.Message = errors.Timeout, "no answer came within "+t.patience.Round(time.Millisecond).String()
		return e
	}
	if blameProxy(e) {
		return e
	}
	if why := certificateFault(err); why != "" {
		e.Retry, e.Message = errors.RetryNo, why
		return e
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		e.Message = "the host " + dns.Name + " cannot be looked up: " + dns.Err
		if dns.IsNotFound && !dns.IsTemporary {
			e.Retry = errors.RetryNo
			e.Message = "the host " + dns.Name + " does not exist: check the region and the endpoint"
		}
		return e
	}
	told(e, err.Error())
	return e
}

// told completes an error of which package net/http keeps no more than a text.
func told(e *errors.Error, text string) {
	for _, t := range tellings {
		if strings.Contains(text, t.text) {
			e.Kind, e.Retry, e.Message = t.kind, errors.RetryNo, t.message
			if t.text == proxyLoginText {
				e.Situation = errors.ProxyLogin
			}
			return
		}
	}
}

// proxyLoginText is net/http's text for a proxy's 407, where the RoundTripper is
// not ours and gives it no type.
const proxyLoginText = "Proxy Authentication Required"

// tellings are the texts of package net/http that do not change when asked
// again.
var tellings = []struct {
	text    string
	kind    errors.Kind
	message string
}{
	{"server response headers exceeded", errors.Malformed, "the headers of the answer are too large"},
	{"malformed HTTP", errors.Malformed, "the answer is not HTTP"},
	{"remote error: tls:", errors.Unavailable, "the server broke off the TLS handshake: check which certificate it asks of clients"},
	{"unsupported protocol scheme", errors.InvalidInput, "the endpoint is neither http nor https"},
	{"net/http: invalid", errors.InvalidInput, "the request is not valid HTTP: a header or the method holds a character that it may not"},
	{proxyLoginText, errors.Unauthenticated, wantsLogin},
}

// certificateFault says in words what is wrong with the server's certificate,
// or nothing if that is not what failed. Another attempt meets the same one.
func certificateFault(err error) string {
	if e, ok := errors.AsType[x509.HostnameError](err); ok {
		return "the server's certificate is for another name than " + e.Host + ": check the endpoint"
	}
	if e, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		if e.Reason == x509.Expired {
			return "the server's certificate has expired or is not valid yet: check the server's certificate and this machine's clock"
		}
		return "the server's certificate is not valid: " + e.Error()
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return "the server's certificate is signed by an unknown authority: give the client a RoundTripper that trusts it"
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return "the server's certificate cannot be verified: " + e.Err.Error()
	}
	if e, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		if string(e.RecordHeader[:]) == "HTTP/" {
			return "the server speaks plain HTTP where HTTPS was asked for: check the endpoint's scheme"
		}
		return "the server does not speak TLS on this port: check the endpoint's scheme and port"
	}
	return ""
}

// bare takes the address off an error of package net/http: it holds the query
// and with it signature and token.
func bare(err error) error {
	for {
		u, ok := err.(*url.Error)
		if !ok {
			return err
		}
		err = u.Err
	}
}

// ended turns the error of a wait that was cut short into a typed one.
func ended(err error) *errors.Error {
	if e, ok := errors.AsType[*errors.Error](err); ok {
		c := *e // Keys hand the same refusal to many
		return &c
	}
	kind := errors.KindOf(err)
	e := &errors.Error{Kind: kind, Retry: errors.RetryNo, Err: err}
	if kind == errors.Unknown {
		e.Retry, e.Err = errors.RetryUnknown, bare(err)
	}
	return e
}

// interrupted is the error of a call whose wait before another attempt was cut
// short by the caller. It also says what was waited for.
func interrupted(err error, last *errors.Error) *errors.Error {
	e := ended(err)
	e.Message = "given up while waiting to repeat it; the last attempt: " + string(last.Kind)
	if last.Code != "" {
		e.Message += " " + last.Code
	}
	if last.Message != "" {
		e.Message += ": " + last.Message
	} else if last.Err != nil {
		e.Message += ": " + last.Err.Error()
	}
	return e
}

// isRedirect reports whether an answer sends its receiver elsewhere.
func isRedirect(status int) bool { return status >= 300 && status <= 399 }

// redirected refuses such an answer.
func redirected(location string) error {
	to := "another address"
	if u, err := url.Parse(location); err == nil && u.Host != "" {
		to = u.Scheme + "://" + u.Host
	}
	return &errors.Error{
		Kind: errors.Malformed, Retry: errors.RetryNo,
		Message: "the answer is a redirect to " + to + ", which is never followed: check the endpoint",
	}
}
