package faults_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk"
)

// badBody is an answer that is not what was asked for.
type badBody struct {
	name     string
	only     string // services, all if empty
	say      func(s service) said
	kind     errors.Kind
	requests int // default 1
	code     string
	id       string // the request's, as the body tells it
	says     string
}

// ok makes an answer with status 200 of a body for every service, with that of a
// good answer for %s.
func ok(body string) func(service) said { return status(200, body) }

func status(code int, body string) func(service) said {
	return func(s service) said {
		return said{status: code, body: strings.ReplaceAll(body, "%s", s.fine().body)}
	}
}

// badBodies are answers that no service should give. Unknown is never success.
var badBodies = []badBody{
	// Of an empty answer nothing was cut: with Content-Length 0 it is whole, and what
	// is whole is not asked for again. Only what is proven to have been cut is, and
	// what was refused in passing.
	{name: "empty", say: ok(""), kind: errors.Malformed},
	{name: "blank", say: ok(" \r\n"), kind: errors.Malformed},
	{name: "204", say: status(204, ""), kind: errors.Malformed},
	{name: "null", say: ok("null"), kind: errors.Malformed},
	{name: "a list for an object", say: ok("[]"), kind: errors.Malformed},
	{name: "a list around it", say: ok("[%s]"), kind: errors.Malformed},
	{name: "a text", say: ok(`"ok"`), kind: errors.Malformed},
	{name: "a number", say: ok("0"), kind: errors.Malformed},
	{name: "true", say: ok("true"), kind: errors.Malformed},
	{name: "an object without members", say: ok("{}"), kind: errors.Malformed},
	{name: "another object", say: ok(`{"status":"ok","version":"1.2.3"}`), kind: errors.Malformed},
	{name: "the request's ID alone", say: ok(`{"Success":true,"RequestId":"7B2A","request_id":"7B2A"}`), kind: errors.Malformed},
	{name: "the next page's token alone", only: "fnf", say: ok(`{"RequestId":"7B2A","NextToken":"x"}`), kind: errors.Malformed},
	{name: "HTML", say: ok(htmlPage), kind: errors.Malformed},
	{name: "HTML that says it is JSON", say: func(service) said {
		return said{status: 200, body: "<script>location='http://login.test'</script>", header: []string{"Content-Type", "application/json"}}
	}, kind: errors.Malformed},
	{name: "truncated", say: func(s service) said { return said{status: 200, body: s.fine().body[:len(s.fine().body)-4]} }, kind: errors.Malformed, requests: 4},
	{name: "truncated in a text", say: func(s service) said {
		body, _, _ := strings.Cut(s.fine().body, "a1")
		return said{status: 200, body: body + "a"}
	}, kind: errors.Malformed, requests: 4},
	{name: "two values", say: ok("%s%s"), kind: errors.Malformed},
	{name: "two values in two lines", say: ok("%s\n%s"), kind: errors.Malformed},
	{name: "garbage behind", say: ok("%s]"), kind: errors.Malformed},
	{name: "garbage in front", say: ok(")]}',\n%s"), kind: errors.Malformed},
	{name: "JSON with comments", say: ok("/* x */ %s"), kind: errors.Malformed},
	{name: "a text for the list", say: func(s service) said { return said{status: 200, body: s.with(`"none"`)} }, kind: errors.Malformed, says: "text in place of the list"},
	{name: "a number for the list", say: func(s service) said { return said{status: 200, body: s.with(`0`)} }, kind: errors.Malformed, says: "a number in place of the list"},
	{name: "a boolean within the list's object", say: func(s service) said { return said{status: 200, body: s.with(`{"row":true}`)} }, kind: errors.Malformed, says: "a boolean in place of the list"},
	{name: "10,001 lists deep", say: ok(strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001)), kind: errors.Malformed},
	{name: "10,001 objects deep", say: ok(strings.Repeat(`{"x":`, 10_001) + "1" + strings.Repeat("}", 10_001)), kind: errors.Malformed},
	{name: "10,001 lists deep, never closed", say: ok(strings.Repeat("[", 10_001)), kind: errors.Malformed},
	{name: "deep in a member that nobody reads", say: func(s service) said {
		return said{status: 200, body: strings.Replace(s.fine().body, "{", `{"unknown":`+strings.Repeat("[", 10_001)+strings.Repeat("]", 10_001)+",", 1)}
	}, kind: errors.Malformed},
	{name: "a good answer with 400", say: status(400, "%s"), kind: errors.InvalidInput},
	{name: "a good answer with 403", say: status(403, "%s"), kind: errors.PermissionDenied},
	{name: "a good answer with 404", say: status(404, "%s"), kind: errors.NotFound},
	{name: "a good answer with 500", say: status(500, "%s"), kind: errors.Internal, requests: 4},
	{name: "a good answer with 503", say: status(503, "%s"), kind: errors.Unavailable, requests: 4},

	// Errors with status 200.
	{name: "Success is false", only: "dbs", say: ok(`{"Success":false,"ErrCode":"Request.Forbidden","ErrMessage":"Have no Permissions","HttpStatusCode":403,"RequestId":"7B2A"}`),
		kind: errors.PermissionDenied, code: "Request.Forbidden", id: "7B2A", says: "Have no Permissions"},
	{name: "Success is false beside a list", only: "dbs", say: ok(`{"Success":false,"ErrCode":"Param.NotFound","ErrMessage":"The specified parameter %d value is not valid.","Items":{"BackupPlanDetail":[]},"RequestId":"7B2A"}`),
		kind: errors.InvalidInput, code: "Param.NotFound", id: "7B2A"},
	{name: "Success is false beside rows", only: "dbs", say: func(s service) said {
		return said{status: 200, body: strings.Replace(s.fine().body, `"Success":true`, `"Success":false,"ErrCode":"Request.Forbidden"`, 1)}
	}, kind: errors.PermissionDenied, code: "Request.Forbidden", id: "R"},
	{name: `Success is "false"`, only: "dbs", say: ok(`{"Success":"false","ErrCode":"x","RequestId":"7B2A"}`), kind: errors.Unknown, code: "x", id: "7B2A"},
	{name: "Success is false and nothing else", only: "dbs", say: ok(`{"Success":false,"RequestId":"7B2A","Items":{"BackupPlanDetail":[]}}`), kind: errors.Unknown, id: "7B2A"},
	{name: "Code and Message with 200", only: "alibaba", say: ok(`{"Code":"Forbidden.RAM","Message":"User not authorized to operate on the specified resource.","RequestId":"7B2A"}`),
		kind: errors.PermissionDenied, code: "Forbidden.RAM", id: "7B2A"},
	{name: "error_code with 200", only: "huawei", say: ok(`{"error_code":"APIGW.0302","error_msg":"no","request_id":"7b2a"}`), kind: errors.PermissionDenied, code: "APIGW.0302", id: "7b2a"},
	{name: "error{} with 200", only: "huawei", say: ok(`{"error":{"code":"APIGW.0302","message":"no"}}`), kind: errors.PermissionDenied, code: "APIGW.0302"},
	{name: "Keystone's error with 200", only: "huawei", say: ok(`{"error":{"message":"The request you have made requires authentication.","code":401,"title":"Unauthorized"}}`), kind: errors.Unauthenticated},
	{name: "itemNotFound with 200", only: "huawei", say: ok(`{"itemNotFound":{"message":"Backup could not be found.","code":404}}`), kind: errors.NotFound},
	{name: "an error beside the list", only: "huawei", say: func(s service) said {
		return said{status: 200, body: strings.Replace(s.fine().body, "{", `{"error_code":"APIGW.0302","error_msg":"no",`, 1)}
	}, kind: errors.PermissionDenied, code: "APIGW.0302"},

	// The forms of errors, by cloud.
	{name: "the gateway's JSON", only: "alibaba", say: status(403, `{"RequestId":"7B2A","HostId":"x.test","Code":"Forbidden.RAM","Message":"no","Recommend":"https://next.api.aliyun.com/troubleshoot?q=Forbidden.RAM","AccessDeniedDetail":{"AuthAction":"x:List"}}`),
		kind: errors.PermissionDenied, code: "Forbidden.RAM", id: "7B2A"},
	{name: "in lower case", only: "alibaba", say: status(403, `{"requestId":"7B2A","code":"Forbidden.RAM","message":"no"}`), kind: errors.PermissionDenied, code: "Forbidden.RAM", id: "7B2A"},
	{name: "XML", only: "alibaba", say: status(403, `<?xml version='1.0' encoding='UTF-8'?><Error><RequestId>7B2A</RequestId><HostId>x</HostId><Code>Forbidden.RAM</Code><Message>no</Message></Error>`),
		kind: errors.PermissionDenied, code: "Forbidden.RAM", id: "7B2A"},
	{name: "XML with 200", only: "alibaba", say: ok(`<Error><RequestId>7B2A</RequestId><Code>Forbidden.RAM</Code><Message>no</Message></Error>`), kind: errors.PermissionDenied, code: "Forbidden.RAM", id: "7B2A"},
	{name: "a code of the gateway that only its prefix tells", only: "alibaba", say: status(400, `{"Code":"MissingRegionId","Message":"RegionId is mandatory for this action.","RequestId":"7B2A"}`),
		kind: errors.InvalidInput, code: "MissingRegionId", id: "7B2A"},
	{name: "a nonce that was used", only: "alibaba", say: status(400, `{"Code":"SignatureNonceUsed","Message":"Specified signature nonce was used already.","RequestId":"7B2A"}`),
		kind: errors.Conflict, code: "SignatureNonceUsed", id: "7B2A", requests: 2},
	{name: "error_code", only: "huawei", say: status(403, `{"error_msg":"no","error_code":"APIGW.0302","request_id":"7b2a"}`), kind: errors.PermissionDenied, code: "APIGW.0302", id: "7b2a"},
	{name: "error{}", only: "huawei", say: status(403, `{"error":{"message":"no","code":"APIGW.0302"}}`), kind: errors.PermissionDenied, code: "APIGW.0302"},
	{name: "Keystone's", only: "huawei", say: status(401, `{"error":{"message":"no","code":401,"title":"Unauthorized"}}`), kind: errors.Unauthenticated},
	{name: "badrequest{}", only: "sdrs", say: status(400, `{"badrequest":{"message":"no such group","code":"SDRS.1013"}}`), kind: errors.NotFound, code: "SDRS.1013"},
	{name: "overLimit{} with a number", only: "huawei", say: status(413, `{"overLimit":{"message":"This request was rate-limited.","code":413}}`), kind: errors.InvalidInput},
	{name: "flat", only: "huawei", say: status(403, `{"code":"APIGW.0302","message":"no"}`), kind: errors.PermissionDenied, code: "APIGW.0302"},
	{name: "details[]", only: "huawei", say: status(403, `{"details":[{"error_code":"APIGW.0302","error_msg":"no"}]}`), kind: errors.PermissionDenied, code: "APIGW.0302"},
	{name: "encoded_authorization_message", only: "huawei", say: status(403, `{"error_code":"APIGW.0302","error_msg":"no","encoded_authorization_message":"XXXX"}`), kind: errors.PermissionDenied, code: "APIGW.0302"},
	{name: "wrong state with 500", only: "csbs", say: status(500, `{"error_code":"CSBS.6032","error_msg":"wrong state"}`), kind: errors.InvalidState, code: "CSBS.6032"},
	{name: "an unknown code", say: func(s service) said {
		return said{status: 400, body: fmt.Sprintf(s.refusal, "Nobody.Knows", "?")}
	}, kind: errors.InvalidInput, code: "Nobody.Knows"},
	{name: "an unknown code with 500", say: func(s service) said {
		return said{status: 500, body: fmt.Sprintf(s.refusal, "Nobody.Knows", "?")}
	}, kind: errors.Internal, code: "Nobody.Knows", requests: 4},
	{name: "the service's own refusal", say: func(s service) said {
		return said{status: 403, body: fmt.Sprintf(s.refusal, s.denied, "no")}
	}, kind: errors.PermissionDenied},
	{name: "plain text", say: status(403, "access denied\nby policy"), kind: errors.PermissionDenied, says: "access denied"},
	{name: "no body", say: status(403, ""), kind: errors.PermissionDenied},
	{name: "a list", say: status(400, "[1,2]"), kind: errors.InvalidInput},
	{name: "null with 400", say: status(400, "null"), kind: errors.InvalidInput},
	{name: "a broken object", say: status(400, `{"Code":"Nobody.Knows","error_code":"Nobody.Knows","Mess`), kind: errors.InvalidInput, code: "Nobody.Knows"},
}

func TestBadBodies(t *testing.T) {
	for _, row := range badBodies {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, row.only, func(t *testing.T, s service) {
				want := max(row.requests, 1)
				a := row.say(s)
				w := openWatched(t, s, script(a))
				start := time.Now()
				_, err := w.list(t.Context())
				w.within(time.Since(start), 0, threeBackoffs)
				e := w.failed(err, row.kind)
				if w.base.requests() != want || len(e.Attempts) != want || e.Status != a.status {
					t.Errorf("%d requests, %d attempts, status %d; want %d and %d: %v", w.base.requests(), len(e.Attempts), e.Status, want, a.status, err)
				}
				if row.code != "" && e.Code != row.code || row.id != "" && e.RequestID != row.id || !strings.Contains(e.Message, row.says) {
					t.Errorf("code %q, request %q, message %q; want %q, %q, %q", e.Code, e.RequestID, e.Message, row.code, row.id, row.says)
				}
				w = openWatched(t, s, script(a))
				w.broken(w.scan(t.Context(), sdk.Query{}), row.kind)
			})
		})
	}
}

// A count without the rows that it counts, and rows without names, are no empty
// list: whatever the operation makes of them, no scan is complete.
func TestMissingLists(t *testing.T) {
	const failed = `"job_status":"FAIL"`
	for _, row := range []struct {
		name, only string
		body       func(service) string
	}{
		{"a count alone", "sdrs", func(service) string { return `{"count":5}` }},
		{"a count and null", "sdrs", func(service) string { return `{"count":5,"failure_jobs":null}` }},
		{"a count alone", "dbs", func(service) string {
			return `{"Success":true,"RequestId":"R","TotalElements":5,"TotalPages":1}`
		}},
		{"a count and an empty list", "dbs", func(s service) string {
			return strings.Replace(s.answer(), `"TotalElements":1`, `"TotalElements":5`, 1)
		}},
		{"a link to more and an empty list", "vbs", func(service) string {
			return `{"backups":[],"backups_links":[{"rel":"next","href":"http://10.0.0.1/v2/x"}]}`
		}},
		{"a token for more and an empty list, always", "fnf", func(service) string { return `{"RequestId":"R","Flows":[],"NextToken":"again"}` }},
		{"rows without an ID", "", func(s service) string { return s.answer(`{"x":1}`, `{"x":2}`) }},
		{"rows whose ID is null", "", func(s service) string { return s.answer("{" + quote(s.id, "null") + "}") }},
		{"rows that are numbers", "", func(s service) string { return s.answer("1", "2") }},
		{"a single row in the wrapper, of members that nobody knows", "dbs", func(s service) string { return fmt.Sprintf(s.envelope, `{"x":1}`) }},
		{"a single row in the wrapper, beside another member", "dbs", func(s service) string { return fmt.Sprintf(s.envelope, s.row("a1")+`,"Total":1`) }},
		{"a wrapper in the wrapper", "dbs", func(s service) string { return fmt.Sprintf(s.envelope, `{"List":[`+s.row("a1")+`]}`) }},
		{"an empty object in the wrapper", "dbs", func(s service) string { return fmt.Sprintf(s.envelope, "{}") }},
		{"a list that is a text", "", func(s service) string { return s.with(`"none"`) }},
		{"the same page for every offset", "sdrs", func(s service) string {
			return strings.Replace(s.answer(s.row("a1", failed), s.row("a2", failed)), `"count":1`, `"count":5`, 1)
		}},
		{"the same page for every offset, once too few", "sdrs", func(s service) string {
			return strings.Replace(s.answer(s.row("a1", failed), s.row("a2", failed)), `"count":1`, `"count":3`, 1)
		}},
		{"the same page for every offset, without a count", "vbs", func(s service) string {
			return `{"backups":[` + s.row("a1", `"status":"error"`) + "," + s.row("a2", `"status":"error"`) + `],"backups_links":[{"rel":"next","href":"x"}]}`
		}},
		{"the same page for every number", "dbs", func(s service) string {
			return strings.Replace(s.answer(s.row("a1", `"BackupPlanStatus":"stop"`), s.row("a2", `"BackupPlanStatus":"stop"`)), `"TotalElements":1`, `"TotalElements":5`, 1)
		}},
		{"a row and one that cannot be read, for every offset", "sdrs", func(s service) string {
			return strings.Replace(s.answer(s.row("a1", failed), "2"), `"count":1`, `"count":1000000`, 1)
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, row.only, func(t *testing.T, s service) {
				// The list itself is always the same; there is nothing else to read.
				w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
					a := said{status: 200, body: row.body(s)}
					for part, none := range nothingElse {
						if strings.Contains(r.URL.Path+" "+r.Header.Get("X-Acs-Action"), part) {
							a.body = none
						}
					}
					return a.response(r)
				}))
				out := w.scan(t.Context(), sdk.Query{})
				if out.receipt.Complete || len(out.errs) == 0 || len(out.tasks) > 2 {
					t.Errorf("of %s\nthe scan says complete=%v with %d tasks and %v", row.body(s), out.receipt.Complete, len(out.tasks), out.errs)
				}
				if w.base.requests() > 120 {
					t.Errorf("%d requests for a list that is not there", w.base.requests())
				}
			})
		})
	}
}

// nothingElse are the empty lists of the other operations of a scan, by a part of
// their address or name.
var nothingElse = map[string]string{
	"/server-groups":           `{"count":0,"server_groups":[]}`,
	"/backuppolicy":            `{"backup_policies":[]}`,
	"DescribeFullBackupList":   `{"Success":true,"TotalElements":0,"Items":{"FullBackupFile":[]}}`,
	"DescribeIncrementBackup":  `{"Success":true,"TotalElements":0,"Items":{"IncrementBackupFile":[]}}`,
	"DescribeRestoreTaskList":  `{"Success":true,"TotalElements":0,"Items":{"RestoreTaskDetail":[]}}`,
	"DescribePreCheckProgress": `{"Success":true,"RequestId":"R","Items":{"PreCheckProgressDetail":[]},"Status":"success"}`,
	"DescribeJobErrorCode":     `{"Success":true,"RequestId":"R","Item":{"JobId":"x"}}`,
}

// emulatorConfig is what serves the services where their own rules matter. All
// its secrets are canaries.
func emulatorConfig(failures int) emulator.Config {
	return emulator.Config{
		Seed: 3, Failures: failures, ProjectID: projectID, TaskToken: canaryTask,
		AccessKeyID: "FAULTSKEY", AccessKeySecret: canarySecret,
	}
}

// emulatorKeys are those that the emulator knows.
func emulatorKeys(c *clientConfig) { c.Credentials = keyNamed("FAULTSKEY") }

// changing passes on what base answers, with each body changed.
func changing(base http.RoundTripper, change func(body string) string) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		resp, err := base.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		changed := change(string(body))
		resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(changed)), int64(len(changed))
		resp.Header.Del("Content-Length")
		return resp, err
	})
}

// What a service tells of a failure may hold anything: it is kept as it came and
// never reaches a terminal raw.
func TestControlCharactersInReasons(t *testing.T) {
	nasty := "\x1b[31mred\x1b[0m\x07\x00\x9b2J\u202e\r\nsecond line \xff"
	escaped, err := json.Marshal(nasty)
	must(t, err)
	reasons := regexp.MustCompile(`("(?:fail_reason|message|ErrMessage|ErrorMessage)" *: *)"(?:[^"\\]|\\.)+"`)
	within := regexp.MustCompile(`(\\"(?:cause|Cause)\\" *: *)\\"(?:[^"\\])*\\"`) // a JSON text in JSON
	inner := strings.Trim(strings.ReplaceAll(strings.ReplaceAll(string(escaped), `\`, `\\`), `"`, `\"`), ` `)
	eachService(t, "", func(t *testing.T, s service) {
		base := changing(emulator.Transport(s.emulate(emulatorConfig(12))), func(body string) string {
			body = reasons.ReplaceAllString(body, "${1}"+strings.ReplaceAll(string(escaped), "$", "$$"))
			return within.ReplaceAllString(body, "${1}"+strings.ReplaceAll(inner, "$", "$$"))
		})
		w := openWatched(t, s, base, emulatorKeys)
		out := w.scan(t.Context(), sdk.Query{})
		bad, found := 0, 0
		for _, task := range out.tasks {
			why := cmp.Or(task.Failure, task.Warning)
			if task.State.Bad() {
				bad++
			}
			if strings.ContainsRune(why.Reason, 0x1b) {
				found++
			}
			if text := why.Error(); errors.Printable(text) != text || !utf8.ValidString(text) || strings.ContainsAny(text, "\x1b\x07\x00\r\n\u009b\u202e") {
				t.Errorf("%s: the failure has control characters: %q", task.ID, text)
			}
		}
		if found == 0 || bad != 12 || !out.receipt.Complete {
			t.Errorf("%d failed tasks, complete=%v, %d of all with the reason %q; want 12, true and some: %v", bad, out.receipt.Complete, found, nasty, out.errs)
		}
		// The same in the words of a refusal.
		w = openWatched(t, s, script(said{status: 400, body: strings.Replace(fmt.Sprintf(s.refusal, "Nobody.Knows", "HERE"), `"HERE"`, string(escaped), 1)}))
		_, err := w.list(t.Context())
		if e := w.failed(err, errors.InvalidInput); !strings.Contains(e.Error(), "red") || strings.ContainsAny(e.Error(), "\x1b\x07\x00\r\n") {
			t.Errorf("got %q", e.Error())
		}
	})
}

// A service or a proxy that tells in its error all that it was sent tells no
// secret to anybody.
func TestEchoedRequests(t *testing.T) {
	for _, code := range []int{200, 302, 400, 401, 403, 407, 429, 500, 503} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			eachService(t, "", func(t *testing.T, s service) {
				for _, set := range []configure{func(*clientConfig) {}, tokens} {
					for _, form := range []string{s.refusal, "%s: %s"} {
						echo := roundTripper(func(r *http.Request) (*http.Response, error) {
							var heard strings.Builder
							_ = r.Header.Write(&heard)
							told := r.URL.String() + " " + heard.String() + " " + canarySecret + " " + canarySTS
							if r.Header.Get("X-Auth-Token") != "" {
								told += canaryAuth
							}
							a := said{status: code, body: fmt.Sprintf(form, "Bad."+r.Header.Get("X-Security-Token"), told),
								header: []string{"X-Request-Id", "id of " + canarySTS, "X-Acs-Request-Id", canarySTS, "Location", "https://elsewhere.test/" + canarySTS}}
							if r.Header.Get("X-Auth-Token") != "" { // there is no other secret then
								a.body = strings.NewReplacer(canarySecret, "", canarySTS, canaryAuth).Replace(a.body)
								a.header = []string{"X-Request-Id", "id of " + canaryAuth, "Location", "https://elsewhere.test/" + canaryAuth}
							}
							return a.response(r)
						})
						w := openWatched(t, s, echo, set)
						if _, err := w.list(context.Background()); err == nil {
							t.Error("an echo was taken for an answer")
						} else {
							w.failed(err, errors.KindOf(err))
						}
						if out := w.scan(context.Background(), sdk.Query{}); out.receipt.Complete {
							t.Error("an echo made a scan complete")
						}
					}
					if !s.huawei() {
						break
					}
				}
			})
		})
	}
}
