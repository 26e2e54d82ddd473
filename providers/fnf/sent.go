package fnf

import (
	"context"
	"net/http/httptrace"
	"sync"
)

// sent remembers which attempts of a call had a connection. One that never had
// one cannot have reached the service, however its error reads.
type sent struct {
	mu        sync.Mutex
	connected []bool // for each connection that was asked for
}

// watch returns a context whose call is remembered.
func watch(ctx context.Context) (context.Context, *sent) {
	s := new(sent)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.connected = append(s.connected, false)
		},
		GotConn: func(httptrace.GotConnInfo) {
			s.mu.Lock()
			defer s.mu.Unlock()
			if n := len(s.connected); n > 0 {
				s.connected[n-1] = true
			}
		},
	}), s
}

// never reports whether attempt i of n surely was never sent. A RoundTripper
// that does not trace, or an attempt that took two connections, leaves it open.
func (s *sent) never(i, n int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.connected) == n && !s.connected[i]
}
