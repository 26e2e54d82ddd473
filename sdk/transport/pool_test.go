package transport_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// sockets counts the connections that servers have open.
type sockets struct {
	mu           sync.Mutex
	open, opened int
}

// serve is the address of a server whose connections are counted. It answers when
// before has returned.
func (s *sockets) serve(t *testing.T, before func()) string {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		before()
		_, _ = io.WriteString(w, "{}")
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		s.mu.Lock()
		defer s.mu.Unlock()
		switch state {
		case http.StateNew:
			s.open++
			s.opened++
		case http.StateClosed, http.StateHijacked:
			s.open--
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return server.URL
}

func (s *sockets) counts() (open, opened int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open, s.opened
}

// Clients that are given no RoundTripper use one pool of connections between them,
// however many they are.
func TestClientsShareAPoolOfConnections(t *testing.T) {
	var s sockets
	address := s.serve(t, func() {})
	for range 200 {
		if _, err := client(nil).Do(t.Context(), callTo(address)); err != nil {
			t.Fatal(err)
		}
	}
	if _, opened := s.counts(); opened != 1 {
		t.Errorf("200 clients opened %d connections to one host, want 1", opened)
	}
}

// A client with a RoundTripper of its own uses that.
func TestPoolOfConnectionsCanBeReplaced(t *testing.T) {
	var s sockets
	address := s.serve(t, func() {})
	for range 2 {
		own := &http.Transport{}
		if _, err := client(own).Do(t.Context(), callTo(address)); err != nil {
			t.Fatal(err)
		}
		own.CloseIdleConnections()
	}
	if _, opened := s.counts(); opened != 2 {
		t.Errorf("two RoundTrippers opened %d connections, want one each", opened)
	}
}

// Connections that nobody uses are bounded: over all hosts, and at each of them.
func TestIdleConnectionsAreBounded(t *testing.T) {
	const overAll, atHost = 64, 16
	var many sockets
	for range 2 * overAll {
		if _, err := client(nil).Do(t.Context(), callTo(many.serve(t, func() {}))); err != nil {
			t.Fatal(err)
		}
	}
	many.settle(t, "many hosts", overAll)

	var one sockets
	var inside sync.WaitGroup // so that all have a connection at once
	inside.Add(4 * atHost)
	address := one.serve(t, func() { inside.Done(); inside.Wait() })
	together(4*atHost, func(int) {
		if _, err := client(nil).Do(t.Context(), callTo(address)); err != nil {
			t.Error(err)
		}
	})
	one.settle(t, "one host", atHost)
}

// settle waits until no more connections are open than may be kept.
func (s *sockets) settle(t *testing.T, what string, most int) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		open, opened := s.counts()
		switch {
		case open > 0 && open <= most:
			return
		case time.Now().After(end):
			t.Errorf("%s: %d of %d connections stay open, want at most %d", what, open, opened, most)
			return
		}
	}
}
