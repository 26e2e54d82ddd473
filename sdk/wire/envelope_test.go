package wire_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/taskfault/taskfault/sdk/wire"
)

// The samples are those of the references and of the seed documents, and forms
// that gateways and proxies are known for.
var envelopes = []struct {
	name, body string
	want       wire.Envelope
}{
	// Alibaba
	{
		"gateway",
		`{"RequestId":"8C2A","HostId":"dbs-api.cn-hangzhou.aliyuncs.com","Code":"InvalidAccessKeyId.NotFound","Message":"Specified access key is not found.","Recommend":"https://error-center.aliyun.com/status/search?Keyword=x"}`,
		wire.Envelope{
			Code: "InvalidAccessKeyId.NotFound", Message: "Specified access key is not found.", RequestID: "8C2A",
			HostID: "dbs-api.cn-hangzhou.aliyuncs.com", Recommend: "https://error-center.aliyun.com/status/search?Keyword=x", Failed: true,
		},
	},
	{
		"gateway in lower case", `{"requestId":"R","code":"Throttling.User","message":"slow down","description":"d"}`,
		wire.Envelope{Code: "Throttling.User", Message: "slow down", RequestID: "R", Failed: true},
	},
	{
		"ROA path, description alone", `{"requestid":"R","Code":"X","Description":"what it means"}`,
		wire.Envelope{Code: "X", Message: "what it means", RequestID: "R", Failed: true},
	},
	{
		"refused by RAM",
		`{"Code":"NoPermission","Message":"no","AccessDeniedDetail":{"AuthAction":"dbs:DescribeJobErrorCode","NoPermissionType":"ImplicitDeny","Count":3,"Flag":true,"Deep":{"a":[1]},"None":null},"RequestId":"R"}`,
		wire.Envelope{Code: "NoPermission", Message: "no", RequestID: "R", Failed: true, AccessDenied: map[string]string{
			"AuthAction": "dbs:DescribeJobErrorCode", "NoPermissionType": "ImplicitDeny", "Count": "3", "Flag": "true",
		}},
	},
	{
		"FnF", `{"Code":"TaskAlreadyCompleted","Message":"Task x has already completed.","RequestId":"testRequestId"}`,
		wire.Envelope{Code: "TaskAlreadyCompleted", Message: "Task x has already completed.", RequestID: "testRequestId", Failed: true},
	},
	{"FnF success", `{"EventId":1,"RequestId":"testRequestId"}`, wire.Envelope{RequestID: "testRequestId"}},
	{
		"DBS failure in 200", `{"HttpStatusCode":403,"RequestId":"1FC2","ErrCode":"Request.Forbidden","Success":false,"ErrMessage":"Have no Permissions"}`,
		wire.Envelope{Code: "Request.Forbidden", Message: "Have no Permissions", RequestID: "1FC2", Status: 403, Failed: true},
	},
	{
		"DBS failure in text", `{"Success":"False","HttpStatusCode":"500"}`,
		wire.Envelope{Status: 500, Failed: true},
	},
	{
		"DBS failure with an item", `{"Success":false,"RequestId":"R","Item":{"ErrorCode":"failed","ErrorMessage":"of the job"}}`,
		wire.Envelope{RequestID: "R", Failed: true},
	},
	{
		"DBS success with a filled code",
		`{"HttpStatusCode": 200,"RequestId": "1FC2F86D","ErrCode": "Param.NotFound","Success": true,"ErrMessage": "The specified parameter %s value is not valid. ","Item": {"JobState": "init","ErrorMessage": "Describe preCheck progress failed.","ErrorCode": "failed","JobId": "r1iv62ud****","JobType": "testId","Language": "en"}}`,
		wire.Envelope{Code: "Param.NotFound", Message: "The specified parameter %s value is not valid.", RequestID: "1FC2F86D", Status: 200},
	},
	{
		"XML", `<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>R</RequestId><HostId>h</HostId><Code>InvalidTimeStamp.Expired</Code><Message><![CDATA[too <old>]]></Message><Recommend>u</Recommend></Error>`,
		wire.Envelope{Code: "InvalidTimeStamp.Expired", Message: "too <old>", RequestID: "R", HostID: "h", Recommend: "u", Failed: true},
	},
	{
		"XML with another root and charset", `<?xml version="1.0" encoding="gb2312"?><!-- c --><Response a="b"><Code>C</Code><Message>m &amp; n</Message></Response>`,
		wire.Envelope{Code: "C", Message: "m & n", Failed: true},
	},
	{
		"XML one level down", `<ErrorResponse><Error><Code>C</Code><Message>m</Message></Error><RequestId>R</RequestId></ErrorResponse>`,
		wire.Envelope{Code: "C", Message: "m", RequestID: "R", Failed: true},
	},
	{
		"XML with details", `<Error><Code>C</Code><AccessDeniedDetail><AuthAction>dbs:X</AuthAction></AccessDeniedDetail></Error>`,
		wire.Envelope{Code: "C", Failed: true, AccessDenied: map[string]string{"AuthAction": "dbs:X"}},
	},
	{
		"XML that is cut", `<Error><Code>C</Code><Mess`,
		wire.Envelope{Code: "C"},
	},
	{
		"XML with other children", `<Job><Code>C</Code><Size>1</Size><Owner><ID>x</ID></Owner></Job>`,
		wire.Envelope{Code: "C"},
	},
	{
		"FnF refuses XML", "<ReportTaskFailedResponse>\n    <Description>Response in XML format is not supported.</Description>\n</ReportTaskFailedResponse>",
		wire.Envelope{Message: "Response in XML format is not supported.", Failed: true},
	},

	// Huawei
	{"CSBS", `{"error_code":"CSBS.3001","error_msg":"bad"}`, wire.Envelope{Code: "CSBS.3001", Message: "bad", Failed: true}},
	{
		"shared gateway", `{"error_msg":"The API does not exist","error_code":"APIGW.0101","request_id":"ab12"}`,
		wire.Envelope{Code: "APIGW.0101", Message: "The API does not exist", RequestID: "ab12", Failed: true},
	},
	{"SDRS error", `{"error": {"message": "XXXX", "code": "XXX"}}`, wire.Envelope{Code: "XXX", Message: "XXXX", Failed: true}},
	{"SDRS badrequest", `{"badrequest": {"message": "XXXX", "code": "XXX"}}`, wire.Envelope{Code: "XXX", Message: "XXXX", Failed: true}},
	{"SDRS code with it", `{"error":{"message":"m","code":"SDRS.1013"}}`, wire.Envelope{Code: "SDRS.1013", Message: "m", Failed: true}},
	{"badRequest, number", `{"badRequest":{"message":"m","code":400}}`, wire.Envelope{Message: "m", Status: 400, Failed: true}},
	{"itemNotFound", `{"itemNotFound":{"message":"m","code":404}}`, wire.Envelope{Message: "m", Status: 404, Failed: true}},
	{"forbidden", `{"forbidden":{"code":"403","message":"m"}}`, wire.Envelope{Message: "m", Status: 403, Failed: true}},
	{"overLimit", `{"overLimit":{"code":413,"message":"m","retryAfter":null}}`, wire.Envelope{Message: "m", Status: 413, Failed: true}},
	{"computeFault", `{"computeFault":{"code":null,"message":"m"}}`, wire.Envelope{Message: "m", Failed: true}},
	{
		"Keystone", `{"error":{"message":"The request you have made requires authentication.","code":401,"title":"Unauthorized"}}`,
		wire.Envelope{Message: "The request you have made requires authentication.", Status: 401, Failed: true},
	},
	{"Keystone, title alone", `{"error":{"message":"","code":401,"title":"Unauthorized"}}`, wire.Envelope{Message: "Unauthorized", Status: 401, Failed: true}},
	{"flat", `{"code":"VBS.0001","message":"m"}`, wire.Envelope{Code: "VBS.0001", Message: "m", Failed: true}},
	{"flat, errorcode", `{"errorcode":"E","errormessage":"m"}`, wire.Envelope{Code: "E", Message: "m", Failed: true}},
	{"other number", `{"error_code":10001,"error_msg":"m"}`, wire.Envelope{Code: "10001", Message: "m", Failed: true}},
	{"zero", `{"code":0,"message":"m","data":{"rows":[1]}}`, wire.Envelope{Message: "m"}},
	{"null code", `{"error_code":null,"error_msg":"m"}`, wire.Envelope{Message: "m", Failed: true}},
	{
		"newer IAM", `{"encoded_authorization_message":"ZW5j","error_code":"PAP5.0001","error_msg":"m","request_id":"R","details":[{"error_code":"inner","error_msg":"i"}]}`,
		wire.Envelope{Code: "PAP5.0001", Message: "m", RequestID: "R", Failed: true, AccessDenied: map[string]string{"encoded_authorization_message": "ZW5j"}},
	},
	{"details alone", `{"details":["x",{"error_code":"D","error_msg":"d"},{"error_code":"E"}]}`, wire.Envelope{Code: "D", Message: "d", Failed: true}},
	{"errors", `{"errors":[{"code":"D","message":"d"}]}`, wire.Envelope{Code: "D", Message: "d", Failed: true}},
	{
		"a job that failed is no failed call", `{"status":"FAIL","job_id":"j","job_type":"t","error_code":"EVS.2024","fail_reason":"volume is error","entities":{"sub_jobs":[]}}`,
		wire.Envelope{Code: "EVS.2024"},
	},
	{"error with a neighbour", `{"error":{"code":"C","message":"m"},"status":"FAIL"}`, wire.Envelope{Code: "C", Message: "m", Failed: true}},
	{"status in 200", `{"code":200,"message":"ok"}`, wire.Envelope{Message: "ok", Status: 200}},
	{"backup with a description", `{"backup":{"id":"b","description":"d","status":"error"}}`, wire.Envelope{Message: "d"}},
	{"framework", `{"timestamp":"2019","status":404,"error":"Not Found","message":"No handler","path":"/x"}`, wire.Envelope{Message: "No handler", Status: 404}},
	{"OAuth", `{"error":"invalid_client","error_description":""}`, wire.Envelope{Message: "invalid_client", Failed: true}},

	// which of several counts
	{"error_code before code", `{"code":"B","message":"b","error_code":"A","error_msg":"a"}`, wire.Envelope{Code: "A", Message: "a", Failed: true}},
	{"empty error_code", `{"code":"B","message":"b","error_code":"","error_msg":""}`, wire.Envelope{Code: "B", Message: "b", Failed: true}},
	{"message of the other pair", `{"error_code":"A","message":"b"}`, wire.Envelope{Code: "A", Message: "b", Failed: true}},
	{"flat before inner", `{"error":{"error_code":"I","message":"i"},"code":"B"}`, wire.Envelope{Code: "B", Message: "i", Failed: true}},
	{"inner code with its own message", `{"message":"outer","fault":{"code":"I","message":"i","request_id":"R"}}`, wire.Envelope{Code: "I", Message: "i", RequestID: "R", Failed: true}},
	{"first object with a code", `{"a":{"message":"m"},"b":{"code":"B"},"c":{"code":"C"}}`, wire.Envelope{Code: "B", Message: "", Failed: true}},
	{"two levels down is too deep", `{"error":{"error":{"code":"C"}},"request_id":"R"}`, wire.Envelope{RequestID: "R"}},
	{"duplicates", `{"code":"A","code":"B","message":"m"}`, wire.Envelope{Code: "B", Message: "m", Failed: true}},
	{"cut", `{"error_code":"SDRS.1013","error_msg":"gro`, wire.Envelope{Code: "SDRS.1013"}},
	{"cut one level down", `{"error":{"code":"SDRS.1013","message":"gr`, wire.Envelope{Code: "SDRS.1013", Failed: true}},

	// plain text
	{"text", "upstream connect error\nline two", wire.Envelope{Message: "upstream connect error"}},
	{"text with a mark", "\xef\xbb\xbf no healthy upstream \r\n", wire.Envelope{Message: "no healthy upstream"}},
	{"text in quotes", `"no\thealthy\nupstream"`, wire.Envelope{Message: "no\thealthy"}},
	{"text in Chinese", "没有权限", wire.Envelope{Message: "没有权限"}},
	{"text with a colour", "\x1b[31mred", wire.Envelope{Message: "\x1b[31mred"}},
	{"text with a broken byte", "no healthy \xff upstream", wire.Envelope{Message: "no healthy \ufffd upstream"}},
}

func TestReadEnvelope(t *testing.T) {
	for _, tt := range envelopes {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := wire.ReadEnvelope([]byte(tt.body))
			if !ok || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%s:\n got %+v, %v\nwant %+v", tt.body, got, ok, tt.want)
			}
		})
	}
}

func TestReadEnvelopeOfNothing(t *testing.T) {
	for _, body := range []string{
		"", " \n", "\xef\xbb\xbf", "null", "true", "12", `""`, "[]", `[{"code":"C"}]`, "{}", "{", `{"a":1}`, `{"count":0,"failure_jobs":[]}`,
		`{ "error_code": xxxx,//错误码 "error_msg": xxxxx//错误说明 }`, `{'code':'C'}`,
		"<html><head><title>502</title></head></html>", "<!DOCTYPE HTML PUBLIC \"x\">\n<HTML><Code>C</Code>", "<h1>Bad Gateway</h1>",
		`<?xml version="1.0"?><!DOCTYPE html><html><Message>m</Message></html>`, "<", "<a", "<Error>", "<Error></Error>", "<Other><Size>1</Size></Other>",
		"error: <html><body>x", "\x00\x01\x02", "\xff\xfe\xfd\xfc\xfb", "\x1f\x8b\x08\x00\x00",
	} {
		if got, ok := wire.ReadEnvelope([]byte(body)); ok {
			t.Errorf("%q: got %+v, want nothing", body, got)
		}
	}
}

// What a server sends has no measure; what is kept of it has.
func TestReadEnvelopeBounds(t *testing.T) {
	long := strings.Repeat("é", 100_000)
	for _, body := range []string{
		`{"code":"` + long + `","message":"` + long + `","request_id":"` + long + `","HostId":"` + long + `","Recommend":"` + long + `"}`,
		`<Error><Code>` + long + `</Code><Message>` + long + `</Message></Error>`,
		`<Error><Message>` + long,
		long,
		`{"error":{"code":"` + long + `"}}`,
		`{"` + long + `":{"code":"` + long + `"}}`,
		`{"code":"C","encoded_authorization_message":"` + long + `","AccessDeniedDetail":{` + strings.Repeat(`"`+long[:2000]+`":"x","a":"`+long+`",`, 10) + `"b":1}}`,
	} {
		e, _ := wire.ReadEnvelope([]byte(body))
		for name, text := range map[string]string{
			"code": e.Code, "message": e.Message, "request ID": e.RequestID, "host ID": e.HostID, "recommend": e.Recommend,
		} {
			if n := utf8.RuneCountInString(text); n > 1000 || name != "message" && name != "recommend" && n > 200 {
				t.Errorf("%.40s: the %s has %d runes", body, name, n)
			}
			if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
				t.Errorf("%.40s: the %s is cut inside of a rune", body, name)
			}
		}
		for k, v := range e.AccessDenied {
			if len(k) > 800 || len(v) > 64_000 {
				t.Errorf("%.40s: %d and %d bytes of who was refused what", body, len(k), len(v))
			}
		}
	}
	many := `{"code":"C","AccessDeniedDetail":{`
	for i := range 1000 {
		many += fmt.Sprintf(`"k%d":"v",`, i)
	}
	if e, ok := wire.ReadEnvelope([]byte(many + `"a":"b"}}`)); !ok || len(e.AccessDenied) > 20 || !e.Failed {
		t.Errorf("got %d members of who was refused what, %v", len(e.AccessDenied), e.Failed)
	}
	start := time.Now()
	for _, body := range []string{
		strings.Repeat("[", 1<<20), strings.Repeat(`{"a":`, 1<<20), strings.Repeat("<a>", 1<<20), `{"error":` + strings.Repeat("[", 20_000),
		`{"details":[` + strings.Repeat(`{"code":1},`, 100_000), strings.Repeat("<", 1<<20), "<?" + strings.Repeat("<?", 1<<20), "<!--" + strings.Repeat("-", 1<<20),
		"<Error>" + strings.Repeat("<Code>a</Code>", 100_000), strings.Repeat("&", 1<<20), strings.Repeat(" ", 1<<20) + "a",
	} {
		wire.ReadEnvelope([]byte(body))
	}
	if took := time.Since(start); took > patience {
		t.Errorf("took %v", took)
	}
}

// The same body gives the same envelope every time.
func TestReadEnvelopeIsSteady(t *testing.T) {
	for _, tt := range envelopes {
		first, ok := wire.ReadEnvelope([]byte(tt.body))
		for range 20 {
			if got, ok2 := wire.ReadEnvelope([]byte(tt.body)); ok2 != ok || !reflect.DeepEqual(got, first) {
				t.Fatalf("%s: got %+v, then %+v", tt.body, first, got)
			}
		}
	}
}
