package transport

import (
	"crypto/sha256"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/taskfault/taskfault/signer"
)

// Shared holds what clients learn together: how fast a service may be asked,
// how far its clock is off, and which keys it refuses. The zero value is ready.
// It is safe for concurrent use, and must not be copied.
type Shared struct {
	mu       sync.Mutex
	limiters map[limitKey]*adaptive
	clocks   map[string]*clock
	gates    map[keyID]*gate
	offset   atomic.Int64 // of the clock of the server that spoke last
}

// most bounds each map of a program that runs for a year with keys that change
// every hour. Beyond it something is forgotten, and learned again.
const most = 1000

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
	return shared(s, &s.limiters, k, func() *adaptive { return newAdaptive(c.Limits, o.Rate) })
}

// clock is the clock of one host.
func (s *Shared) clock(host string) *clock {
	return shared(s, &s.clocks, host, func() *clock { return &clock{common: &s.offset} })
}

// keyID names a key of one cloud with its secret, so that a corrected secret is
// another key.
type keyID struct {
	cloud  string
	id     string
	secret [sha256.Size]byte
}

// gate is the gate of one key, nil for credentials that do not sign. The schemes
// of one cloud share it.
func (s *Shared) gate(cloud string, c signer.Credentials) *gate {
	if c.AuthToken != "" {
		return nil
	}
	k := keyID{cloud, c.AccessKeyID, sha256.Sum256([]byte(c.AccessKeySecret))}
	return shared(s, &s.gates, k, func() *gate { return new(gate) })
}

// shared is what all see under one name, made when it is first asked for.
func shared[K comparable, V any](s *Shared, m *map[K]V, k K, make func() V) V {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := (*m)[k]
	if ok {
		return v
	}
	if *m == nil {
		*m = map[K]V{}
	}
	if len(*m) >= most {
		for some := range *m {
			delete(*m, some)
			break
		}
	}
	v = make()
	(*m)[k] = v
	return v
}
