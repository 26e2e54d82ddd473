package faults_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
)

// said is one answer of a service that follows a script: a status, a body and
// headers as name, value in turn; or an error of the network.
type said struct {
	status int
	body   string
	header []string
	err    error
}

// script answers the n-th request with the n-th answer, and those beyond with
// the last one.
func script(answers ...said) http.RoundTripper {
	var mu sync.Mutex
	n := 0
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		a := answers[min(n, len(answers)-1)]
		n++
		mu.Unlock()
		return a.response(r)
	})
}

func (a said) response(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
	if a.err != nil {
		return nil, a.err
	}
	h := http.Header{"Content-Type": {"application/json"}}
	for i := 0; i+1 < len(a.header); i += 2 {
		if h.Add(a.header[i], a.header[i+1]); a.header[i] == "Content-Type" {
			h.Set(a.header[i], a.header[i+1])
		}
	}
	return &http.Response{
		StatusCode: a.status, Header: h, Request: r, ContentLength: int64(len(a.body)),
		Body: io.NopCloser(strings.NewReader(a.body)),
	}, nil
}
