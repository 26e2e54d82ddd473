package huawei_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

func TestVerifyAcceptsTheVendorsRequests(t *testing.T) {
	for _, v := range allVectors(t) {
		req, body := v.signedRequest(t)
		scheme, _, _ := strings.Cut(v.Expected.Authorization, " ")
		want := signer.Claim{Scheme: scheme, AccessKeyID: v.AK, At: v.at(t), SecurityToken: v.SecurityToken}
		got, err := huawei.Verify(req, body, v.keys)
		if err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", v.Name, got, err, want)
		}
	}
}

// A body under UNSIGNED-PAYLOAD is the one thing that may change. A slash at the
// end of the path is no change either: the canonical form adds one.
func TestVerifyRefusesEveryChangedByte(t *testing.T) {
	changes, unsigned := 0, 0
	for _, v := range allVectors(t) {
		req, body := v.signedRequest(t)
		headers := append(strings.Split(v.Expected.SignedHeaders, ";"), "authorization")
		open := req.Header.Get("X-Sdk-Content-Sha256") == "UNSIGNED-PAYLOAD"
		signertest.Changes(req, body, false, headers, func(what string, body []byte) {
			claim, err := huawei.Verify(req, body, v.keys)
			if open && strings.HasPrefix(what, "body ") {
				unsigned++
				if err != nil {
					t.Errorf("%s with %.300q: got %v, want no error: the payload is unsigned", v.Name, what, err)
				}
				return
			}
			changes++
			if !signertest.Refused(claim, err) {
				t.Errorf("%s with %.300q: got %+v, %v, want a refusal and no claim", v.Name, what, claim, err)
			}
		})
	}
	t.Logf("%d changes", changes)
	if changes < 50_000 || unsigned == 0 {
		t.Errorf("only %d changes of signed and %d of unsigned parts were tried", changes, unsigned)
	}
}

func TestVerifyRefuses(t *testing.T) {
	set := signertest.Set
	authorize := func(old, replacement string) signertest.Change { return signertest.Authorize(t, old, replacement) }
	plain, otc, v11 := huawei.SDKHMAC{}, huawei.OTC{}, huawei.V11{Region: "r", Service: "s"}
	for _, tc := range []struct {
		what   string
		signer signer.Signer
		change func(*http.Request)
		want   signer.Refusal
	}{
		{"no header", plain, func(r *http.Request) { r.Header.Del("Authorization") }, signer.Incomplete},
		{"a token instead", plain, func(r *http.Request) { r.Header = http.Header{"X-Auth-Token": {"t"}} }, signer.Incomplete},
		{"two headers", plain, func(r *http.Request) { r.Header.Add("Authorization", r.Header.Get("Authorization")) }, signer.Incomplete},
		{"an empty header", plain, set("Authorization", ""), signer.BadScheme},
		{"another algorithm", plain, authorize("SDK-HMAC-SHA256", "SDK-HMAC-SM3"), signer.BadScheme},
		{"Alibaba's algorithm", plain, authorize("SDK-HMAC-SHA256", "ACS3-HMAC-SHA256"), signer.BadScheme},
		{"the algorithm alone", plain, set("Authorization", "SDK-HMAC-SHA256"), signer.Incomplete},
		{"no key", plain, authorize("Access=id, ", ""), signer.Incomplete},
		{"an empty key", plain, authorize("Access=id", "Access="), signer.Incomplete},
		{"two keys", plain, authorize("Access=id", "Access=id, Access=id"), signer.Incomplete},
		{"both members", plain, authorize("Access=id", "Access=id, Credential=id/20240506///sdk_request"), signer.Incomplete},
		{"no signature", plain, authorize(", Signature=", ", Nothing="), signer.Incomplete},
		{"an empty signature", plain, func(r *http.Request) {
			a, _, _ := strings.Cut(r.Header.Get("Authorization"), "Signature=")
			r.Header.Set("Authorization", a+"Signature=")
		}, signer.Incomplete},
		{"no signed headers", plain, authorize("SignedHeaders=host;x-sdk-date", "SignedHeaders="), signer.Incomplete},
		{"date unsigned", plain, authorize(";x-sdk-date", ""), signer.Incomplete},
		{"headers out of order", plain, authorize("host;x-sdk-date", "x-sdk-date;host"), signer.Incomplete},
		{"a header twice", plain, authorize("host;", "host;host;"), signer.Incomplete},
		{"a header in upper case", plain, authorize("host;", "Host;host;"), signer.Incomplete},
		{"an empty name", plain, authorize("host;", ";host;"), signer.Incomplete},
		{"no date", plain, func(r *http.Request) { r.Header.Del("X-Sdk-Date") }, signer.BadDate},
		{"two dates", plain, func(r *http.Request) { r.Header.Add("X-Sdk-Date", "20240506T070809Z") }, signer.BadDate},
		{"Alibaba's date", plain, set("X-Sdk-Date", "2024-05-06T07:08:09Z"), signer.BadDate},
		{"a date with a fraction", plain, set("X-Sdk-Date", "20240506T070809.5Z"), signer.BadDate},
		{"a date that is none", plain, set("X-Sdk-Date", "20240230T070809Z"), signer.BadDate},
		{"another key", plain, authorize("Access=id", "Access=x"), signer.UnknownKey},
		{"a key without a secret", plain, authorize("Access=id", "Access=empty"), signer.UnknownKey},
		{"a signed header that is not there", plain, authorize("x-sdk-date,", "x-sdk-date;x-y,"), signer.Mismatch},
		{"a wrong hash of the body", plain, set("X-Sdk-Content-Sha256", "00"), signer.Mismatch},
		{"a body said to be unsigned", plain, set("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD"), signer.Mismatch},
		{"a huge query", plain, func(r *http.Request) { r.URL.RawQuery = strings.Repeat("h", 1<<20+1) }, signer.Mismatch},
		{"a broken query", plain, func(r *http.Request) { r.URL.RawQuery = "a=%" }, signer.Mismatch},
		{"a huge authorization", plain, authorize("host;", "host"+strings.Repeat(";x", 1<<20)), signer.Incomplete},
		{"an opaque URL", plain, func(r *http.Request) { r.URL.Opaque = "x" }, signer.Mismatch},
		{"a scope without its end", otc, authorize("/sdk_request", ""), signer.Incomplete},
		{"a scope with another end", otc, authorize("/sdk_request", "/aws4_request"), signer.Incomplete},
		{"a scope with a part more", otc, authorize("/sdk_request", "/x/sdk_request"), signer.Incomplete},
		{"the scope of another day", otc, authorize("20240506", "20240507"), signer.Mismatch},
		{"the scope of another region", otc, authorize("20240506//", "20240506/r/"), signer.Mismatch},
		{"the scope of another service", otc, authorize("//sdk", "/s/sdk"), signer.Mismatch},
		{"the older form as the newer", otc, authorize("Credential=id/20240506///sdk_request", "Access=id"), signer.Mismatch},
		{"an info without a region", v11, authorize("/r/", "//"), signer.Incomplete},
		{"an info with a part less", v11, authorize("/s,", ","), signer.Incomplete},
		{"the info of another day", v11, authorize("20240506", "20240507"), signer.Mismatch},
		{"the info of another service", v11, authorize("/s,", "/t,"), signer.Mismatch},
		{"a plain key for a derived one", v11, authorize("Credential=id/20240506/r/s", "Access=id"), signer.Incomplete},
	} {
		body := []byte("{}")
		sent := signertest.Request(t, "POST", "https://h/p?a=1")
		if err := tc.signer.Sign(sent, body, testKeys, testTime, ""); err != nil {
			t.Fatal(err)
		}
		verify.RefusesAfter(t, tc.what, tc.change, sent, body, tc.want)
	}
}
