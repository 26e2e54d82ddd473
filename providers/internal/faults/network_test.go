package faults_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// pipeNetwork is a network of in-memory connections, whose other end each runs
// serve. It works inside a bubble, where a listener would hang.
type pipeNetwork struct {
	serve func(dial int, c net.Conn)
	fail  func(dial int) error // instead of a connection; nil for never

	dials atomic.Int64
	all   sync.WaitGroup
}

func (n *pipeNetwork) dial(context.Context, string, string) (net.Conn, error) {
	dial := int(n.dials.Add(1))
	if n.fail != nil {
		if err := n.fail(dial); err != nil {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
		}
	}
	ours, theirs := net.Pipe()
	n.all.Go(func() {
		defer func() { _ = theirs.Close() }()
		n.serve(dial, theirs)
	})
	return ours, nil
}

// transport is net/http's own over this network. The test waits for all that
// serve.
func (n *pipeNetwork) transport(t *testing.T) *http.Transport {
	t.Cleanup(n.all.Wait)
	base := &http.Transport{DialContext: n.dial, TLSHandshakeTimeout: 10 * time.Second}
	t.Cleanup(base.CloseIdleConnections)
	return base
}

// plain makes a client speak http, so that tests can speak it too.
func plain(c *clientConfig) { c.Endpoint = "http://service.test" }

// taken reads one request of a connection, and reports whether there was one.
func taken(c net.Conn) bool {
	r, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, r.Body)
	return true
}

func say(c net.Conn, text string) { _, _ = io.WriteString(c, text) }

// whole is a good answer as it is on the wire, with more headers.
func whole(body string, headers ...string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s", strings.Join(headers, ""), len(body), body)
}

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

// silent says nothing until the other end leaves.
func silent(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }

// drip says text by so many bytes at a time, as the body of a good answer.
func drip(c net.Conn, text string, every time.Duration, step int) {
	say(c, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", len(text)))
	for i := 0; i < len(text); i += step {
		time.Sleep(every)
		if _, err := io.WriteString(c, text[i:min(i+step, len(text))]); err != nil {
			return
		}
	}
}

// What a network does to one request, over net/http's own connections.
func TestNetworkFaults(t *testing.T) {
	const gzipHeader = "Content-Encoding: gzip\r\n"
	for _, row := range []struct {
		name        string
		first       func(c net.Conn, body string) // what happens to the first request
		always      bool                          // and to those after it; else they are answered
		kind        errors.Kind                   // empty for success
		requests    int
		least, most time.Duration
		says        string
	}{
		{name: "reset before the headers", first: func(net.Conn, string) {}, requests: 2, most: oneBackoff},
		{name: "reset before the headers, always", first: func(net.Conn, string) {}, always: true, kind: errors.Unavailable, requests: 4, most: threeBackoffs},
		{name: "reset within the headers", first: func(c net.Conn, _ string) { say(c, "HTTP/1.1 200 OK\r\nConte") }, requests: 2, most: oneBackoff},
		{name: "cut with Content-Length", first: func(c net.Conn, body string) { say(c, whole(body)[:len(whole(body))-5]) }, requests: 2, most: oneBackoff},
		{name: "cut within a chunk", first: func(c net.Conn, body string) {
			say(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n"+body[:10])
		}, requests: 2, most: oneBackoff},
		{name: "cut between chunks", first: func(c net.Conn, body string) {
			say(c, fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(body), body))
		}, requests: 2, most: oneBackoff},
		{name: "cut without Content-Length", first: func(c net.Conn, body string) {
			say(c, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"+body[:len(body)-5])
		}, requests: 2, most: oneBackoff},
		{name: "cut without Content-Length, always", first: func(c net.Conn, body string) {
			say(c, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"+body[:len(body)-5])
		}, always: true, kind: errors.Malformed, requests: 4, most: threeBackoffs},
		{name: "Content-Length too small", first: func(c net.Conn, body string) {
			say(c, strings.Replace(whole(body, "Connection: close\r\n"), fmt.Sprintf(": %d\r", len(body)), fmt.Sprintf(": %d\r", len(body)-5), 1))
		}, requests: 2, most: oneBackoff},
		{name: "Content-Length too large", first: func(c net.Conn, body string) {
			say(c, strings.Replace(whole(body), fmt.Sprintf(": %d\r", len(body)), fmt.Sprintf(": %d\r", len(body)+5), 1))
		}, requests: 2, most: oneBackoff},
		{name: "Content-Length too large, and the connection stays", first: func(c net.Conn, body string) {
			say(c, strings.Replace(whole(body), fmt.Sprintf(": %d\r", len(body)), fmt.Sprintf(": %d\r", len(body)+5), 1))
			silent(c)
		}, requests: 2, least: 10 * time.Second, most: 10*time.Second + oneBackoff},
		{name: "accepted and never answered", first: func(c net.Conn, _ string) { silent(c) }, always: true, kind: errors.Timeout,
			requests: 2, least: time.Minute, most: time.Minute + oneBackoff, says: "no answer came within 20s"},
		{name: "not answered once", first: func(c net.Conn, _ string) { silent(c) }, requests: 2, least: 40 * time.Second, most: 40*time.Second + oneBackoff},
		{name: "a byte a second", first: func(c net.Conn, body string) { drip(c, body+strings.Repeat(" ", 900), time.Second, 1) }, always: true, kind: errors.Timeout,
			requests: 4, least: 40 * time.Second, most: 40*time.Second + threeBackoffs, says: "too slowly"},
		{name: "slow and steady", first: func(c net.Conn, body string) { drip(c, body+strings.Repeat(" ", 40<<10), time.Second, 2<<10) },
			requests: 1, least: 20 * time.Second, most: 22 * time.Second},
		{name: "no HTTP", first: func(c net.Conn, _ string) { say(c, "220 mail.test ESMTP\r\n") }, kind: errors.Malformed, requests: 1, says: "not HTTP"},
		{name: "gzip", first: func(c net.Conn, body string) { say(c, whole(zipped(body), gzipHeader)) }, requests: 1},
		{name: "truncated gzip", first: func(c net.Conn, body string) {
			packed := zipped(body)
			say(c, whole(packed[:len(packed)-9], gzipHeader))
		}, requests: 2, most: oneBackoff},
		{name: "gzip that is none", first: func(c net.Conn, body string) { say(c, whole(body, gzipHeader)) }, kind: errors.Malformed, requests: 1, says: "not the gzip"},
		{name: "gzip that nobody tells of", first: func(c net.Conn, body string) { say(c, whole(zipped(body))) }, kind: errors.Malformed, requests: 1},
		{name: "an encoding that nobody asked for", first: func(c net.Conn, body string) { say(c, whole("\x0b\x02"+body[:9], "Content-Encoding: br\r\n")) }, kind: errors.Malformed, requests: 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				n := &pipeNetwork{serve: func(dial int, c net.Conn) {
					if !taken(c) {
						return
					}
					if dial == 1 || row.always {
						row.first(c, s.fine().body)
						return
					}
					say(c, whole(s.fine().body))
				}}
				w := openWatched(t, s, n.transport(t), plain)
				start := time.Now()
				out, err := w.list(t.Context())
				w.within(time.Since(start), row.least, row.most)
				if sent := w.base.requests(); sent != row.requests {
					t.Errorf("%d requests, want %d: %v", sent, row.requests, err)
				}
				if row.kind == "" {
					if err != nil || len(out.ids) != 1 {
						t.Errorf("got %v and %v, want one row", out, err)
					}
					return
				}
				if e := w.failed(err, row.kind); !strings.Contains(e.Message, row.says) || len(e.Attempts) != row.requests {
					t.Errorf("%d attempts and the message %q, want %d and %q", len(e.Attempts), e.Message, row.requests, row.says)
				}
				n = &pipeNetwork{serve: func(_ int, c net.Conn) {
					if taken(c) {
						row.first(c, s.fine().body)
					}
				}}
				w = openWatched(t, s, n.transport(t), plain)
				w.broken(w.scan(t.Context(), sdk.Query{}), row.kind)
			})
		})
	}
}

// What keeps a connection from being made.
func TestDialFaults(t *testing.T) {
	for _, row := range []struct {
		name     string
		err      error
		times    int // that it happens
		kind     errors.Kind
		requests int
		says     string
	}{
		{"refused, then up", syscall.ECONNREFUSED, 1, "", 2, ""},
		{"refused", syscall.ECONNREFUSED, 99, errors.Unavailable, 4, "refused"},
		{"no such host", &net.DNSError{Err: "no such host", Name: "service.test", IsNotFound: true}, 99, errors.Unavailable, 1, "does not exist"},
		{"the name server is busy, then not", &net.DNSError{Err: "server misbehaving", Name: "service.test", IsTemporary: true}, 1, "", 2, ""},
		{"the name server is busy", &net.DNSError{Err: "server misbehaving", Name: "service.test", IsTemporary: true}, 99, errors.Unavailable, 4, "cannot be looked up"},
		{"the name server times out", &net.DNSError{Err: "i/o timeout", Name: "service.test", IsTimeout: true}, 2, "", 3, ""},
		{"no way there", syscall.EHOSTUNREACH, 2, "", 3, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				n := &pipeNetwork{
					serve: func(_ int, c net.Conn) {
						if taken(c) {
							say(c, whole(s.fine().body))
						}
					},
					fail: func(dial int) error {
						if dial <= row.times {
							return row.err
						}
						return nil
					},
				}
				w := openWatched(t, s, n.transport(t), plain)
				start := time.Now()
				_, err := w.list(t.Context())
				w.within(time.Since(start), 0, threeBackoffs)
				if sent := w.base.requests(); sent != row.requests {
					t.Errorf("%d requests, want %d: %v", sent, row.requests, err)
				}
				if row.kind == "" {
					if err != nil {
						t.Errorf("got %v, want success", err)
					}
				} else {
					if e := w.failed(err, row.kind); !strings.Contains(e.Message, row.says) {
						t.Errorf("the message %q does not say %q", e.Message, row.says)
					}
					w.broken(w.scan(t.Context(), sdk.Query{}), row.kind)
				}
			})
		})
	}
}

// A connection that was kept alive and closed between two calls costs nothing;
// one that dies under the second request costs no more than a repetition.
func TestKeepAlive(t *testing.T) {
	for _, dies := range []bool{false, true} {
		t.Run(fmt.Sprintf("dies under a request: %v", dies), func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				var seen atomic.Int64
				n := &pipeNetwork{serve: func(dial int, c net.Conn) {
					for taken(c) {
						seen.Add(1)
						if dial == 1 && seen.Load() == 2 {
							return
						}
						say(c, whole(s.fine().body))
						if dial == 1 && !dies {
							time.Sleep(10 * time.Second)
							return
						}
					}
				}}
				w := openWatched(t, s, n.transport(t), plain)
				for i := range 2 {
					if _, err := w.list(t.Context()); err != nil {
						t.Fatalf("call %d: %v", i, err)
					}
					time.Sleep(20 * time.Second)
				}
				want := int64(2)
				if dies {
					want = 3 // a GET net/http sends again by itself, a POST with its nonce we do
				}
				if seen.Load() != want || n.dials.Load() != 2 {
					t.Errorf("%d requests over %d connections, want %d over 2", seen.Load(), n.dials.Load(), want)
				}
				if resent := w.base.requests() == 3; dies && resent != (s.method == http.MethodPost) {
					t.Errorf("%d attempts of ours for a %s", w.base.requests(), s.method)
				}
			})
		})
	}
}

// A certificate that is not right is told in clear text and not tried again. The
// bubble's year is 2000.
func TestCertificates(t *testing.T) {
	at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	good, roots := certificate(t, "service.test", at)
	old, oldRoots := certificate(t, "service.test", at.AddDate(-2, 0, 0))
	other, otherRoots := certificate(t, "elsewhere.test", at)
	for _, row := range []struct {
		name  string
		cert  tls.Certificate
		roots *x509.CertPool
		says  string // empty for success
	}{
		{"good", good, roots, ""},
		{"expired", old, oldRoots, "expired"},
		{"another name", other, otherRoots, "for another name than service.test"},
		{"unknown root", good, x509.NewCertPool(), "unknown authority"},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				n := &pipeNetwork{serve: func(_ int, c net.Conn) {
					secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{row.cert}})
					if secure.Handshake() == nil && taken(secure) {
						say(secure, whole(s.fine().body))
					}
				}}
				base := n.transport(t)
				base.TLSClientConfig = &tls.Config{RootCAs: row.roots}
				w := openWatched(t, s, base, func(c *clientConfig) { c.Endpoint = "https://service.test" })
				start := time.Now()
				_, err := w.list(t.Context())
				w.within(time.Since(start), 0, 0)
				if w.base.requests() != 1 {
					t.Errorf("%d requests, want 1: %v", w.base.requests(), err)
				}
				if row.says != "" {
					w.broken(w.scan(t.Context(), sdk.Query{}), errors.Unavailable)
				}
				if row.says == "" {
					if err != nil {
						t.Errorf("got %v, want success", err)
					}
				} else if e := w.failed(err, errors.Unavailable); !strings.Contains(e.Message, row.says) || e.Retry != errors.RetryNo {
					t.Errorf("the message %q with retry %s, want it to say %q and no", e.Message, e.Retry, row.says)
				}
			})
		})
	}
}

// certificate is one signed by itself that is good for a day around at.
func certificate(t *testing.T, name string, at time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: at.Add(-12 * time.Hour), NotAfter: at.Add(12 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(t, err)
	parsed, err := x509.ParseCertificate(der)
	must(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

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

// A bad answer takes no more memory than three times the bound of a body, and no
// second request.
func TestLargeAnswers(t *testing.T) {
	const bound = 16 << 20
	packed := strings.Repeat(zipped(strings.Repeat(" ", 1<<20)), 512)
	if len(packed) > 600<<10 {
		t.Fatalf("the bomb has %d bytes packed", len(packed))
	}
	many := func(piece string) string { return strings.Repeat(piece, (15<<20)/len(piece)) }
	for _, row := range []struct {
		name   string
		only   string // services, all if empty
		answer func(s service) string
		flood  bool // and blanks behind it, without an end
		says   string
	}{
		{"half a megabyte of gzip that becomes 512 MB", "", func(service) string { return whole(packed, "Content-Encoding: gzip\r\n") }, false, "larger than"},
		{"a body that is announced too large", "", func(service) string { return "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{" }, false, "larger than"},
		{"a body without an end", "dbs csbs", func(service) string { return "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" }, true, "larger than"},
		{"an error's body without an end", "fnf sdrs", func(service) string { return "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n" }, true, "larger than"},
		{"a hundred thousand rows of nothing", "", func(s service) string { return whole(s.with("[" + strings.Repeat("{},", 99_000) + "{}]")) }, false, "more rows than any page"},
		{"five million rows of nothing", "dbs", func(s service) string { return whole(s.with("[" + many("{},") + "{}]")) }, false, "too many values"},
		{"five million rows that are none", "sdrs", func(s service) string { return whole(s.with("[" + many(`"",`) + "0]")) }, false, "too many values"},
		{"three million members that nobody knows", "csbs", func(s service) string {
			return whole(s.answer(s.row("a1", `"x":{`+many(`"":0,`)+`"":0}`)))
		}, false, "too many values"},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, row.only, func(t *testing.T, s service) {
				var before, after runtime.MemStats
				answer, blanks := row.answer(s), bytes.Repeat([]byte(" "), 1<<20)
				n := &pipeNetwork{serve: func(_ int, c net.Conn) {
					if !taken(c) {
						return
					}
					_, err := io.Copy(c, strings.NewReader(answer))
					for row.flood && err == nil {
						_, err = c.Write(blanks)
					}
				}}
				w := openWatched(t, s, n.transport(t), plain)
				runtime.GC()
				runtime.ReadMemStats(&before)
				_, err := w.list(t.Context())
				runtime.ReadMemStats(&after)
				if e := w.failed(err, errors.Malformed); !strings.Contains(e.Message, row.says) || w.base.requests() != 1 {
					t.Errorf("got %v after %d requests, want to be told that it is %s after one", err, w.base.requests(), row.says)
				}
				// All that was allocated is no less than the peak.
				if grew := after.TotalAlloc - before.TotalAlloc; grew >= 3*bound {
					t.Errorf("%d MiB were allocated for a bound of %d", grew>>20, bound>>20)
				}
			})
		})
	}
}

// One text that is nearly as long as a body may be is read into what keeps it, and
// into little else on the way.
func TestLongText(t *testing.T) {
	const bound = 16 << 20
	text := strings.Repeat("x", bound-1<<20)
	for _, length := range []string{"announced", "not announced"} {
		for _, status := range []int{200, 400} {
			t.Run(fmt.Sprintf("%d, its length %s", status, length), func(t *testing.T) {
				eachService(t, "", func(t *testing.T, s service) {
					body := s.answer(s.row("a1", quote("fail_reason", `"`+text+`"`), quote("Description", `"`+text[:1]+`"`)))
					if status == 400 {
						body = `{"code":"X.1","message":"` + text + `"}`
					}
					head := fmt.Sprintf("HTTP/1.1 %d Said\r\nConnection: close\r\n", status)
					if length == "announced" {
						head += fmt.Sprintf("Content-Length: %d\r\n", len(body))
					}
					answer := []byte(head + "\r\n" + body)
					n := &pipeNetwork{serve: func(_ int, c net.Conn) {
						if taken(c) {
							_, _ = c.Write(answer)
						}
					}}
					w := openWatched(t, s, n.transport(t), plain)
					var before, after runtime.MemStats
					runtime.GC()
					runtime.ReadMemStats(&before)
					_, err := w.list(t.Context())
					runtime.ReadMemStats(&after)
					if (err == nil) != (status == 200) {
						t.Errorf("got %.200v", err)
					}
					// All that was allocated is no less than the peak.
					if grew := after.TotalAlloc - before.TotalAlloc; grew < bound || grew >= 3*bound-8<<20 {
						t.Errorf("%d MiB were allocated for a bound of %d", grew>>20, bound>>20)
					}
				})
			})
		}
	}
}

// The client's own RoundTripper, over real sockets of this machine: what is
// refused, how long headers may be, whom it trusts.
func TestDefaultRoundTripper(t *testing.T) {
	listener := func(t *testing.T, serve func(net.Conn)) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		must(t, err)
		var all sync.WaitGroup
		all.Go(func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				all.Go(func() {
					defer func() { _ = c.Close() }()
					serve(c)
				})
			}
		})
		t.Cleanup(func() { _ = l.Close(); all.Wait() })
		return l.Addr().String()
	}
	at := func(endpoint string) configure {
		return func(c *clientConfig) { c.Endpoint, c.Transport.RoundTripper = endpoint, nil }
	}
	for _, s := range services {
		t.Run(s.name, func(t *testing.T) {
			t.Run("endless headers", func(t *testing.T) {
				var seen atomic.Int64
				address := listener(t, func(c net.Conn) {
					if !taken(c) {
						return
					}
					seen.Add(1)
					say(c, "HTTP/1.1 200 OK\r\n")
					for line := "X-Long: " + strings.Repeat("y", 1000) + "\r\n"; ; {
						if _, err := io.WriteString(c, line); err != nil {
							return
						}
					}
				})
				w := openWatched(t, s, nil, at("http://"+address))
				var before, after runtime.MemStats
				runtime.ReadMemStats(&before)
				start := time.Now()
				_, err := w.list(t.Context())
				took := time.Since(start)
				runtime.ReadMemStats(&after)
				if e := w.failed(err, errors.Malformed); !strings.Contains(e.Message, "headers") || seen.Load() != 1 {
					t.Errorf("got %v after %d requests, want to be told of the headers after one", err, seen.Load())
				}
				if grew := after.TotalAlloc - before.TotalAlloc; grew > 8<<20 || took > 5*time.Second {
					t.Errorf("%d MiB were allocated in %v, for headers of which 256 KiB are read", grew>>20, took)
				}
			})
			t.Run("headers of 1 MB", func(t *testing.T) {
				address := listener(t, func(c net.Conn) {
					if taken(c) {
						say(c, whole(s.fine().body, strings.Repeat("X-Long: "+strings.Repeat("y", 1000)+"\r\n", 1000)))
					}
				})
				w := openWatched(t, s, nil, at("http://"+address))
				_, err := w.list(t.Context())
				w.failed(err, errors.Malformed)
			})
			t.Run("refused", func(t *testing.T) {
				l, err := net.Listen("tcp", "127.0.0.1:0")
				must(t, err)
				address := l.Addr().String()
				must(t, l.Close())
				w := openWatched(t, s, nil, at("http://"+address), func(c *clientConfig) { c.Transport.MinDelay = 20 * time.Millisecond })
				_, err = w.list(t.Context())
				if e := w.failed(err, errors.Unavailable); len(e.Attempts) != 4 || e.Status != 0 {
					t.Errorf("got %s, want four attempts", e.Detail())
				}
			})
			t.Run("a handshake that is cancelled", func(t *testing.T) {
				began, ended := make(chan struct{}), make(chan struct{})
				address := listener(t, func(c net.Conn) {
					_, _ = c.Read(make([]byte, 1))
					close(began)
					_, _ = io.Copy(io.Discard, c)
					close(ended)
				})
				w := openWatched(t, s, nil, at("https://"+address))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var cancelled time.Time
				go func() {
					<-began
					cancelled = time.Now()
					cancel()
				}()
				_, err := w.list(ctx)
				w.failed(err, errors.Canceled)
				<-ended
				if took := time.Since(cancelled); took > 500*time.Millisecond { // of a real clock
					t.Errorf("the connection was closed %v after the call was cancelled, want at once", took)
				}
			})
			t.Run("a root that nobody knows", func(t *testing.T) {
				cert, _ := certificate(t, "127.0.0.1", time.Now())
				var seen atomic.Int64
				address := listener(t, func(c net.Conn) {
					secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}})
					if secure.Handshake() == nil && taken(secure) {
						seen.Add(1)
					}
				})
				w := openWatched(t, s, nil, at("https://"+address))
				_, err := w.list(t.Context())
				if e := w.failed(err, errors.Unavailable); len(e.Attempts) != 1 || seen.Load() != 0 {
					t.Errorf("got %s after %d requests, want one attempt that sends nothing", e.Detail(), seen.Load())
				}
			})
		})
	}
}
