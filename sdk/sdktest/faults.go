package sdktest

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
)

// Faults decides which requests meet which fault, and counts them. Put it into a
// client with [Faults.RoundTripper] or before a service with [Faults.Handler].
// The same seed spoils the n-th request in the same way every time.
//
// Set the fields before the first request. It is safe for concurrent use; then
// which caller's request is the n-th is up to them.
type Faults struct {
	Seed  uint64
	Rate  float64 // share of requests that meet a fault, from 0 to 1
	First int     // the first so many meet one, whatever Rate says
	Kinds []Fault // chosen from at random, for the First in their order; default Passing

	mu       sync.Mutex
	requests int
	injected map[Fault]int
}

// next is the fault of the next request, empty for none.
func (f *Faults) next() Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests++
	kinds := f.Kinds
	if len(kinds) == 0 {
		kinds = Passing()
	}
	dice := rand.New(rand.NewPCG(f.Seed, uint64(f.requests)))
	var fault Fault
	switch hit := dice.Float64() < f.Rate; {
	case f.requests <= f.First:
		fault = kinds[(f.requests-1)%len(kinds)]
	case hit:
		fault = kinds[dice.IntN(len(kinds))]
	default:
		return ""
	}
	if f.injected == nil {
		f.injected = make(map[Fault]int)
	}
	f.injected[fault]++
	return fault
}

// Requests is how many requests have come by.
func (f *Faults) Requests() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.requests
}

// Injected is how many of them met a fault: any of those given, or any at all.
func (f *Faults) Injected(kinds ...Fault) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(kinds) == 0 {
		kinds = All()
	}
	n := 0
	for _, k := range kinds {
		n += f.injected[k]
	}
	return n
}

// String tells what was injected, in one line.
func (f *Faults) String() string {
	s := fmt.Sprintf("%d requests", f.Requests())
	for _, k := range All() {
		if n := f.Injected(k); n > 0 {
			s += fmt.Sprintf(", %d %s", n, k)
		}
	}
	return s
}

// RoundTripper puts the faults between a client and base.
func (f *Faults) RoundTripper(base http.RoundTripper) http.RoundTripper {
	return faultyRoundTripper{f, base}
}

// Handler puts the faults between a service and its clients. It holds each
// answer of h whole, and ends connections with [http.ErrAbortHandler], as the
// server of package net/http understands it.
func (f *Faults) Handler(h http.Handler) http.Handler {
	return faultyHandler{f, h}
}
