package transport_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
)

// fine is a whole answer.
const fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

// take reads one request of a connection, and reports whether there was one.
func take(c net.Conn) (*http.Request, bool) {
	r, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return nil, false
	}
	_, _ = io.Copy(io.Discard, r.Body)
	return r, true
}

func say(c net.Conn, text string) { _, _ = io.WriteString(c, text) }

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

// networkFault is what a network does to the tries of one call.
type networkFault struct {
	name  string
	first func(net.Conn)   // after the first request was read
	rest  func(net.Conn)   // after the others; default fine
	kind  errors.Kind      // empty for success
	sent  int              // connections
	took  [2]time.Duration // at least, at most
	says  string
}

// networkFaults are what networks do, and what becomes of the call.
func networkFaults() []networkFault {
	ok := func(body string) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}
	gz := func(body string) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}
	drip := func(text string, every time.Duration, step int) func(net.Conn) {
		return func(c net.Conn) {
			say(c, fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", len(text)))
			for i := 0; i < len(text); i += step {
				time.Sleep(every)
				if _, err := io.WriteString(c, text[i:min(i+step, len(text))]); err != nil {
					return
				}
			}
		}
	}
	says := func(text string) func(net.Conn) { return func(c net.Conn) { say(c, text) } }
	silent := func(c net.Conn) { _, _ = c.Read(make([]byte, 1)) }
	long := `{"x":"` + strings.Repeat("x", 64<<10) + `"}`
	return []networkFault{
		{name: "fine", first: says(fine), sent: 1},
		{name: "closed before the headers", first: says(""), sent: 2},
		{name: "closed within the headers", first: says("HTTP/1.1 200 OK\r\nContent-"), sent: 2},
		{name: "cut with Content-Length", first: says("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"a\":"), sent: 2},
		{name: "cut within a chunk", first: says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"a\":"), sent: 2},
		{name: "cut between chunks", first: says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n"), sent: 2},
		{name: "Content-Length too large", first: says("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}"), sent: 2},
		{name: "Content-Length beyond the bound", first: says("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}"), kind: errors.Malformed, sent: 1, says: "larger than"},
		{name: "Content-Length twice", first: says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), kind: errors.Unavailable, rest: says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"), sent: 4},
		{name: "gzip", first: says(gz(zipped(`{"a":1}`))), sent: 1},
		{name: "gzip that is cut", first: says(gz(zipped(long)[:40])), sent: 2},
		{name: "gzip that is none", first: says(gz(`{"a":"not compressed"}`)), kind: errors.Malformed, sent: 1, says: "not the gzip"},
		{name: "gzip that is damaged", first: says(gz(damaged(zipped(long)))), sent: 2},
		{name: "another encoding than it says", first: says(ok(zipped("{}"))), kind: errors.Malformed, sent: 1},
		{name: "no HTTP", first: says("SSH-2.0-OpenSSH_9.6\r\n"), kind: errors.Malformed, sent: 1, says: "not HTTP"},
		{
			name: "endless headers", kind: errors.Malformed, sent: 1, says: "headers of the answer are too large",
			first: func(c net.Conn) {
				say(c, "HTTP/1.1 200 OK\r\n")
				for {
					if _, err := io.WriteString(c, "X: "+strings.Repeat("y", 1000)+"\r\n"); err != nil {
						return
					}
				}
			},
		},
		{
			name: "never answered", first: silent, rest: silent, kind: errors.Timeout, sent: 2,
			took: [2]time.Duration{time.Minute, time.Minute + time.Second}, says: "no answer came within 20s",
		},
		{name: "not answered once", first: silent, sent: 2, took: [2]time.Duration{40 * time.Second, 41 * time.Second}},
		{
			name: "a byte a second", first: drip(long, time.Second, 1), rest: drip(long, time.Second, 1), kind: errors.Timeout, sent: 4,
			took: [2]time.Duration{40 * time.Second, 41 * time.Second}, says: "too slowly: less than 1 KiB in 10s",
		},
		{name: "a byte a second once", first: drip(long, time.Second, 1), sent: 2, took: [2]time.Duration{10 * time.Second, 11 * time.Second}},
		{
			name: "a body that never ends its pace", first: drip(long, 9*time.Second, 2<<10), kind: errors.Timeout, sent: 1,
			took: [2]time.Duration{time.Minute, time.Minute}, says: "not whole in the 1m0s for all requests of a call",
		},
		{name: "slow and steady", first: drip(long, time.Second, 2<<10), sent: 1, took: [2]time.Duration{33 * time.Second, 34 * time.Second}},
		{name: "headers, then nothing", first: func(c net.Conn) { say(c, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"); silent(c) }, sent: 2, took: [2]time.Duration{10 * time.Second, 11 * time.Second}},
		{name: "206 that nobody asked for", first: says("HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-1/9\r\nContent-Length: 2\r\n\r\n{}"), kind: errors.Malformed, sent: 1, says: "only a part"},
		{name: "204 without a body", first: says("HTTP/1.1 204 No Content\r\n\r\n"), kind: errors.Malformed, sent: 1},
	}
}

// What a network and a server do to one request, over real connections of
// package net/http.
func TestNetwork(t *testing.T) {
	for _, test := range networkFaults() {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &pipes{serve: func(n int, c net.Conn) {
					if _, ok := take(c); !ok {
						return
					}
					switch {
					case n == 1:
						test.first(c)
					case test.rest != nil:
						test.rest(c)
					default:
						say(c, fine)
					}
				}}
				base := p.transport(t)
				call := get()
				call.Method = http.MethodPost // net/http sends a GET again by itself
				start := time.Now()
				meta, err := client(base).Do(t.Context(), call)
				took := time.Since(start)
				if test.kind == "" && err != nil {
					t.Errorf("err = %v, want none", err)
				}
				if test.kind != "" {
					if e := failed(t, err, test.kind); !strings.Contains(e.Message, test.says) {
						t.Errorf("the message is %q, want it to say %q", e.Message, test.says)
					}
				}
				if len(meta.Attempts) != test.sent {
					t.Errorf("%d attempts, want %d: %v", len(meta.Attempts), test.sent, err)
				}
				if test.took[1] == 0 {
					test.took[1] = time.Second
				}
				if took < test.took[0] || took > test.took[1] {
					t.Errorf("it took %v, want %v to %v", took, test.took[0], test.took[1])
				}
			})
		})
	}
}

func damaged(s string) string {
	b := []byte(s)
	b[len(b)-6] ^= 0xff // in the checksum
	return string(b)
}

// On a connection that died while it was idle, net/http sends a GET again by
// itself, with the same nonce. A POST it leaves to us.
func TestDeadKeepAliveConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var nonces []string
		p := &pipes{}
		p.serve = func(n int, c net.Conn) {
			for i := 0; ; i++ {
				r, ok := take(c)
				if !ok {
					return
				}
				nonces = append(nonces, r.Header.Get("Test-Nonce"))
				if n == 1 && i == 1 {
					return // it took the request and died
				}
				say(c, fine)
			}
		}
		base := p.transport(t)
		c := client(base)
		call := get()
		call.Method = http.MethodPost
		for range 2 {
			if _, err := c.Do(t.Context(), call); err != nil {
				t.Fatal(err)
			}
		}
		if len(nonces) != 3 || nonces[1] == nonces[2] {
			t.Errorf("the server saw the nonces %v; want three, the repeated request with a new one", nonces)
		}
		_, err := c.Do(t.Context(), write())
		if err != nil || len(nonces) != 4 {
			t.Errorf("a write over a warm connection: %v, %d requests", err, len(nonces))
		}
	})
}

var spaces = bytes.Repeat([]byte(" "), 1<<20)

// zeros is a body of n spaces and no end of JSON.
type zeros struct{ n int64 }

func (z *zeros) Read(b []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	k := int(min(z.n, int64(len(b))))
	copy(b[:k], spaces)
	k = min(k, len(spaces))
	z.n -= int64(k)
	return k, nil
}

// bomb is half a megabyte of gzip that becomes 512 MB: the same member 512 times.
func bomb() []byte {
	return bytes.Repeat([]byte(zipped(strings.Repeat(" ", 1<<20))), 512)
}

// peak runs f and tells how far the heap grew while it ran, nothing being
// collected.
func peak(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc // no less than the peak
}

// A body that is too large takes no more memory than three times the bound,
// whichever way it comes.
func TestMemoryOfLargeBodies(t *testing.T) {
	const bound = 16 << 20
	packed := bomb()
	if len(packed) > 600<<10 {
		t.Fatalf("the bomb has %d bytes packed", len(packed))
	}
	for _, test := range []struct {
		name string
		resp func() *http.Response
	}{
		{"gzip bomb that we decompress", func() *http.Response {
			r := answer(200, "", "Content-Encoding", "gzip")
			r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(packed)), int64(len(packed))
			return r
		}},
		{"gzip bomb that net/http decompresses", func() *http.Response {
			z, _ := gzip.NewReader(bytes.NewReader(packed))
			r := answer(200, "")
			r.Body, r.ContentLength, r.Uncompressed = io.NopCloser(z), -1, true
			return r
		}},
		{"endless body", func() *http.Response {
			r := answer(200, "")
			r.Body, r.ContentLength = io.NopCloser(&zeros{1 << 40}), -1
			return r
		}},
		{"announced and endless", func() *http.Response {
			r := answer(200, "")
			r.Body, r.ContentLength = io.NopCloser(&zeros{1 << 40}), bound
			return r
		}},
		{"just as large as may be", func() *http.Response {
			r := answer(200, "")
			r.Body, r.ContentLength = io.NopCloser(io.MultiReader(strings.NewReader("{}"), &zeros{bound - 2})), -1
			return r
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			base := roundTrip(func(*http.Request) (*http.Response, error) { return test.resp(), nil })
			c := client(base)
			call := get()
			call.Read = func(r transport.Response) error { return nil }
			var err error
			grew := peak(func() { _, err = c.Do(t.Context(), call) })
			if strings.HasPrefix(test.name, "just") {
				if err != nil {
					t.Errorf("a body of exactly the bound: %v", err)
				}
			} else if e := failed(t, err, errors.Malformed); len(e.Attempts) != 1 {
				t.Errorf("%d attempts, want 1", len(e.Attempts))
			}
			t.Logf("allocated %.1f MiB for a bound of %d MiB", float64(grew)/(1<<20), bound>>20)
			if grew >= 3*bound {
				t.Errorf("%d MiB were allocated, want less than three times the bound of %d MiB", grew>>20, bound>>20)
			}
		})
	}
}
