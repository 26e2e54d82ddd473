package wire_test

import (
	"encoding/json"
	"encoding/xml"
	"testing"

	"github.com/taskfault/taskfault/sdk/wire"
)

// The structs that somebody would write who knows which envelope comes. wire
// does not know it, and tries none of them out.

type alibabaError struct {
	XMLName xml.Name `json:"-" xml:"Error"`

	Code, Message, RequestId, HostId, Recommend string
}

type dbsError struct {
	RequestId, ErrCode, ErrMessage string
	HttpStatusCode                 int
	Success                        bool
}

type gatewayError struct {
	ErrorCode string `json:"error_code"`
	ErrorMsg  string `json:"error_msg"`
	RequestID string `json:"request_id"`
}

type nestedError struct {
	Error struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type keystoneError struct {
	Error struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
		Title   string `json:"title"`
	} `json:"error"`
}

// BenchmarkEnvelope reads an error of each form: ours without knowing which one
// comes, the floor into the struct made for it.
func BenchmarkEnvelope(b *testing.B) {
	for _, e := range []struct {
		name, body, code string
		floor            func([]byte) (string, error)
	}{
		{
			"alibaba", `{"Code":"Throttling.User","Message":"Request was denied due to user flow control.",` +
				`"RequestId":"1FC2F86D-AFF4-4ED9-BB25-ADDE196CB2B5","HostId":"dbs-api.cn-hangzhou.aliyuncs.com",` +
				`"Recommend":"https://error-center.aliyun.com/status/search?Keyword=Throttling.User"}`, "Throttling.User",
			func(body []byte) (string, error) {
				var v alibabaError
				err := json.Unmarshal(body, &v)
				return v.Code, err
			},
		},
		{
			"dbs", `{"HttpStatusCode":400,"RequestId":"1FC2F86D-AFF4-4ED9-BB25-ADDE196CB2B5","ErrCode":"Param.NotFound",` +
				`"Success":false,"ErrMessage":"The specified parameter TaskId value is not valid."}`, "Param.NotFound",
			func(body []byte) (string, error) {
				var v dbsError
				err := json.Unmarshal(body, &v)
				return v.ErrCode, err
			},
		},
		{
			"gateway", `{"error_code":"APIGW.0308","error_msg":"The throttling threshold has been reached: policy user over ratelimit,limit:20,time:1 minute",` +
				`"request_id":"1f5a5b3a9e2c4d7e8f60718293a4b5c6"}`, "APIGW.0308",
			func(body []byte) (string, error) {
				var v gatewayError
				err := json.Unmarshal(body, &v)
				return v.ErrorCode, err
			},
		},
		{
			"nested", `{"error":{"code":"SDRS.0204","message":"The protection group does not exist."}}`, "SDRS.0204",
			func(body []byte) (string, error) {
				var v nestedError
				err := json.Unmarshal(body, &v)
				return v.Error.Code, err
			},
		},
		{
			"keystone", `{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}`, "",
			func(body []byte) (string, error) {
				var v keystoneError
				return "", json.Unmarshal(body, &v)
			},
		},
		{
			"xml", `<?xml version="1.0" encoding="UTF-8"?><Error><RequestId>1FC2F86D-AFF4-4ED9-BB25-ADDE196CB2B5</RequestId>` +
				`<HostId>dbs-api.cn-hangzhou.aliyuncs.com</HostId><Code>InvalidAccessKeyId.NotFound</Code>` +
				`<Message>Specified access key is not found.</Message></Error>`, "InvalidAccessKeyId.NotFound",
			func(body []byte) (string, error) {
				var v alibabaError
				err := xml.Unmarshal(body, &v)
				return v.Code, err
			},
		},
	} {
		body := []byte(e.body)
		b.Run(e.name+"/floor", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if code, err := e.floor(body); code != e.code || err != nil {
					b.Fatal(code, err)
				}
			}
		})
		b.Run(e.name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if got, ok := wire.ReadEnvelope(body); got.Code != e.code || !ok {
					b.Fatal(got, ok)
				}
			}
		})
	}
}
