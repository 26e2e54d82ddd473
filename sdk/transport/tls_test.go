package transport_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// certificate is one for service.test that signs itself, valid for an hour
// around at.
func certificate(t *testing.T, name string, at time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: at.Add(-time.Hour), NotAfter: at.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// A certificate that is wrong is said in clear words and not tried again. It
// takes sockets: a connection without a buffer cannot carry TLS's alerts.
func TestCertificates(t *testing.T) {
	for _, test := range []struct {
		name  string
		host  string
		at    time.Duration
		known bool
		kind  errors.Kind
		says  string
		serve func(tls.Certificate, net.Conn) net.Conn
	}{
		{name: "good", host: "service.test", known: true},
		{name: "expired", host: "service.test", at: -48 * time.Hour, known: true, kind: errors.Unavailable, says: "has expired"},
		{name: "not valid yet", host: "service.test", at: 48 * time.Hour, known: true, kind: errors.Unavailable, says: "not valid yet"},
		{name: "wrong name", host: "other.test", known: true, kind: errors.Unavailable, says: "for another name than service.test"},
		{name: "unknown root", host: "service.test", kind: errors.Unavailable, says: "unknown authority"},
		{
			name: "plain HTTP", host: "service.test", kind: errors.Unavailable, says: "plain HTTP where HTTPS was asked for",
			serve: func(_ tls.Certificate, c net.Conn) net.Conn {
				_, _ = c.Read(make([]byte, 4096))
				say(c, "HTTP/1.0 400 Bad Request\r\n\r\n")
				return nil
			},
		},
		{
			name: "no TLS", host: "service.test", kind: errors.Unavailable, says: "does not speak TLS",
			serve: func(_ tls.Certificate, c net.Conn) net.Conn {
				_, _ = c.Read(make([]byte, 4096))
				say(c, "SSH-2.0-OpenSSH_9.6\r\n")
				return nil
			},
		},
		{
			name: "asks for a client's certificate", host: "service.test", known: true, kind: errors.Unavailable, says: "which certificate it asks of clients",
			serve: func(c tls.Certificate, n net.Conn) net.Conn {
				return tls.Server(n, &tls.Config{Certificates: []tls.Certificate{c}, ClientAuth: tls.RequireAnyClientCert})
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			cert, pool := certificate(t, test.host, time.Now().Add(test.at))
			serve := test.serve
			if serve == nil {
				serve = func(cert tls.Certificate, c net.Conn) net.Conn {
					return tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}})
				}
			}
			address := listen(t, func(c net.Conn) {
				if s := serve(cert, c); s != nil {
					if _, ok := take(s); ok {
						say(s, fine)
					}
				}
			})
			base := transport.NewBase()
			base.Proxy = nil
			base.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "tcp", address)
			}
			t.Cleanup(base.CloseIdleConnections)
			base.TLSClientConfig = &tls.Config{RootCAs: x509.NewCertPool()}
			if test.known {
				base.TLSClientConfig.RootCAs = pool
			}
			_, err := client(base).Do(t.Context(), callTo("https://service.test/"))
			if test.kind == "" {
				if err != nil {
					t.Errorf("err = %v, want none", err)
				}
				return
			}
			e := failed(t, err, test.kind)
			if !strings.Contains(e.Message, test.says) || len(e.Attempts) != 1 {
				t.Errorf("%d attempts and the message %q; want 1 and %q", len(e.Attempts), e.Message, test.says)
			}
		})
	}
}

// listen serves each connection to a port of this machine.
func listen(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer c.Close()
				serve(c)
			})
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		all.Wait()
	})
	return l.Addr().String()
}

// Nothing of ours switches the verification off.
func TestOwnBaseVerifies(t *testing.T) {
	base := transport.NewBase()
	if base.TLSClientConfig != nil && base.TLSClientConfig.InsecureSkipVerify {
		t.Error("the own RoundTripper does not verify certificates")
	}
	if base.MaxResponseHeaderBytes != 256<<10 || base.TLSHandshakeTimeout != 10*time.Second || base.Proxy == nil {
		t.Errorf("the own RoundTripper takes %d bytes of headers, %v for TLS, and proxies from the environment: %v", base.MaxResponseHeaderBytes, base.TLSHandshakeTimeout, base.Proxy != nil)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	_, err := client(nil).Do(t.Context(), callTo(server.URL))
	if e := failed(t, err, errors.Unavailable); !strings.Contains(e.Message, "unknown authority") || len(e.Attempts) != 1 {
		t.Errorf("%d attempts: %v; want one that names the authority", len(e.Attempts), e)
	}
}

func TestNames(t *testing.T) {
	for _, test := range []struct {
		name string
		err  *net.DNSError
		sent int
		says string
	}{
		{"a host that does not exist", &net.DNSError{Err: "no such host", Name: "dbs.nowhere.test", IsNotFound: true}, 1, "does not exist: check the region"},
		{"a name server that is away", &net.DNSError{Err: "server misbehaving", Name: "dbs.nowhere.test", IsTemporary: true}, 4, "cannot be looked up: server misbehaving"},
		{"a name server that is slow", &net.DNSError{Err: "i/o timeout", Name: "dbs.nowhere.test", IsTimeout: true}, 4, "cannot be looked up"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				base := transport.NewBase()
				base.Proxy = nil
				base.DialContext = func(context.Context, string, string) (net.Conn, error) {
					return nil, &net.OpError{Op: "dial", Net: "tcp", Err: test.err}
				}
				_, err := client(base).Do(t.Context(), get())
				e := failed(t, err, errors.Unavailable)
				if len(e.Attempts) != test.sent || !strings.Contains(e.Message, test.says) {
					t.Errorf("%d attempts and %q; want %d and %q", len(e.Attempts), e.Message, test.sent, test.says)
				}
			})
		})
	}
}

// Proxies: one that wants a password, one that answers with its login page, and
// one that works.
func TestProxies(t *testing.T) {
	for _, test := range []struct {
		name, address, answer string
		kind                  errors.Kind
		status                int
		says                  string
	}{
		{"407 to CONNECT", "https://service.test/", "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n", errors.Unauthenticated, 0, "the proxy answered HTTP 407 Proxy Authentication Required: a proxy wants a login"},
		{"403 to CONNECT", "https://service.test/", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", errors.Unavailable, 0, "the proxy answered HTTP 403"},
		{"404 to CONNECT", "https://service.test/", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", errors.Unavailable, 0, "the proxy answered HTTP 404"},
		{"503 to CONNECT", "https://service.test/", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", errors.Unavailable, 0, "the proxy answered HTTP 503"},
		{"407 to a request", "http://service.test/", "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", errors.Unauthenticated, 407, "a proxy wants a login"},
		{"a login page", "http://service.test/", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\n\r\n<html>log in", errors.Malformed, 200, ""},
		{"a redirect to a login page", "http://service.test/", "HTTP/1.1 302 Found\r\nLocation: https://login.test/?next=a\r\nContent-Length: 0\r\n\r\n", errors.Malformed, 302, "redirect to https://login.test"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				source := &swap{}
				p := &pipes{serve: func(_ int, c net.Conn) {
					if r, ok := take(c); ok {
						quiet(t, "a request to the proxy", fmt.Sprint(r.Header))
						say(c, test.answer)
					}
				}}
				base := p.transport(t)
				base.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.test:3128", User: url.UserPassword("u", canary)})
				if test.kind != errors.Unauthenticated {
					base.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.test:3128"})
				}
				c := client(base, func(c *transport.Config) {
					source.creds.AccessKeyID, source.creds.AccessKeySecret = "AKID", canary
					c.Source, c.Options.MaxAttempts = source, 2
				})
				_, err := c.Do(t.Context(), callTo(test.address))
				e := failed(t, err, test.kind)
				if e.Status != test.status || !strings.Contains(e.Message, test.says) {
					t.Errorf("status %d and %q; want %d and %q", e.Status, e.Message, test.status, test.says)
				}
				if source.count != 0 {
					t.Error("the service's credentials were dropped for what a proxy said")
				}
			})
		})
	}
}

// A redirect is never followed, wherever it leads and however it is written; and
// it keeps nobody waiting.
func TestRedirects(t *testing.T) {
	for _, status := range []int{300, 301, 302, 303, 304, 307, 308} {
		for _, to := range []string{"https://evil.test/?x=1", "http://service.test/", "/v1/p/things", "", "://\x7f", "//evil.test", "%zz"} {
			for _, call := range []*transport.Call{get(), write()} {
				base := script(fmt.Sprintf("%d {}\nLocation: %s", status, to))
				c := client(base)
				_, err := c.Do(t.Context(), call)
				e := failed(t, err, errors.Malformed)
				if base.requests() != 1 || e.Status != status || !strings.Contains(e.Message, "redirect to") {
					t.Errorf("%d to %q: %d requests, %v; want 1 and a word on the redirect", status, to, base.requests(), e)
				}
				if strings.Contains(e.Message, "x=1") {
					t.Errorf("%d to %q: the query is in the message %q", status, to, e.Message)
				}
				// The key is not held back.
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				if _, err := c.Do(ctx, call); errors.Is(err, errors.Timeout) {
					t.Errorf("%d to %q: the next call waits: %v", status, to, err)
				}
				cancel()
			}
		}
	}
}
