package huawei_test

import (
	"testing"

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
		req := signertest.RawRequest(method, path, query)
		if project != "" {
			req.Header["X-Domain-Id"] = []string{project}
		}
		c := testKeys
		c.ProjectID, c.SecurityToken = project, token
		if form(region, service).Sign(req, []byte(body), c, testTime, "") != nil {
			return
		}
		verify.Accepts(t, req, []byte(body), signer.Claim{Scheme: scheme, SecurityToken: token})
	})
}

// Whatever a client sends, Verify refuses it with a Refusal or says who it was.
func FuzzVerify(f *testing.F) {
	f.Add("SDK-HMAC-SHA256 Access=id, SignedHeaders=host;x-sdk-date, Signature=00", "20240506T070809Z", "", "/", "a=1", "b")
	f.Add("SDK-HMAC-SHA256 Credential=id/20240506///sdk_request, SignedHeaders=x-sdk-date, Signature=00", "20240506T070809Z", "UNSIGNED-PAYLOAD", "", "", "")
	f.Add("V11-HMAC-SHA256 Credential=id/20240506/r/s, SignedHeaders=x-sdk-date, Signature=00", "20240506T070809Z", "00", "/%", "%", "")
	f.Add("V11-HMAC-SHA256 Credential=///, SignedHeaders=;, Signature==", "2", "", "*", "&", "")
	f.Fuzz(func(t *testing.T, authorization, date, hash, path, query, body string) {
		req := signertest.RawRequest("POST", path, query)
		req.Header.Set("Authorization", authorization)
		req.Header.Set("X-Sdk-Date", date)
		if hash != "" {
			req.Header.Set("X-Sdk-Content-Sha256", hash)
		}
		verify.Judges(t, req, []byte(body))
	})
}
