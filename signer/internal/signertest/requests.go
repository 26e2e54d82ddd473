package signertest

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"

	"github.com/taskfault/taskfault/signer"
)

// At is a time to sign at. It is neither in UTC nor at a whole second, as a signer
// must bear.
func At() time.Time { return time.Date(2024, 5, 6, 9, 8, 9, 999, time.FixedZone("", 2*60*60)) }

// Keys are those that Keyring knows, without a token.
func Keys() signer.Credentials {
	return signer.Credentials{AccessKeyID: "id", AccessKeySecret: "secret"}
}

// Keyring knows Keys, and a key with the ID empty that has no secret.
func Keyring(id string) (string, bool) {
	switch id {
	case Keys().AccessKeyID:
		return Keys().AccessKeySecret, true
	case "empty":
		return "", true
	}
	return "", false
}

// Request is one to sign, of a method and an address.
func Request(tb testing.TB, method, address string) *http.Request {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), method, address, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return req
}

// RawRequest is one of parts that need not fit together, as a fuzz test finds them.
// The escapes of a path that can be read stay as they are.
func RawRequest(method, path, query string) *http.Request {
	u := &url.URL{Path: path}
	if parsed, err := url.ParseRequestURI(path); err == nil && parsed.Host == "" {
		u = &url.URL{Path: parsed.Path, RawPath: parsed.RawPath}
	}
	u.Scheme, u.Host, u.RawQuery = "https", "service.example:8443", query
	return &http.Request{Method: method, URL: u, Header: http.Header{}}
}

// Wire sends req with body through Go's own writer and reader of HTTP, and gives
// the request as a server has it. The body of the result is unread.
func Wire(req *http.Request, body []byte) (*http.Request, error) {
	sent := req.Clone(req.Context())
	sent.Body, sent.ContentLength = http.NoBody, 0
	if len(body) > 0 {
		sent.Body, sent.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	dump, err := httputil.DumpRequestOut(sent, true)
	if err != nil {
		return nil, err
	}
	return http.ReadRequest(bufio.NewReader(bytes.NewReader(dump)))
}

// Received is the request of Wire, or ends the test.
func Received(tb testing.TB, req *http.Request, body []byte) *http.Request {
	tb.Helper()
	got, err := Wire(req, body)
	if err != nil {
		tb.Fatal(err)
	}
	return got
}
