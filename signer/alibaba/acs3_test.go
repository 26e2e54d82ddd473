package alibaba_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

func TestACS3SignsAsTheVendorDoes(t *testing.T) {
	for _, v := range acs3Vectors(t).Vectors {
		t.Run(v.Name, func(t *testing.T) {
			if v.Expected.Authorization == "" {
				// An anonymous call has no signature to compare.
				return
			}
			req, body := v.request(t), v.body()
			sameCanonicalForm(t, v)
			err := (alibaba.ACS3{}).Sign(req, body, v.credentials(), v.at(t), v.Nonce)
			if v.keysUnfit() {
				if err == nil {
					t.Error("keys that no cloud gives out were signed with")
				}
				return // TestVerifyAcceptsTheVendorsRequests holds the signature
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := req.Header.Get("X-Acs-Content-Sha256"); got != v.Expected.HashedPayload {
				t.Errorf("hash of the payload: got %s, want %s", got, v.Expected.HashedPayload)
			}
			if diff := signertest.Diff(req.Header.Get("Authorization"), v.Expected.Authorization); diff != "" {
				t.Errorf("authorization: %s", diff)
			}
		})
	}
}

// sameCanonicalForm compares what comes before the signature, so that the first
// text that differs is the one reported.
func sameCanonicalForm(t *testing.T, v vector) {
	t.Helper()
	sent := signertest.Received(t, v.request(t), v.body())
	got, err := alibaba.ACS3CanonicalRequest(sent, v.signedHeaders(), v.Expected.HashedPayload)
	if err != nil {
		t.Fatal(err)
	}
	if diff := signertest.Diff(got, v.Expected.CanonicalRequest); diff != "" {
		t.Fatalf("canonical request: %s", diff)
	}
	if diff := signertest.Diff(alibaba.ACS3StringToSign(got), v.Expected.StringToSign); diff != "" {
		t.Fatalf("string to sign: %s", diff)
	}
}

// The vendor's code leaves its own documentation in two places. We follow the
// documentation; here is what the difference is.
func TestACS3Quirks(t *testing.T) {
	for name, want := range map[string]struct{ why, ours, vendors string }{
		"acs3-quirk-query-names-not-encoded": {
			"the vendor's signer escapes values only and leaves names as they are; the documentation says names too",
			"\na%20b=1&a%2Ab=3&a%2Bb=2&a%3Db=4&%E9%94%AE=5\n",
			"\na b=1&a%2Ab=3&a%20b=2&a=b=4&键=5\n",
		},
		"acs3-quirk-plus-in-path": {
			"the vendor's signer takes a plus sign in the path for a space; in a path it is a plus sign",
			"\n/a%2Bb\n",
			"\n/a%20b\n",
		},
	} {
		v := find(t, acs3Vectors(t).Quirks, name)
		ours, err := alibaba.ACS3CanonicalRequest(v.request(t), v.signedHeaders(), v.Expected.HashedPayload)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(v.Expected.CanonicalRequest, want.vendors) {
			t.Errorf("%s: the vendor's form is %q and has no %q", name, v.Expected.CanonicalRequest, want.vendors)
		}
		if replaced := strings.Replace(v.Expected.CanonicalRequest, want.vendors, want.ours, 1); ours != replaced {
			t.Errorf("%s (%s): %s", name, want.why, signertest.Diff(ours, replaced))
		}
		req := v.request(t)
		req.Header.Set("Authorization", v.Expected.Authorization)
		if _, err := alibaba.Verify(signertest.Received(t, req, nil), nil, v.keys); err != signer.Mismatch {
			t.Errorf("%s: verifying the vendor's signature: got %v, want %v, because %s", name, err, signer.Mismatch, want.why)
		}
	}
}

func TestACS3ReplacesWhatAnEarlierSignatureLeft(t *testing.T) {
	sign := func(req *http.Request, c signer.Credentials, nonce string) {
		t.Helper()
		if err := (alibaba.ACS3{}).Sign(req, []byte("b"), c, testTime, nonce); err != nil {
			t.Fatal(err)
		}
	}
	temporary := testKeys
	temporary.SecurityToken = "token"
	once, twice := request(t, "POST", "https://h/", "text/plain"), request(t, "POST", "https://h/", "text/plain")
	twice.Header["x-acs-date"] = []string{"another spelling"}
	sign(twice, temporary, "first")
	if got := twice.Header.Get("X-Acs-Security-Token") + " " + twice.Header.Get("X-Acs-Accesskey-Id"); got != "token id" {
		t.Errorf("token and key ID: got %q, want %q", got, "token id")
	}
	sign(twice, testKeys, "second")
	sign(once, testKeys, "second")
	if len(once.Header) != len(twice.Header) {
		t.Errorf("headers after signing twice: got %v, want %v", twice.Header, once.Header)
	}
	if got, want := twice.Header.Get("Authorization"), once.Header.Get("Authorization"); got != want {
		t.Errorf("authorization after signing twice:\n got %s\nwant %s", got, want)
	}
}

func TestACS3HeaderValuesDoNotShareRoom(t *testing.T) {
	req := request(t, "POST", "https://h/", "")
	if err := (alibaba.ACS3{}).Sign(req, nil, testKeys, testTime, "n"); err != nil {
		t.Fatal(err)
	}
	req.Header.Add("X-Acs-Date", "more")
	if got := req.Header["X-Acs-Signature-Nonce"]; len(got) != 1 || got[0] != "n" {
		t.Errorf("adding to one header changed another: got %q, want [\"n\"]", got)
	}
}

func TestACS3Refuses(t *testing.T) {
	comma := signer.Credentials{AccessKeyID: "a,b", AccessKeySecret: "s"}
	for _, tc := range []struct {
		what, url string
		c         signer.Credentials
		nonce     string
		want      string
	}{
		{"a name twice", "https://h/?a=1&a=2", testKeys, "n", `"a" is given twice`},
		{"a broken escape", "https://h/?a=%", testKeys, "n", "number 1 has a percent sign"},
		{"an opaque URL", "https:h", testKeys, "n", "opaque"},
		{"a host with a zone", "https://[fe80::1%25en0]/", testKeys, "n", "IPv6 zone"},
		{"an international host", "https://bücher.example/", testKeys, "n", "ASCII"},
		{"no keys", "https://h/", signer.Credentials{}, "n", "neither"},
		{"a key ID with a comma", "https://h/", comma, "n", "access key ID has a character at position 2"},
		{"no nonce", "https://h/", testKeys, "", "nonce is empty"},
		{"a nonce with a line end", "https://h/", testKeys, "a\nb", "nonce has a character"},
	} {
		req := request(t, "POST", tc.url, "")
		before := req.URL.RawQuery
		err := (alibaba.ACS3{}).Sign(req, nil, tc.c, testTime, tc.nonce)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got error %v, want one with %q", tc.what, err, tc.want)
		}
		if req.URL.RawQuery != before || len(req.Header) != 0 {
			t.Errorf("%s: the request was changed: %q %v", tc.what, req.URL.RawQuery, req.Header)
		}
	}
}

func find(tb testing.TB, vectors []vector, name string) vector {
	tb.Helper()
	for _, v := range vectors {
		if v.Name == name {
			return v
		}
	}
	tb.Fatalf("there is no vector %s", name)
	return vector{}
}
