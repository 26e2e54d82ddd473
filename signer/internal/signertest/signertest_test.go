package signertest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/signer/internal/signertest"
)

func TestDiff(t *testing.T) {
	if got := signertest.Diff("same", "same"); got != "" {
		t.Errorf("equal texts: got %q, want nothing", got)
	}
	for _, pair := range [][2]string{{"abc", "abd"}, {"ab", "abc"}, {"abc", "ab"}} {
		if got := signertest.Diff(pair[0], pair[1]); !strings.Contains(got, "byte 2") {
			t.Errorf("%q: got %q, want it to name byte 2", pair, got)
		}
	}
}

func TestWireKeepsTheRequest(t *testing.T) {
	req, err := http.NewRequestWithContext(t.Context(), "POST", "https://h:1/a%2Fb?c=%7E", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header["x-a"] = []string{" 1 ", "2"}
	got, err := signertest.Wire(req, []byte("body"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got.Host != "h:1" || got.URL.String() != "/a%2Fb?c=%7E" || string(body) != "body" || strings.Join(got.Header["X-A"], "|") != "1|2" {
		t.Errorf("got %s %s %q %q", got.Host, got.URL, body, got.Header)
	}
}

// Changes must change something, each time something else, and in every part.
func TestChanges(t *testing.T) {
	req, err := http.NewRequestWithContext(t.Context(), "GET", "https://host/p/%41?a=%2f&b", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-A", "1, 2")
	seen := map[string]int{}
	address := req.URL.String()
	same := func(body string) bool {
		return req.Method == "GET" && req.Host == "host" && req.URL.String() == address &&
			body == "k=v" && strings.Join(req.Header["X-A"], "|") == "1, 2"
	}
	signertest.Changes(req, []byte("k=v"), true, []string{"host", "x-a"}, func(what string, body []byte) {
		part, _, _ := strings.Cut(what, " ")
		seen[part]++
		if same(string(body)) {
			t.Errorf("%q changes nothing", what)
		}
		if strings.HasSuffix(what, "a=%2F&b") || strings.HasSuffix(what, "/A") {
			t.Errorf("%q means the same", what)
		}
	})
	if !same("k=v") {
		t.Errorf("the request was not put right: %s %s %s %q", req.Method, req.Host, req.URL, req.Header)
	}
	for _, part := range []string{"method", "path", "query", "body", "host", "x-a"} {
		if seen[part] < 8 {
			t.Errorf("%s: got %d changes, want at least 8", part, seen[part])
		}
	}
}
