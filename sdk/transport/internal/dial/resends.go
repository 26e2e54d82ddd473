package dial

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// Resends counts how often net/http puts one attempt's request on the wire: it
// sends one again without a word if a connection that it had kept is dead by then.
// It may still write when the attempt is over, so each attempt has its own.
type Resends struct{ written atomic.Int32 }

// Watch returns a context whose request is counted.
func (r *Resends) Watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: r.wrote})
}

func (r *Resends) wrote(httptrace.WroteRequestInfo) { r.written.Add(1) }

// Count returns how many times more than once the request was written.
func (r *Resends) Count() int { return int(max(r.written.Load()-1, 0)) }
