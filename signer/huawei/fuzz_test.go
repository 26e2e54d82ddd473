package huawei_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

// What Sign accepts goes through Go's writer and reader of HTTP and verifies.

func FuzzSDKHMAC(f *testing.F) {
	fuzzSign(f, "SDK-HMAC-SHA256", func(string, string) signer.Signer { return huawei.SDKHMAC{} })
}

func FuzzOTC(f *testing.F) {
	fuzzSign(f, "SDK-HMAC-SHA256", func(region, service string) signer.Signer { return huawei.OTC{Region: region, Service: service} })
}

func FuzzV11(f *testing.F) {
	fuzzSign(f, "V11-HMAC-SHA256", func(region, service string) signer.Signer { return huawei.V11{Region: region, Service: service} })
}

func fuzzSign(f *testing.F, scheme string, form func(region, service string) signer.Signer) {
	f.Add("GET", "/v1/p/jobs/a%2Fb", "limit=10&offset=%7E+*", "", "project", "token", "eu-de", "sdrs")
	f.Add("POST", "/备份//./..", "k=x/y&k=x-y", "\x00\xff", "", "", "r", "s")
	f.Add("DELETE", "", "a;b&c", "{}", " p ", "t", "", "")
	f.Fuzz(func(t *testing.T, method, path, query, body, project, token, region, service string) {
		req := fuzzRequest(method, path, query)
		if project != "" {
			req.Header["X-Domain-Id"] = []string{project}
		}
		c := testKeys
		c.ProjectID, c.SecurityToken = project, token
		if form(region, service).Sign(req, []byte(body), c, testTime, "") != nil || method == http.MethodConnect {
			return
		}
		sent, err := signertest.Wire(req, []byte(body))
		if err != nil {
			return // Go would not send it
		}
		claim, err := huawei.Verify(sent, []byte(body), testKeyring)
		want := signer.Claim{Scheme: scheme, AccessKeyID: "id", At: claim.At, SecurityToken: token}
		if err != nil || claim != want {
			t.Errorf("got %+v, %v, want %+v\n   sent %s %s %q\n    got %s %s %q",
				claim, err, want, req.Method, req.URL, req.Header, sent.Method, sent.URL, sent.Header)
		}
	})
}

// Whatever a client sends, Verify refuses it with a Refusal or says who it was.
func FuzzVerify(f *testing.F) {
	f.Add("SDK-HMAC-SHA256 Access=id, SignedHeaders=host;x-sdk-date, Signature=00", "20240506T070809Z", "", "/", "a=1", "b")
	f.Add("SDK-HMAC-SHA256 Credential=id/20240506///sdk_request, SignedHeaders=x-sdk-date, Signature=00", "20240506T070809Z", "UNSIGNED-PAYLOAD", "", "", "")
	f.Add("V11-HMAC-SHA256 Credential=id/20240506/r/s, SignedHeaders=x-sdk-date, Signature=00", "20240506T070809Z", "00", "/%", "%", "")
	f.Add("V11-HMAC-SHA256 Credential=///, SignedHeaders=;, Signature==", "2", "", "*", "&", "")
	f.Fuzz(func(t *testing.T, authorization, date, hash, path, query, body string) {
		req := fuzzRequest("POST", path, query)
		req.Header.Set("Authorization", authorization)
		req.Header.Set("X-Sdk-Date", date)
		if hash != "" {
			req.Header.Set("X-Sdk-Content-Sha256", hash)
		}
		claim, err := huawei.Verify(req, []byte(body), testKeyring)
		if err == nil {
			if claim.AccessKeyID != "id" {
				t.Errorf("accepted with the claim %+v", claim)
			}
			return
		}
		if _, ok := errors.AsType[signer.Refusal](err); !ok || claim != (signer.Claim{}) {
			t.Errorf("got %+v, %v, want a refusal and no claim", claim, err)
		}
	})
}

func fuzzRequest(method, path, query string) *http.Request {
	u := &url.URL{Path: path}
	if parsed, err := url.ParseRequestURI(path); err == nil && parsed.Host == "" {
		u = &url.URL{Path: parsed.Path, RawPath: parsed.RawPath}
	}
	u.Scheme, u.Host, u.RawQuery = "https", "service.example:8443", query
	return &http.Request{Method: method, URL: u, Header: http.Header{}}
}
