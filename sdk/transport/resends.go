package transport

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// resends counts how often net/http puts an attempt's request on the wire: it
// sends one again without a word if a connection that it had kept is dead by then.
type resends struct{ written atomic.Int32 }

// watch is a context whose request is counted.
func (r *resends) watch(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: r.wrote})
}

func (r *resends) wrote(httptrace.WroteRequestInfo) { r.written.Add(1) }

// take is how many times more than once the attempt's request was written.
func (r *resends) take() int { return int(max(r.written.Swap(0)-1, 0)) }
