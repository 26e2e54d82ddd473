package faults_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// serveLocal serves connections to a port of this machine, whose address it gives.
func serveLocal(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
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

// withEndpoint gives a client its own RoundTripper and an endpoint.
func withEndpoint(endpoint string) configure {
	return func(c *clientConfig) { c.Endpoint, c.Transport.RoundTripper = endpoint, nil }
}

// The client's own RoundTripper, over real sockets of this machine: what is
// refused, how long headers may be, whom it trusts.
func TestDefaultRoundTripper(t *testing.T) {
	for _, s := range services {
		t.Run(s.name, func(t *testing.T) {
			for name, test := range map[string]func(*testing.T, service){
				"endless headers": endlessHeaders, "headers of 1 MB": longHeaders, "refused": refusedConnection,
				"a handshake that is cancelled": cancelledHandshake, "a root that nobody knows": unknownRoot,
			} {
				t.Run(name, func(t *testing.T) { test(t, s) })
			}
		})
	}
}

// endlessHeaders are cut at the bound, and not read again.
func endlessHeaders(t *testing.T, s service) {
	var seen atomic.Int64
	address := serveLocal(t, func(c net.Conn) {
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
	w := openWatched(t, s, nil, withEndpoint("http://"+address))
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
}

// longHeaders are longer than the bound, and have an end.
func longHeaders(t *testing.T, s service) {
	address := serveLocal(t, func(c net.Conn) {
		if taken(c) {
			say(c, whole(s.fine().body, strings.Repeat("X-Long: "+strings.Repeat("y", 1000)+"\r\n", 1000)))
		}
	})
	w := openWatched(t, s, nil, withEndpoint("http://"+address))
	_, err := w.list(t.Context())
	w.failed(err, errors.Malformed)
}

// refusedConnection is tried four times.
func refusedConnection(t *testing.T, s service) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	address := l.Addr().String()
	must(t, l.Close())
	w := openWatched(t, s, nil, withEndpoint("http://"+address), func(c *clientConfig) { c.Transport.MinDelay = 20 * time.Millisecond })
	_, err = w.list(t.Context())
	if e := w.failed(err, errors.Unavailable); len(e.Attempts) != 4 || e.Status != 0 {
		t.Errorf("got %s, want four attempts", e.Detail())
	}
}

// cancelledHandshake closes its connection at once.
func cancelledHandshake(t *testing.T, s service) {
	began, ended := make(chan struct{}), make(chan struct{})
	address := serveLocal(t, func(c net.Conn) {
		_, _ = c.Read(make([]byte, 1))
		close(began)
		_, _ = io.Copy(io.Discard, c)
		close(ended)
	})
	w := openWatched(t, s, nil, withEndpoint("https://"+address))
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
}

// unknownRoot is not trusted: nothing is sent.
func unknownRoot(t *testing.T, s service) {
	cert, _ := certificate(t, "127.0.0.1", time.Now())
	var seen atomic.Int64
	address := serveLocal(t, func(c net.Conn) {
		secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}})
		if secure.Handshake() == nil && taken(secure) {
			seen.Add(1)
		}
	})
	w := openWatched(t, s, nil, withEndpoint("https://"+address))
	_, err := w.list(t.Context())
	if e := w.failed(err, errors.Unavailable); len(e.Attempts) != 1 || seen.Load() != 0 {
		t.Errorf("got %s after %d requests, want one attempt that sends nothing", e.Detail(), seen.Load())
	}
}
