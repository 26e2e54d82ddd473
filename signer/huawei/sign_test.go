package huawei_test

import (
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

// The vendors sign other sets of headers than we do, so the canonical form is
// made with theirs. That the signature over it is theirs too is for
// TestVerifyAcceptsTheVendorsRequests.
func TestCanonicalFormIsTheVendors(t *testing.T) {
	for _, v := range allVectors(t) {
		t.Run(v.Name, func(t *testing.T) { sameCanonicalForm(t, v) })
	}
}

func sameCanonicalForm(t *testing.T, v vector) {
	t.Helper()
	req, body := v.signedRequest(t)
	canonical, err := huawei.CanonicalRequest(req, body, v.Expected.SignedHeaders)
	if err != nil {
		t.Fatal(err)
	}
	if diff := signertest.Diff(canonical, v.Expected.CanonicalRequest); diff != "" {
		t.Fatalf("canonical request: %s", diff)
	}
	if diff := signertest.Diff(huawei.StringToSign(v.form, v.Date, canonical), v.Expected.StringToSign); diff != "" {
		t.Fatalf("string to sign: %s", diff)
	}
	if v.Expected.DerivedKeyHex == "" {
		return
	}
	key, err := huawei.Key(v.form, v.AK, v.SK, v.Date)
	if err != nil {
		t.Fatal(err)
	}
	got := hex.EncodeToString(key)
	if _, ok := v.form.(huawei.V11); ok {
		got = string(key) // its hexadecimal digits are the key
	}
	if got != v.Expected.DerivedKeyHex {
		t.Errorf("key: got %s, want %s", got, v.Expected.DerivedKeyHex)
	}
}

func TestSignAsTheVendorsDo(t *testing.T) {
	compared := 0
	for _, v := range allVectors(t) {
		req, body := v.request(), v.Body
		if err := v.form.Sign(req, body, v.credentials(), v.at(t), "not used"); err != nil {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		got := req.Header.Get("Authorization")
		if names(got) == v.Expected.SignedHeaders {
			compared++
			if diff := signertest.Diff(got, v.Expected.Authorization); diff != "" {
				t.Errorf("%s: authorization: %s", v.Name, diff)
			}
			continue
		}
		// Another set of headers: ours must verify all the same.
		if _, err := huawei.Verify(signertest.Received(t, req, body), body, v.keys); err != nil {
			t.Errorf("%s: our own signature: %v", v.Name, err)
		}
	}
	// The OTC vectors without foreign headers, and the others that sign host.
	if want := 25 - 4 + 2 + 1; compared != want {
		t.Errorf("%d authorizations could be compared byte by byte, want %d", compared, want)
	}
}

func names(authorization string) string {
	_, list, _ := strings.Cut(authorization, "SignedHeaders=")
	list, _, _ = strings.Cut(list, ",")
	return list
}

func TestSignedHeaders(t *testing.T) {
	c := testKeys
	c.ProjectID, c.SecurityToken = "project", "token"
	for _, tc := range []struct {
		what    string
		headers http.Header
		c       signer.Credentials
		want    string
		project string
	}{
		{"keys only", nil, testKeys, "host;x-sdk-date", ""},
		{"project and token", nil, c, "host;x-project-id;x-sdk-date;x-security-token", "project"},
		{"the caller's project", http.Header{"X-Project-Id": {"own"}}, c, "host;x-project-id;x-sdk-date;x-security-token", "own"},
		{"domain", http.Header{"X-Domain-Id": {"d"}}, testKeys, "host;x-domain-id;x-sdk-date", ""},
		{"unsigned body", http.Header{"X-Sdk-Content-Sha256": {"UNSIGNED-PAYLOAD"}}, testKeys, "host;x-sdk-content-sha256;x-sdk-date", ""},
		{"others are left alone", http.Header{"User-Agent": {"u"}, "Content-Type": {"c"}, "Accept": {"a"}, "X_A": {"a"}}, testKeys, "host;x-sdk-date", ""},
		{"an old signature", http.Header{"Authorization": {"old"}, "X-Sdk-Date": {"old"}, "x-security-token": {"old"}}, testKeys, "host;x-sdk-date", ""},
	} {
		req := signertest.Request(t, "GET", "https://h/")
		for name, values := range tc.headers {
			req.Header[name] = values
		}
		if err := (huawei.SDKHMAC{}).Sign(req, nil, tc.c, testTime, ""); err != nil {
			t.Errorf("%s: %v", tc.what, err)
			continue
		}
		if got := names(req.Header.Get("Authorization")); got != tc.want {
			t.Errorf("%s: signed headers: got %s, want %s", tc.what, got, tc.want)
		}
		if got := req.Header.Get("X-Project-Id"); got != tc.project {
			t.Errorf("%s: X-Project-Id: got %q, want %q", tc.what, got, tc.project)
		}
		if got := req.Header.Get("X-Sdk-Date"); got != "20240506T070809Z" {
			t.Errorf("%s: X-Sdk-Date: got %q, want 20240506T070809Z", tc.what, got)
		}
		if _, err := huawei.Verify(signertest.Received(t, req, nil), nil, signertest.Keyring); err != nil {
			t.Errorf("%s: %v", tc.what, err)
		}
	}
}

func TestSignWritesTheQueryThatItSigned(t *testing.T) {
	req := signertest.Request(t, "GET", "https://h/p?b=x%2fy&b=x-y&a=1+2&c")
	if err := (huawei.SDKHMAC{}).Sign(req, nil, testKeys, testTime, ""); err != nil {
		t.Fatal(err)
	}
	if got, want := req.URL.RawQuery, "a=1%202&b=x-y&b=x%2Fy&c="; got != want {
		t.Errorf("query: got %s, want %s", got, want)
	}
}

func TestSignTwiceIsSignOnce(t *testing.T) {
	once, twice := signertest.Request(t, "POST", "https://h/p?a=b+c"), signertest.Request(t, "POST", "https://h/p?a=b+c")
	temporary := testKeys
	temporary.SecurityToken = "token"
	for _, f := range []signer.Signer{huawei.SDKHMAC{}, huawei.OTC{}, huawei.V11{Region: "r", Service: "s"}} {
		for _, step := range []struct {
			req *http.Request
			c   signer.Credentials
			at  time.Time
		}{{twice, temporary, testTime.Add(-time.Hour)}, {twice, testKeys, testTime}, {once, testKeys, testTime}} {
			if err := f.Sign(step.req, []byte("body"), step.c, step.at, ""); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := twice.Header.Get("Authorization"), once.Header.Get("Authorization"); got != want {
			t.Errorf("%T:\n got %s\nwant %s", f, got, want)
		}
		if len(twice.Header) != len(once.Header) {
			t.Errorf("%T: headers: got %v, want %v", f, twice.Header, once.Header)
		}
	}
}

func TestSignRefuses(t *testing.T) {
	type change func(*http.Request)
	set := func(name string, values ...string) change { return func(r *http.Request) { r.Header[name] = values } }
	query := func(q string) change { return func(r *http.Request) { r.URL.RawQuery = q } }
	plain, otc := huawei.SDKHMAC{}, huawei.OTC{}
	for _, tc := range []struct {
		what   string
		signer signer.Signer
		c      signer.Credentials
		change change
		want   string
	}{
		{"no keys", plain, signer.Credentials{}, nil, "neither"},
		{"a token only", plain, signer.Credentials{AuthToken: "t"}, nil, "not both set"},
		{"a secret with a space", otc, signer.Credentials{AccessKeyID: "a", AccessKeySecret: " s"}, nil, "access key secret"},
		{"a key ID with a slash", otc, signer.Credentials{AccessKeyID: "a/b", AccessKeySecret: "s"}, nil, "access key ID has a character at position 2"},
		{"a broken escape", plain, testKeys, query("a=%f"), "percent sign"},
		{"a broken escape, OTC", otc, testKeys, query("a=%f"), "percent sign"},
		{"an opaque URL", plain, testKeys, func(r *http.Request) { r.URL.Opaque = "x" }, "opaque"},
		{"a path without a slash", plain, testKeys, func(r *http.Request) { r.URL.Path = "p" }, "slash"},
		{"no URL", plain, testKeys, func(r *http.Request) { r.URL = nil }, "no URL"},
		{"no URL, OTC", otc, testKeys, func(r *http.Request) { r.URL = nil }, "no URL"},
		{"no host", plain, testKeys, func(r *http.Request) { r.Host, r.URL.Host = "", "" }, "no host"},
		{"a host with a slash", plain, testKeys, func(r *http.Request) { r.Host = "h/x" }, "host has a character"},
		{"two projects", plain, testKeys, set("X-Project-Id", "a", "b"), "x-project-id is given twice"},
		{"two domains in two spellings", plain, testKeys, func(r *http.Request) {
			r.Header["X-Domain-Id"], r.Header["x-domain-id"] = []string{"a"}, []string{"a"}
		}, "x-domain-id is given twice"},
		{"a wrong hash", plain, testKeys, set("X-Sdk-Content-Sha256", "00"), "not the hash of the body"},
		{"a name twice in the older form", otc, testKeys, query("a=1&a=2"), `"a" is given twice`},
		{"order that depends on case", otc, testKeys, query("alpha=2&Zeta=1"), "case or escaping"},
		{"order that depends on escaping", otc, testKeys, query("a-b=1&a%2Fb=2"), "case or escaping"},
		{"a region with a slash", huawei.OTC{Region: "a/b"}, testKeys, nil, "region has a character at position 2"},
		{"a service with a comma", huawei.V11{Region: "r", Service: ","}, testKeys, nil, "service has a character at position 1"},
		{"derived without a region", huawei.V11{Service: "s"}, testKeys, nil, "needs a region and a service"},
		{"derived without a service", huawei.V11{Region: "r"}, testKeys, nil, "needs a region and a service"},
		{"no token", huawei.Token{}, testKeys, nil, "hold none"},
		{"a token with a line end", huawei.Token{}, signer.Credentials{AuthToken: "t\r"}, nil, "auth token"},
	} {
		req := signertest.Request(t, "GET", "https://h/p?z=1&a=+")
		if tc.change != nil {
			tc.change(req)
		}
		headers := len(req.Header)
		err := tc.signer.Sign(req, nil, tc.c, testTime, "")
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got error %v, want one with %q", tc.what, err, tc.want)
		}
		if len(req.Header) != headers || (tc.change == nil && req.URL.RawQuery != "z=1&a=+") {
			t.Errorf("%s: the request was changed: %v %v", tc.what, req.URL, req.Header)
		}
	}
}

func TestToken(t *testing.T) {
	req := signertest.Request(t, "GET", "https://h/p?a=b+c")
	req.Header = nil
	if err := (huawei.Token{}).Sign(req, nil, signer.Credentials{AuthToken: "tok"}, testTime, ""); err != nil {
		t.Fatal(err)
	}
	if got := huawei.AuthToken(signertest.Received(t, req, nil)); got != "tok" {
		t.Errorf("token: got %q, want %q", got, "tok")
	}
	if len(req.Header) != 1 || req.URL.RawQuery != "a=b+c" {
		t.Errorf("more than one header was changed: %v %v", req.Header, req.URL)
	}
	req.Header["X-Auth-Token"] = []string{"a", "b"}
	if got := huawei.AuthToken(req); got != "" {
		t.Errorf("two tokens: got %q, want none", got)
	}
}
