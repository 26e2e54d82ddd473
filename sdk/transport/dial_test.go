package transport_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
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

// A connection that is being made ends with the call that wants it: net/http
// alone would go on for as long as the dialer or the handshake may take.
func TestDialEndsWithItsCaller(t *testing.T) {
	// Both tell when they were ended: a dial that hangs, and one to a server that
	// says nothing.
	type dialer func(ctx context.Context, ended func()) (net.Conn, error)
	never := func(ctx context.Context, ended func()) (net.Conn, error) {
		<-ctx.Done()
		ended()
		return nil, ctx.Err()
	}
	mute := func(_ context.Context, ended func()) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			for b := make([]byte, 4096); ; {
				if _, err := theirs.Read(b); err != nil {
					ended()
					return
				}
			}
		}()
		return ours, nil
	}
	for _, test := range []struct {
		name, address string
		proxy         bool
		dial          dialer
	}{
		{"a dial", "http://service.test/", false, never},
		{"a dial for TLS", "https://service.test/", false, never},
		{"a dial to a proxy", "https://service.test/", true, never},
		{"a handshake", "https://service.test/", false, mute},
	} {
		for _, deadline := range []bool{false, true} {
			t.Run(test.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					start := time.Now()
					ended := make(chan time.Duration, 10)
					base := transport.NewBaseOver(func(ctx context.Context, _, _ string) (net.Conn, error) {
						return test.dial(ctx, func() { ended <- time.Since(start) })
					})
					base.Proxy = nil
					if test.proxy {
						base.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: "proxy.test:3128"})
					}
					ctx, cancel := context.WithCancel(t.Context())
					kind := errors.Canceled
					if deadline {
						ctx, cancel = context.WithTimeout(t.Context(), 3*time.Second)
						kind = errors.Timeout
					} else {
						time.AfterFunc(3*time.Second, cancel)
					}
					defer cancel()
					_, err := client(base).Do(ctx, callTo(test.address))
					failed(t, err, kind)
					if took := <-ended; took < 3*time.Second || took > 3*time.Second+50*time.Millisecond {
						t.Errorf("it ended after %v, want 3s and at most 50ms", took)
					}
				})
			})
		}
	}
}

// A handshake that nobody cancels has its own limit, and is tried again.
func TestHandshakeHasALimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{serve: func(_ int, c net.Conn) { _, _ = c.Read(make([]byte, 4096)); _, _ = c.Read(make([]byte, 4096)) }}
		start := time.Now()
		_, err := client(p.transport(t)).Do(t.Context(), callTo("https://service.test/"))
		e := failed(t, err, errors.Unavailable)
		if took := time.Since(start); len(e.Attempts) != 4 || took < 40*time.Second || took > 41*time.Second {
			t.Errorf("%d attempts in %v, want 4 of 10s", len(e.Attempts), took)
		}
		if !strings.Contains(e.Message, "TLS handshake") || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the error is %v, want one that names the handshake and is no deadline of the caller's", err)
		}
	})
}

// A dial that was begun for a call which was answered over another connection
// goes on, and the next call may have it.
func TestDialOutlivesAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{serve: func(_ int, c net.Conn) {
			for {
				if _, ok := take(c); !ok {
					return
				}
				time.Sleep(2 * time.Second)
				say(c, fine)
			}
		}}
		over := p.transport(t).DialContext
		var mu sync.Mutex
		dials, ended := 0, 0
		base := transport.NewBaseOver(func(ctx context.Context, network, address string) (net.Conn, error) {
			mu.Lock()
			dials++
			wait := time.Second
			if dials == 2 {
				wait = 9 * time.Second // the first is done before
			}
			mu.Unlock()
			timer := time.NewTimer(wait)
			defer timer.Stop()
			select {
			case <-timer.C:
				return over(ctx, network, address)
			case <-ctx.Done():
				mu.Lock()
				ended++
				mu.Unlock()
				return nil, ctx.Err()
			}
		})
		base.Proxy = nil
		defer base.CloseIdleConnections()
		c := client(base)
		if _, err := c.Do(t.Context(), get()); err != nil { // proves the key
			t.Fatal(err)
		}
		start := time.Now()
		var all sync.WaitGroup
		for range 2 { // one takes the connection there is, the other dials, and waits for either
			all.Go(func() {
				if _, err := c.Do(t.Context(), get()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took := time.Since(start); took != 4*time.Second {
			t.Errorf("two calls over one connection took %v, want 4s", took)
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		p.mu.Lock()
		defer p.mu.Unlock()
		if dials != 2 || ended != 0 || p.dials != 2 {
			t.Errorf("%d dials, %d of them ended, %d connections; want 2, none, 2", dials, ended, p.dials)
		}
	})
}

// The own RoundTripper still speaks HTTP/2 where the server does, and verifies
// whom it speaks with.
func TestOwnBaseSpeaksHTTP2(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	base := transport.NewBase()
	base.Proxy = nil
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	base.TLSClientConfig = &tls.Config{RootCAs: roots}
	defer base.CloseIdleConnections()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := base.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.Proto != "HTTP/2.0" || resp.TLS == nil || len(resp.TLS.VerifiedChains) == 0 {
		t.Errorf("it speaks %s, TLS state %v", resp.Proto, resp.TLS)
	}
}
