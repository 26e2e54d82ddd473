package alibaba_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

// signedVectors are the vendor's requests of both schemes that have a signature.
func signedVectors(tb testing.TB) []vector {
	all := rpcv1Vectors(tb)
	for _, v := range acs3Vectors(tb).Vectors {
		if v.Expected.Authorization != "" {
			all = append(all, v)
		}
	}
	if len(all) != 39+45 {
		tb.Fatalf("got %d signed vectors, want %d", len(all), 39+45)
	}
	return all
}

func TestVerifyAcceptsTheVendorsRequests(t *testing.T) {
	for _, v := range signedVectors(t) {
		req, body := v.signedRequest(t)
		got, err := alibaba.Verify(req, body, v.keys)
		want := signer.Claim{Scheme: "HMAC-SHA1", AccessKeyID: v.AccessKeyID, At: v.at(t), Nonce: v.Nonce, SecurityToken: v.SecurityToken}
		if v.Expected.CanonicalRequest != "" {
			want.Scheme = "ACS3-HMAC-SHA256"
		}
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", v.Name, got, err, want)
		}
	}
}

func TestVerifyRefusesAnAnonymousCall(t *testing.T) {
	v := find(t, acs3Vectors(t).Vectors, "acs3-anonymous")
	req := signertest.Received(t, v.request(t), nil)
	if _, err := alibaba.Verify(req, nil, v.keys); err != signer.Incomplete {
		t.Errorf("got %v, want %v", err, signer.Incomplete)
	}
}

func TestVerifyRefusesEveryChangedByte(t *testing.T) {
	changes := 0
	for _, v := range signedVectors(t) {
		req, body := v.signedRequest(t)
		var headers []string
		rpc := v.Expected.CanonicalRequest == ""
		if !rpc {
			headers = append(v.signedHeaders(), "authorization")
		}
		signertest.Changes(req, body, rpc, headers, func(what string, body []byte) {
			changes++
			if claim, err := alibaba.Verify(req, body, v.keys); !signertest.Refused(claim, err) {
				t.Errorf("%s with %.300s: got %+v, %v, want a refusal and no claim", v.Name, what, claim, err)
			}
		})
	}
	t.Logf("%d changes", changes)
	if changes < 50_000 {
		t.Errorf("only %d changes were tried", changes)
	}
}

func TestVerifyRefusesACS3(t *testing.T) {
	const date, nonce = "X-Acs-Date", "X-Acs-Signature-Nonce"
	set := signertest.Set
	authorize := func(old, replacement string) signertest.Change { return signertest.Authorize(t, old, replacement) }
	for _, tc := range []struct {
		what   string
		change func(*http.Request)
		want   signer.Refusal
	}{
		{"two headers", func(r *http.Request) { r.Header.Add("Authorization", r.Header.Get("Authorization")) }, signer.Incomplete},
		{"an empty header", set("Authorization", ""), signer.BadScheme},
		{"another algorithm", authorize("ACS3-HMAC-SHA256", "ACS3-HMAC-SM3"), signer.BadScheme},
		{"basic authentication", set("Authorization", "Basic aTpz"), signer.BadScheme},
		{"the algorithm alone", set("Authorization", "ACS3-HMAC-SHA256"), signer.Incomplete},
		{"no credential", authorize("Credential=id,", ""), signer.Incomplete},
		{"an empty credential", authorize("Credential=id,", "Credential=,"), signer.Incomplete},
		{"two credentials", authorize("Credential=id,", "Credential=id,Credential=id,"), signer.Incomplete},
		{"Huawei's member", authorize("Credential=id,", "Access=id,"), signer.Incomplete},
		{"both members", authorize("Credential=id,", "Credential=id,Access=id,"), signer.Incomplete},
		{"no signature", authorize(",Signature=", ",Nothing="), signer.Incomplete},
		{"two signatures", authorize(",Signature=", ",Signature=00,Signature="), signer.Incomplete},
		{"a part more", authorize(",Signature=", ",More=1,Signature="), signer.Incomplete},
		{"no signed headers", authorize("SignedHeaders=content-type;", "SignedHeaders=,x="), signer.Incomplete},
		{"host unsigned", authorize("host;", ""), signer.Incomplete},
		{"date unsigned", authorize("x-acs-date;", ""), signer.Incomplete},
		{"nonce unsigned", authorize("x-acs-signature-nonce;", ""), signer.Incomplete},
		{"hash unsigned", authorize("x-acs-content-sha256;", ""), signer.Incomplete},
		{"content type unsigned", authorize("SignedHeaders=content-type;", "SignedHeaders="), signer.Incomplete},
		{"an x-acs header unsigned", set("X-Acs-More", "1"), signer.Incomplete},
		{"headers out of order", authorize("host;x-acs-action", "x-acs-action;host"), signer.Incomplete},
		{"a header twice", authorize("host;", "host;host;"), signer.Incomplete},
		{"a header in upper case", authorize("host;", "Host;host;"), signer.Incomplete},
		{"no date", func(r *http.Request) { r.Header.Del(date) }, signer.BadDate},
		{"two dates", func(r *http.Request) { r.Header.Add(date, r.Header.Get(date)) }, signer.BadDate},
		{"Huawei's date", set(date, "20240506T070809Z"), signer.BadDate},
		{"a date with a fraction", set(date, "2024-05-06T07:08:09.5Z"), signer.BadDate},
		{"a date that is none", set(date, "2024-02-30T07:08:09Z"), signer.BadDate},
		{"no nonce", func(r *http.Request) { r.Header.Del(nonce) }, signer.Incomplete},
		{"no hash", func(r *http.Request) { r.Header.Del("X-Acs-Content-Sha256") }, signer.Incomplete},
		{"another key", authorize("Credential=id,", "Credential=other,"), signer.UnknownKey},
		{"a key without a secret", authorize("Credential=id,", "Credential=empty,"), signer.UnknownKey},
		{"a signed header that is not there", authorize(";x-acs-version", ";x-acs-version;x-b"), signer.Mismatch},
		{"a name twice", func(r *http.Request) { r.URL.RawQuery += "&TaskId=2" }, signer.Mismatch},
		{"a huge query", func(r *http.Request) { r.URL.RawQuery += "&h=" + strings.Repeat("h", 1<<20) }, signer.Mismatch},
		{"a huge authorization", authorize("host;", "host"+strings.Repeat(";x", 1<<20)), signer.Incomplete},
		{"an opaque URL", func(r *http.Request) { r.URL.Opaque = "x" }, signer.Mismatch},
	} {
		body := []byte("a=1")
		sent := request(t, "POST", "https://h/?TaskId=1", "application/x-www-form-urlencoded")
		sent.Header.Set("X-Acs-Action", "A")
		sent.Header.Set("X-Acs-Version", "2019-03-06")
		if err := (alibaba.ACS3{}).Sign(sent, body, testKeys, testTime, "n"); err != nil {
			t.Fatal(err)
		}
		verify.RefusesAfter(t, tc.what, tc.change, sent, body, tc.want)
	}
}

func TestVerifyRefusesRPCV1(t *testing.T) {
	replace := func(old, replacement string) func(*http.Request) {
		return func(r *http.Request) {
			was := r.URL.RawQuery
			r.URL.RawQuery = strings.Replace(was, old, replacement, 1)
			if was == r.URL.RawQuery {
				t.Fatalf("%q is not in %q", old, was)
			}
		}
	}
	for _, tc := range []struct {
		what   string
		change func(*http.Request)
		want   signer.Refusal
	}{
		{"no query", func(r *http.Request) { r.URL.RawQuery = "" }, signer.Incomplete},
		{"no key", replace("AccessKeyId=id", "x=1"), signer.Incomplete},
		{"an empty key", replace("AccessKeyId=id", "AccessKeyId="), signer.Incomplete},
		{"no signature", replace("&Signature=", "&x="), signer.Incomplete},
		{"no method", replace("&SignatureMethod=", "&x="), signer.Incomplete},
		{"no version", replace("&SignatureVersion=", "&x="), signer.Incomplete},
		{"no nonce", replace("&SignatureNonce=", "&x="), signer.Incomplete},
		{"no date", replace("&Timestamp=", "&x="), signer.Incomplete},
		{"another method", replace("HMAC-SHA1", "HMAC-SHA256"), signer.BadScheme},
		{"another version", replace("SignatureVersion=1.0", "SignatureVersion=2.0"), signer.BadScheme},
		{"a date of another form", replace("2024-05-06T07", "20240506T07"), signer.BadDate},
		{"another key", replace("AccessKeyId=id", "AccessKeyId=x"), signer.UnknownKey},
		{"two signatures", func(r *http.Request) { r.URL.RawQuery += "&Signature=x" }, signer.Mismatch},
		{"a name twice", func(r *http.Request) { r.URL.RawQuery += "&Action=A" }, signer.Mismatch},
		{"a name in query and form", func(r *http.Request) { r.URL.RawQuery += "&a=1" }, signer.Mismatch},
		{"a broken escape", func(r *http.Request) { r.URL.RawQuery += "&b=%g0" }, signer.Mismatch},
		{"a path", func(r *http.Request) { r.URL.Path = "/p" }, signer.Mismatch},
		{"a body that is no form", func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, signer.Incomplete},
		{"a huge query", func(r *http.Request) { r.URL.RawQuery += "&h=" + strings.Repeat("h", 1<<20) }, signer.Mismatch},
	} {
		body := []byte("a=1")
		sent := request(t, "POST", "https://h/?Action=A", "application/x-www-form-urlencoded; charset=utf-8")
		if err := (alibaba.RPCV1{}).Sign(sent, body, testKeys, testTime, "n"); err != nil {
			t.Fatal(err)
		}
		verify.RefusesAfter(t, tc.what, tc.change, sent, body, tc.want)
	}
}

// The scheme's parameters may stand in the form, as the documentation allows all
// parameters to.
func TestVerifyReadsRPCV1FromTheForm(t *testing.T) {
	sent := request(t, "POST", "https://h/?Action=A", "application/x-www-form-urlencoded")
	if err := (alibaba.RPCV1{}).Sign(sent, nil, testKeys, testTime, "n"); err != nil {
		t.Fatal(err)
	}
	body := []byte(sent.URL.RawQuery)
	sent.URL.RawQuery = ""
	if _, err := alibaba.Verify(signertest.Received(t, sent, body), body, signertest.Keyring); err != nil {
		t.Errorf("got %v, want no error", err)
	}
}
