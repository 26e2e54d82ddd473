// Package signertest helps to test signers: it sends requests over the wire
// without a network, changes them byte by byte, and shows where two texts part.
package signertest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"os"
	"testing"
)

// Load reads a file of vectors.
func Load[T any](tb testing.TB, path string) T {
	tb.Helper()
	var file T
	text, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(text, &file); err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	return file
}

// Diff says where got and want part, or is empty.
func Diff(got, want string) string {
	if got == want {
		return ""
	}
	i := 0
	for i < min(len(got), len(want)) && got[i] == want[i] {
		i++
	}
	from := max(0, i-30)
	cut := func(s string) string { return s[min(from, len(s)):min(i+50, len(s))] }
	return fmt.Sprintf("they part at byte %d:\n got …%q\nwant …%q", i, cut(got), cut(want))
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
