package transport_test

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// A setting that cannot be read is an error that names its variable and shows
// nothing of it. Nothing is sent past the proxy.
func TestAnUnreadableProxySettingIsAnError(t *testing.T) {
	const secure, plain = "https://service.test/", "http://service.test/"
	for _, test := range []struct {
		variable, value, address string
		says                     string // empty where the setting can be read
	}{
		{"HTTPS_PROXY", "http://proxy.test:3128", secure, ""},
		{"HTTPS_PROXY", "proxy.test:3128", secure, ""},
		{"HTTPS_PROXY", "proxy.test", secure, ""},
		{"HTTPS_PROXY", "https://user:" + canary + "@proxy.test", secure, ""},
		{"https_proxy", "socks5://proxy.test:1080", secure, ""},
		{"HTTP_PROXY", "socks5h://[::1]:1080", plain, ""},
		{"HTTPS_PROXY", "http://proxy.test:port", secure, "neither a URL nor HOST:PORT"},
		{"HTTPS_PROXY", "http://proxy.test:99999", secure, "port is not a number from 1 to 65535"},
		{"HTTPS_PROXY", "proxy.test:3128:" + canary, secure, "neither a URL nor HOST:PORT"},
		{"HTTPS_PROXY", "http://user:" + canary + "#x@proxy.test:3128", secure, "not escaped"},
		{"HTTPS_PROXY", "http://%zz" + canary + "@proxy.test:3128", secure, "neither a URL"},
		{"HTTPS_PROXY", "socks4://proxy.test:1080", secure, "scheme is none of"},
		{"https_proxy", "http://", secure, "names no host"},
		{"https_proxy", "http://:3128", secure, "names no host"},
		{"HTTPS_PROXY", " http://proxy.test", secure, "neither a URL"},
		{"HTTP_PROXY", "http:proxy.test:3128", plain, "neither a URL"},
		{"http_proxy", "ftp://proxy.test", plain, "scheme is none of"},
		// of the other scheme, and for this machine itself
		{"HTTP_PROXY", "http://", secure, ""},
		{"HTTPS_PROXY", "http://", plain, ""},
		{"HTTPS_PROXY", "http://", "https://127.0.0.1:9000/", ""},
		{"HTTP_PROXY", "http://", "http://localhost:9000/", ""},
		{"HTTP_PROXY", "http://", "http://[::1]:9000/", ""},
	} {
		sent := 0
		base := transport.NewBaseOver(func(context.Context, string, string) (net.Conn, error) {
			sent++
			return nil, errors.New("connection refused")
		})
		base.Proxy = transport.ProxyFrom(func(name string) string {
			if name == test.variable {
				return test.value
			}
			return ""
		})
		_, err := client(base, func(c *transport.Config) { c.Options.MaxAttempts = 1 }).Do(t.Context(), callTo(test.address))
		if test.says == "" {
			if failed(t, err, errors.Unavailable); sent != 1 {
				t.Errorf("%s=%s: %d connections, want 1", test.variable, test.value, sent)
			}
			continue
		}
		e := failed(t, err, errors.Unavailable)
		if sent != 0 || e.Retry != errors.RetryNo || e.Situation != errors.ProxySetting || !strings.Contains(e.Message, test.variable) || !strings.Contains(e.Message, test.says) {
			t.Errorf("%s=%s: %d connections and %q, want none and %q", test.variable, test.value, sent, e.Message, test.says)
		}
		if remedy := e.Explain("en").Remedy; !strings.Contains(remedy, "environment variable") {
			t.Errorf("the remedy is %q", remedy)
		}
	}
}

// A proxy that cannot be reached is what an error names, and not the host behind
// it: neither region nor endpoint has to be checked.
func TestAProxyThatCannotBeReachedIsNamed(t *testing.T) {
	for _, test := range []struct {
		name string
		err  error
		sent int
		says string
	}{
		{"no such name", &net.DNSError{Err: "no such host", Name: "proxy.test", IsNotFound: true}, 1, "the proxy proxy.test does not exist: check the proxy settings"},
		{"a name server that is away", &net.DNSError{Err: "server misbehaving", Name: "proxy.test", IsTemporary: true}, 4, "the proxy proxy.test cannot be looked up: server misbehaving"},
		{"refused", errors.New("connect: connection refused"), 4, "the proxy cannot be reached: dial tcp: connect: connection refused"},
	} {
		for _, address := range []string{"https://sdrs.eu-de.test/", "http://sdrs.eu-de.test/"} {
			for _, proxy := range []string{"http", "https", "socks5"} {
				t.Run(test.name+", "+proxy+" to "+address, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						base := transport.NewBaseOver(func(context.Context, string, string) (net.Conn, error) {
							return nil, &net.OpError{Op: "dial", Net: "tcp", Err: test.err}
						})
						base.Proxy = http.ProxyURL(&url.URL{Scheme: proxy, Host: "proxy.test:3128", User: url.UserPassword("u", canary)})
						call := write() // nothing can have been done
						call.URL, _ = url.Parse(address)
						_, err := client(base).Do(t.Context(), call)
						e := failed(t, err, errors.Unavailable)
						if len(e.Attempts) != test.sent || !strings.Contains(e.Message, test.says) || e.Situation != errors.ProxyUnreachable {
							t.Errorf("%d attempts and %q, want %d and %q", len(e.Attempts), e.Message, test.sent, test.says)
						}
						if strings.Contains(e.Message, "region") || strings.Contains(e.Message, "sdrs.eu-de.test") {
							t.Errorf("%q blames the host behind the proxy", e.Message)
						}
					})
				})
			}
		}
	}
}

// Whoever is refused by a proxy has nothing to do with keys and rights.
func TestAProxysRefusalBlamesNoKey(t *testing.T) {
	for _, status := range []int{403, 404, 407, 429, 502} {
		synctest.Test(t, func(t *testing.T) {
			p := &pipes{serve: func(_ int, c net.Conn) {
				if _, ok := take(c); ok {
					_ = (&http.Response{StatusCode: status, ProtoMajor: 1, ProtoMinor: 1}).Write(c)
				}
			}}
			base := p.transport(t)
			base.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.test:3128"})
			for _, address := range []string{"https://service.test/", "http://service.test/"} {
				if status != 407 && address[:5] == "http:" {
					continue // the service's own, for all that anybody knows
				}
				_, err := client(base).Do(t.Context(), callTo(address))
				e, _ := errors.AsType[*errors.Error](err)
				if e == nil || e.Right != "" || e.Situation == "" || e.Kind == errors.PermissionDenied || e.Kind == errors.NotFound {
					t.Fatalf("%d to %s: %v", status, address, err)
				}
				text := e.Error() + e.Explain("en").Remedy
				if strings.Contains(text, "Check the access key") || strings.Contains(text, "locks") || !strings.Contains(text, "HTTPS_PROXY") && status == 407 {
					t.Errorf("%d to %s: told is %q", status, address, text)
				}
			}
		})
	}
}
