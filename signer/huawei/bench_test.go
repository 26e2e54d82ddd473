package huawei_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"net/http"
	"net/url"
	"testing"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
)

func benchRequest() *http.Request {
	return &http.Request{
		Method: "GET", Host: "sdrs.eu-de.otc.t-systems.com",
		URL: &url.URL{
			Scheme: "https", Host: "sdrs.eu-de.otc.t-systems.com",
			Path:     "/v1/0123456789abcdef0123456789abcdef/task-center/failure-jobs",
			RawQuery: "failure_status=createFail&limit=1000&offset=2000&resource_type=server_groups&server_group_id=17984002-ad8a-438b-8ba6-b850224634c5",
		},
		Header: http.Header{"Accept": {"application/json"}, "User-Agent": {"taskfault"}},
	}
}

// BenchmarkSign puts each form beside the bare hashes and MACs over the same
// bytes.
func BenchmarkSign(b *testing.B) {
	c := testKeys
	c.ProjectID = "0123456789abcdef0123456789abcdef"
	for _, form := range []struct {
		name string
		form interface {
			huawei.Form
			signer.Signer
		}
		macs int // of the key
	}{{"SDKHMAC", huawei.SDKHMAC{}, 0}, {"OTC", huawei.OTC{}, 4}, {"V11", huawei.V11{Region: "eu-de", Service: "sdrs"}, 2}} {
		req := benchRequest()
		b.Run(form.name+"/Sign", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := form.form.Sign(req, nil, c, testTime, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
		text, err := huawei.CanonicalRequest(req, nil, "host;x-project-id;x-sdk-date")
		if err != nil {
			b.Fatal(err)
		}
		request, line, key := []byte(text), []byte(huawei.StringToSign(form.form, "20240506T070809Z", text)), []byte("secret")
		b.Run(form.name+"/Floor", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sha256.Sum256(nil)
				sha256.Sum256(request)
				for range form.macs {
					mac := hmac.New(sha256.New, key)
					mac.Write(key)
					mac.Sum(nil)
				}
				mac := hmac.New(sha256.New, key)
				mac.Write(line)
				mac.Sum(nil)
			}
		})
	}
}
