package faults_test

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// A proxy's refusal and a proxy's page are not the service's word.
func TestProxies(t *testing.T) {
	const page = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"
	login := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", len(htmlPage), htmlPage)
	for _, row := range []struct {
		name, scheme, says string
		kind               errors.Kind
	}{
		{"407", "http", page, errors.Unauthenticated},
		{"407 to CONNECT", "https", page, errors.Unauthenticated},
		{"a login page", "http", login, errors.Malformed},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				n := &pipeNetwork{serve: func(_ int, c net.Conn) {
					if taken(c) {
						say(c, row.says)
					}
				}}
				base := n.transport(t)
				base.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.test:3128", User: url.UserPassword("user", canaryPassword)})
				w := openWatched(t, s, base, func(c *clientConfig) { c.Endpoint = row.scheme + "://service.test" })
				start := time.Now()
				_, err := w.list(t.Context())
				w.within(time.Since(start), 0, 0)
				w.failed(err, row.kind)
				if w.base.requests() != 1 || n.dials.Load() != 1 {
					t.Errorf("%d requests over %d connections, want one", w.base.requests(), n.dials.Load())
				}
				// The proxy has said nothing about the key: the next call is sent.
				_, err = w.list(t.Context())
				w.failed(err, row.kind)
				if w.base.requests() != 2 {
					t.Errorf("%d requests after a second call, want 2", w.base.requests())
				}
				w.broken(w.scan(t.Context(), sdk.Query{}), row.kind)
			})
		})
	}
}

// A redirect is never followed, wherever it leads: what signs the request would
// go there too.
func TestRedirects(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []string{
			"https://elsewhere.test/steal?x=1", "http://service.test/", "//elsewhere.test/", "/again", "https://service.test/v1/p/here", "itself", "",
		} {
			t.Run(fmt.Sprintf("%d to %q", status, to), func(t *testing.T) {
				eachService(t, "", func(t *testing.T, s service) {
					for _, keys := range []configure{nil, tokens} {
						if keys != nil && !s.huawei() {
							continue
						}
						set := []configure{func(*clientConfig) {}}
						if keys != nil {
							set = append(set, keys)
						}
						w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
							if to == "itself" { // with the signature, where that is in the address
								return html(status, "Location", r.URL.String()).response(r)
							}
							return html(status, "Location", to).response(r)
						}), set...)
						start := time.Now()
						_, err := w.list(t.Context())
						w.within(time.Since(start), 0, 0)
						if e := w.failed(err, errors.Malformed); e.Status != status || !strings.Contains(e.Message, "redirect") || len(e.Attempts) != 1 {
							t.Errorf("got %v, want it to tell of the redirect", e.Detail())
						}
						if w.base.requests() != 1 {
							t.Errorf("%d requests, want 1", w.base.requests())
						}
						w.broken(w.scan(t.Context(), sdk.Query{}), errors.Malformed)
					}
				})
			})
		}
	}
}

// tokens gives a client of Huawei's services a token instead of keys.
func tokens(c *clientConfig) { c.Auth, c.Credentials = "token", staticToken }
