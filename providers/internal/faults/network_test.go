package faults_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
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
