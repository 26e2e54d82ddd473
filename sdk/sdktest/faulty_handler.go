package sdktest

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
)

type faultyHandler struct {
	faults *Faults
	base   http.Handler
}

// ServeHTTP answers, or does what the fault leaves of an answer.
func (f faultyHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	fault := f.faults.next()
	if fault == "" {
		f.base.ServeHTTP(w, r)
		return
	}
	var o original
	if fault.arrives() {
		rec := httptest.NewRecorder()
		f.base.ServeHTTP(rec, r)
		o = original{rec.Code, rec.Header(), rec.Body.Bytes()}
	} else {
		// Only then does the server notice that a client has left.
		_, _ = io.Copy(io.Discard, r.Body)
	}
	fault.spoil(o).write(w, r)
}

// write gives the answer out as a server.
func (s spoilt) write(w http.ResponseWriter, r *http.Request) {
	if s.hang {
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
	if s.failure != nil {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(w.Header(), s.header)
	w.WriteHeader(s.status)
	flush := http.NewResponseController(w).Flush
	if s.pace > 0 {
		for _, c := range s.body {
			if !sleep(r.Context(), s.pace) {
				panic(http.ErrAbortHandler)
			}
			_, _ = w.Write([]byte{c})
			_ = flush()
		}
		return
	}
	_, _ = w.Write(s.body)
	if s.cut {
		_ = flush()
		panic(http.ErrAbortHandler)
	}
}
