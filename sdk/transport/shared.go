package transport

import (
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/taskfault/taskfault/sdk/transport/internal/clock"
	"github.com/taskfault/taskfault/sdk/transport/internal/limit"
	"github.com/taskfault/taskfault/sdk/transport/internal/lru"
)

// Shared holds what clients learn together: how fast a service may be asked, and
// how far its clock is off. The zero value is ready. It is safe for concurrent
// use, and must not be copied.
type Shared struct {
	mu       sync.Mutex
	limiters lru.Map[limitKey, *limit.Limiter]
	clocks   lru.Map[string, *clock.Clock]
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
func (s *Shared) limiter(c Config, o Options) *limit.Limiter {
	k := limitKey{service: c.Service, region: c.Region, account: c.Account, rate: o.Rate}
	if c.Account == "" && c.Source != nil && reflect.ValueOf(c.Source).Comparable() {
		k.account = c.Source
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.limiters.Get(k, func() *limit.Limiter { return limit.NewLimiter(ratesOf(c.Limits), o.Rate) })
}

// ratesOf are the limits as the limiter takes them.
func ratesOf(limits map[string]Limit) map[string]limit.Rate {
	rates := make(map[string]limit.Rate, len(limits))
	for class, l := range limits {
		rates[class] = limit.Rate(l)
	}
	return rates
}

// clock is the clock of one host.
func (s *Shared) clock(host string) *clock.Clock {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clocks.Get(host, func() *clock.Clock { return clock.New(&s.offset) })
}
