package transport

import (
	"reflect"
	"sync"
	"sync/atomic"
)

// Shared holds what clients learn together: how fast a service may be asked, and
// how far its clock is off. The zero value is ready. It is safe for concurrent
// use, and must not be copied.
type Shared struct {
	mu       sync.Mutex
	limiters bounded[limitKey, *adaptive]
	clocks   bounded[string, *clock]
	offset   atomic.Int64 // of the clock of the server that spoke last
	loopback lockouts     // of keys that are used on this machine
}

// limitKey tells limits apart. account is a project or a key's ID where the
// client knows one, else the source of its credentials.
type limitKey struct {
	service, region string
	account         any
	rate            float64
}

// limiter is the one that all clients of an account share.
func (s *Shared) limiter(c Config, o Options) *adaptive {
	k := limitKey{service: c.Service, region: c.Region, account: c.Account, rate: o.Rate}
	if c.Account == "" && c.Source != nil && reflect.ValueOf(c.Source).Comparable() {
		k.account = c.Source
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limiters.get(k, func() *adaptive { return newAdaptive(c.Limits, o.Rate) })
}

// clock is the clock of one host.
func (s *Shared) clock(host string) *clock {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clocks.get(host, func() *clock { return &clock{common: &s.offset} })
}
