package faults_test

import (
	"bytes"
	"net/http"
	"sync"
)

// requestRecorder counts what is sent over a RoundTripper, and notes where to.
type requestRecorder struct {
	base   http.RoundTripper
	proofs sentProofs
	mu     sync.Mutex
	sent   int
	to     []string
}

func (b *requestRecorder) RoundTrip(r *http.Request) (*http.Response, error) {
	b.proofs.take(r)
	b.mu.Lock()
	b.sent++
	known := false
	for _, host := range b.to {
		known = known || host == r.URL.Scheme+"://"+r.URL.Host
	}
	if !known {
		b.to = append(b.to, r.URL.Scheme+"://"+r.URL.Host)
	}
	b.mu.Unlock()
	return b.base.RoundTrip(r)
}

// requests is how many were sent, and hosts where to.
func (b *requestRecorder) requests() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sent
}

func (b *requestRecorder) hosts() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.to...)
}

// logBuffer is a log that several goroutines write.
type logBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logBuffer) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
