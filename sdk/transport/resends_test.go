package transport_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/taskfault/taskfault/sdk/transport"
)

// What net/http sends again by itself is a request like any other to the service,
// and so it is to whoever counts them.
func TestTallyCountsWhatNetHTTPSendsAgain(t *testing.T) {
	var seen atomic.Int64
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if seen.Add(1) != 2 {
			_, _ = w.Write([]byte("{}"))
			return
		}
		conn, _, err := http.NewResponseController(w).Hijack() // the connection of the first, kept
		if err != nil {
			t.Error(err)
			return
		}
		_ = conn.Close()
	}))
	defer service.Close()
	base := new(http.Transport)
	defer base.CloseIdleConnections()
	c := client(base)
	var tally transport.Tally
	for range 2 {
		meta, err := c.Do(transport.WithTally(t.Context(), &tally), callTo(service.URL+"/jobs"))
		if err != nil || len(meta.Attempts) != 1 {
			t.Errorf("got %d attempts and %v", len(meta.Attempts), err)
		}
	}
	if requests, retries := tally.Take(); seen.Load() != 3 || requests != 3 || retries != 1 {
		t.Errorf("counted %d requests and %d retries, and the service has seen %d", requests, retries, seen.Load())
	}
}
