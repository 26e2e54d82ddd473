package signertest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
)

// Verify is how a cloud's signatures are checked.
type Verify func(req *http.Request, body []byte, keys signer.Keyring) (signer.Claim, error)

// Refused reports whether claim and err are those of a request that is refused,
// which tells nothing of its sender.
func Refused(claim signer.Claim, err error) bool {
	_, refusal := errors.AsType[signer.Refusal](err)
	return refusal && claim == signer.Claim{}
}

// Judges holds that a request, whatever is in it, is refused or said to be of
// Keys.
func (v Verify) Judges(tb testing.TB, req *http.Request, body []byte) {
	tb.Helper()
	claim, err := v(req, body, Keyring)
	switch {
	case err == nil && claim.AccessKeyID != Keys().AccessKeyID:
		tb.Errorf("accepted with the claim %+v", claim)
	case err != nil && !Refused(claim, err):
		tb.Errorf("got %+v, %v, want a refusal and no claim", claim, err)
	}
}

// Accepts holds that a request that was signed by Keys at At is one that Go does
// not send, or that arrives and is verified with the claim want, in which the key
// and the time are not said.
func (v Verify) Accepts(tb testing.TB, req *http.Request, body []byte, want signer.Claim) {
	tb.Helper()
	if req.Method == http.MethodConnect {
		return // it has no path on the wire
	}
	sent, err := Wire(req, body)
	if err != nil {
		return
	}
	want.AccessKeyID, want.At = Keys().AccessKeyID, At().UTC().Truncate(time.Second)
	if claim, err := v(sent, body, Keyring); err != nil || claim != want {
		tb.Errorf("got %+v, %v, want %+v\n   sent %s %s %q\n    got %s %s %q",
			claim, err, want, req.Method, req.URL, req.Header, sent.Method, sent.URL, sent.Header)
	}
}

// RefusesAfter holds that a request that was signed by Keys is verified as it is,
// and refused after a change.
func (v Verify) RefusesAfter(tb testing.TB, what string, change Change, signed *http.Request, body []byte, want signer.Refusal) {
	tb.Helper()
	req := Received(tb, signed, body)
	if _, err := v(req, body, Keyring); err != nil {
		tb.Fatalf("before the change: %v", err)
	}
	change(req)
	if claim, err := v(req, body, Keyring); err != want || claim != (signer.Claim{}) {
		tb.Errorf("%s: got %+v, %v, want %v", what, claim, err, want)
	}
}

// Serve starts a server of Go's own that verifies what it is sent, and ends with
// the test. send sends a request with Go's own client, and gives the target that
// the server read in the request line; a request that is refused fails the test.
func (v Verify) Serve(tb testing.TB) (address string, send func(*http.Request) (target string)) {
	tb.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			_, err = v(r, body, Keyring)
		}
		if err != nil {
			tb.Errorf("%s: %v", r.RequestURI, err)
		}
		_, _ = io.WriteString(w, r.RequestURI)
	}))
	tb.Cleanup(server.Close)
	return server.URL, func(req *http.Request) string {
		tb.Helper()
		resp, err := server.Client().Do(req)
		if err != nil {
			tb.Fatal(err)
		}
		defer func() { _ = resp.Body.Close() }()
		line, err := io.ReadAll(resp.Body)
		if err != nil {
			tb.Fatal(err)
		}
		return string(line)
	}
}

// Change alters a request that was signed and received.
type Change = func(*http.Request)

// Set gives a header another value.
func Set(name, value string) Change {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// Authorize replaces a part of the Authorization header, which must be there.
func Authorize(tb testing.TB, old, replacement string) Change {
	return func(r *http.Request) {
		tb.Helper()
		was := r.Header.Get("Authorization")
		if !strings.Contains(was, old) {
			tb.Fatalf("%q is not in %q", old, was)
		}
		r.Header.Set("Authorization", strings.Replace(was, old, replacement, 1))
	}
}
