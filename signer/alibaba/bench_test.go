package alibaba_test

import (
	"crypto/hmac"
	"crypto/sha1" // the scheme is made of it
	"crypto/sha256"
	"net/http"
	"net/url"
	"testing"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

const benchQuery = "Action=DescribeFullBackupList&BackupPlanId=dbs1hvb0wwwabcde&EndTimestamp=1570787761528&Format=JSON" +
	"&PageNum=0&PageSize=30&ShowStorageType=true&StartTimestamp=1570701361528&Version=2019-03-06"

// benchSign signs the same request over and over, from its caller's state.
func benchSign(b *testing.B, s signer.Signer, body []byte) {
	b.Helper()
	req := &http.Request{Method: "POST", URL: &url.URL{Scheme: "https", Host: "dbs-api.cn-hangzhou.aliyuncs.com", Path: "/"}}
	header := http.Header{
		"Accept": {"application/json"}, "User-Agent": {"taskfault"}, "Content-Type": {formType},
		"X-Acs-Action": {"DescribeFullBackupList"}, "X-Acs-Version": {"2019-03-06"},
	}
	req.Header = header.Clone()
	b.ReportAllocs()
	for b.Loop() {
		req.URL.RawQuery = benchQuery
		if err := s.Sign(req, body, testKeys, testTime, "3ee8c1b8-83d3-44af-a94f-4e0ad82fd001"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRPCV1(b *testing.B) {
	b.Run("Sign", func(b *testing.B) { benchSign(b, alibaba.RPCV1{}, nil) })
	b.Run("Floor", func(b *testing.B) {
		params, err := canonical.ParseQuery(nil, benchQuery+"&AccessKeyId=id&SignatureMethod=HMAC-SHA1"+
			"&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd001&SignatureVersion=1.0&Timestamp=2024-05-06T07:08:09Z")
		if err != nil {
			b.Fatal(err)
		}
		text, key := []byte(alibaba.RPCV1StringToSign("POST", params)), []byte("secret&")
		b.ReportAllocs()
		for b.Loop() {
			mac := hmac.New(sha1.New, key)
			mac.Write(text)
			mac.Sum(nil)
		}
	})
}

func BenchmarkACS3(b *testing.B) {
	body := []byte("FlowName=f&Input=%7B%7D")
	b.Run("Sign", func(b *testing.B) { benchSign(b, alibaba.ACS3{}, body) })
	b.Run("Floor", func(b *testing.B) {
		req := &http.Request{Method: "POST", Host: "dbs-api.cn-hangzhou.aliyuncs.com", URL: &url.URL{RawQuery: benchQuery}, Header: http.Header{
			"Content-Type": {formType}, "X-Acs-Action": {"DescribeFullBackupList"}, "X-Acs-Version": {"2019-03-06"},
			"X-Acs-Date": {"2024-05-06T07:08:09Z"}, "X-Acs-Signature-Nonce": {"3ee8c1b8-83d3-44af-a94f-4e0ad82fd001"},
			"X-Acs-Content-Sha256": {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		}}
		text, err := alibaba.ACS3CanonicalRequest(req, []string{
			"content-type", "host", "x-acs-action", "x-acs-content-sha256",
			"x-acs-date", "x-acs-signature-nonce", "x-acs-version",
		}, req.Header.Get("X-Acs-Content-Sha256"))
		if err != nil {
			b.Fatal(err)
		}
		request, line, key := []byte(text), []byte(alibaba.ACS3StringToSign(text)), []byte("secret")
		b.ReportAllocs()
		for b.Loop() {
			sha256.Sum256(body)
			sha256.Sum256(request)
			mac := hmac.New(sha256.New, key)
			mac.Write(line)
			mac.Sum(nil)
		}
	})
}
