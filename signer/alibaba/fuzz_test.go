package alibaba_test

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

// What Sign accepts goes through Go's writer and reader of HTTP and verifies.
func FuzzRPCV1(f *testing.F) {
	f.Add("POST", "Action=A&Name=a+b%2B%7E*", "Error=E&Cause=%E5%8E%9F+x", "nonce", "token")
	f.Add("GET", "a;b=%00&c", "", "n", "")
	f.Add("PUT", "Signature=old&Timestamp=old&SecurityToken=old", "a&b=", "n~/+=", "t/+=")
	f.Fuzz(func(t *testing.T, method, query, body, nonce, token string) {
		req := signertest.RawRequest(method, "/", query)
		req.Header.Set("Content-Type", formType)
		c := testKeys
		c.SecurityToken = token
		if (alibaba.RPCV1{}).Sign(req, []byte(body), c, testTime, nonce) != nil {
			return
		}
		verify.Accepts(t, req, []byte(body), signer.Claim{Scheme: "HMAC-SHA1", Nonce: nonce, SecurityToken: token})
	})
}

func FuzzACS3(f *testing.F) {
	f.Add("POST", "/", "a=b+c&d=%7E*", "body", "x-acs-More", "  inner  space ", "nonce", "token")
	f.Add("GET", "/a%2Fb/*/~%7e", "a;b", "", "X-Acs-Action", "", "n", "")
	f.Add("DELETE", "/ü//./..", "", "\x00\xff", "Content-Type", "text/plain", "n", "t")
	f.Fuzz(func(t *testing.T, method, path, query, body, name, value, nonce, token string) {
		req := signertest.RawRequest(method, path, query)
		if !strings.EqualFold(name, "host") {
			req.Header[name] = []string{value, value + "2"}
		}
		c := testKeys
		c.SecurityToken = token
		if (alibaba.ACS3{}).Sign(req, []byte(body), c, testTime, nonce) != nil {
			return
		}
		verify.Accepts(t, req, []byte(body), signer.Claim{Scheme: "ACS3-HMAC-SHA256", Nonce: nonce, SecurityToken: token})
	})
}

// Whatever a client sends, Verify refuses it with a Refusal or says who it was.
func FuzzVerify(f *testing.F) {
	const names = "host;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce"
	f.Add("ACS3-HMAC-SHA256 Credential=id,SignedHeaders="+names+",Signature=00", "2024-05-06T07:08:09Z", "/", "a=1", "b")
	f.Add("ACS3-HMAC-SHA256 Credential=,SignedHeaders=;;,Signature==", "", "", "%", "")
	f.Add("", "", "/", "AccessKeyId=id&Signature=x&SignatureMethod=HMAC-SHA1&SignatureNonce=n&SignatureVersion=1.0&Timestamp=2024-05-06T07:08:09Z", "a=1")
	f.Fuzz(func(t *testing.T, authorization, date, path, query, body string) {
		req := signertest.RawRequest("POST", path, query)
		req.Header.Set("Content-Type", formType)
		req.Header.Set("X-Acs-Date", date)
		req.Header.Set("X-Acs-Signature-Nonce", "n")
		req.Header.Set("X-Acs-Content-Sha256", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
		if authorization != "" {
			req.Header.Set("Authorization", authorization)
		}
		verify.Judges(t, req, []byte(body))
	})
}
