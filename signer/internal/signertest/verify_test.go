package signertest_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

// complaints counts what a frame has to say.
type complaints struct {
	testing.TB
	n int
}

func (c *complaints) Helper()               {}
func (c *complaints) Errorf(string, ...any) { c.n++ }

// A frame that never complains would make every signer pass.
func TestFramesComplain(t *testing.T) {
	claim := signer.Claim{Scheme: "S", AccessKeyID: "id", At: signertest.At().UTC().Truncate(time.Second)}
	other, earlier := claim, claim
	other.AccessKeyID, earlier.At = "other", claim.At.Add(-time.Second)
	answers := func(claim signer.Claim, err error) signertest.Verify {
		return func(*http.Request, []byte, signer.Keyring) (signer.Claim, error) { return claim, err }
	}
	judges := func(tb testing.TB, v signertest.Verify) { v.Judges(tb, signertest.RawRequest("GET", "/", ""), nil) }
	accepts := func(tb testing.TB, v signertest.Verify) {
		v.Accepts(tb, signertest.RawRequest("GET", "/", ""), nil, signer.Claim{Scheme: "S"})
	}
	for _, tc := range []struct {
		what  string
		frame func(testing.TB, signertest.Verify)
		v     signertest.Verify
		good  bool
	}{
		{"judges a sender", judges, answers(claim, nil), true},
		{"judges a refusal", judges, answers(signer.Claim{}, signer.Mismatch), true},
		{"judges another sender", judges, answers(other, nil), false},
		{"judges a refusal with a claim", judges, answers(claim, signer.Mismatch), false},
		{"judges an error that is no refusal", judges, answers(signer.Claim{}, fmt.Errorf("no")), false},
		{"accepts the claim", accepts, answers(claim, nil), true},
		{"accepts another claim", accepts, answers(other, nil), false},
		{"accepts an earlier claim", accepts, answers(earlier, nil), false},
		{"accepts a refusal", accepts, answers(signer.Claim{}, signer.Mismatch), false},
		{"accepts an error beside the claim", accepts, answers(claim, signer.Mismatch), false},
	} {
		c := &complaints{TB: t}
		if tc.frame(c, tc.v); (c.n == 0) != tc.good {
			t.Errorf("%s: %d complaints, want some: %t", tc.what, c.n, !tc.good)
		}
	}
}

// The change is made to a request that was good, and what comes of it is compared.
func TestRefusesAfter(t *testing.T) {
	v := signertest.Verify(func(r *http.Request, _ []byte, _ signer.Keyring) (signer.Claim, error) {
		if r.Header.Get("Authorization") == "a new b" {
			return signer.Claim{}, signer.BadScheme
		}
		return signer.Claim{AccessKeyID: "id"}, nil
	})
	for _, tc := range []struct {
		change signertest.Change
		want   signer.Refusal
		good   bool
	}{
		{signertest.Authorize(t, "old", "new"), signer.BadScheme, true},
		{signertest.Set("Authorization", "a new b"), signer.BadScheme, true},
		{signertest.Authorize(t, "old", "new"), signer.BadDate, false},
		{signertest.Authorize(t, "old", "newer"), signer.BadScheme, false},
		{signertest.Set("X", "y"), signer.BadScheme, false},
	} {
		req := signertest.Request(t, "GET", "https://h/")
		req.Header.Set("Authorization", "a old b")
		c := &complaints{TB: t}
		v.RefusesAfter(c, "a change", tc.change, req, nil, tc.want)
		if (c.n == 0) != tc.good {
			t.Errorf("want %s: %d complaints, want some: %t", tc.want, c.n, !tc.good)
		}
	}
}

// The server reads what the client sends, and complains of what it refuses.
func TestServe(t *testing.T) {
	for _, refused := range []bool{false, true} {
		c := &complaints{TB: t}
		address, send := signertest.Verify(func(*http.Request, []byte, signer.Keyring) (signer.Claim, error) {
			if refused {
				return signer.Claim{}, signer.Mismatch
			}
			return signer.Claim{}, nil
		}).Serve(c)
		if got, want := send(signertest.Request(t, "POST", address+"/a%2Fb?c=%7E")), "/a%2Fb?c=%7E"; got != want || (c.n > 0) != refused {
			t.Errorf("refused=%t: the server read %s with %d complaints, want %s", refused, got, c.n, want)
		}
	}
}
