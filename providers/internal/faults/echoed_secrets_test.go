package faults_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// sentProofs are what requests carried to prove their sender: signatures and
// tokens, as they were really sent. Who sees one can send the request again. Of
// each no more than the beginning is looked for, since a text may end within it.
type sentProofs struct {
	mu      sync.Mutex
	known   map[string]bool
	lengths map[int]bool
}

// beginning is how much of a proof no text has by chance.
const beginning = 12

var proofInHeader = regexp.MustCompile(`Signature=([0-9A-Za-z+/=]+)`)

// take notes the proofs of a request.
func (p *sentProofs) take(r *http.Request) {
	found := []string{
		r.Header.Get("X-Auth-Token"), r.Header.Get("X-Security-Token"), r.Header.Get("X-Acs-Security-Token"),
		r.URL.Query().Get("Signature"), r.URL.Query().Get("SecurityToken"),
	}
	for _, m := range proofInHeader.FindAllStringSubmatch(r.Header.Get("Authorization"), -1) {
		found = append(found, m[1])
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known == nil {
		p.known, p.lengths = map[string]bool{}, map[int]bool{}
	}
	for _, proof := range found {
		if proof != "" {
			proof = proof[:min(len(proof), beginning)]
			p.known[proof], p.lengths[len(proof)] = true, true
		}
	}
}

func (p *sentProofs) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.known)
}

var escapedByte = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// in is a proof that text has, as it is or escaped up to three times, and empty
// if there is none.
func (p *sentProofs) in(text string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	for range 4 {
		for n := range p.lengths {
			for i := 0; i+n <= len(text); i++ {
				if p.known[text[i:i+n]] {
					return text[i : i+n]
				}
			}
		}
		if !strings.Contains(text, "%") {
			break
		}
		text = escapedByte.ReplaceAllStringFunc(text, func(b string) string {
			n, _ := strconv.ParseUint(b[1:], 16, 8)
			return string([]byte{byte(n)})
		})
	}
	return ""
}

// echoes are the forms in which a service may repeat what it was sent.
var echoes = []struct {
	name, only string
	status     []int
	body       string // %s for the echo, %q as JSON, %Q as JSON in JSON, %x as XML
}{
	{"the gateway's JSON", "alibaba", []int{200, 400, 503}, `{"RequestId":%q,"HostId":%q,"Code":%q,"Message":%q,"Recommend":%q}`},
	{"in lower case", "alibaba", []int{400}, `{"requestId":%q,"code":%q,"message":%q}`},
	{"SignatureDoesNotMatch", "alibaba", []int{400}, `{"RequestId":"R","Code":"SignatureDoesNotMatch","Message":%q}`},
	{"IncompleteSignature", "alibaba", []int{400}, `{"RequestId":"R","Code":"IncompleteSignature","Message":%q}`},
	{"who was denied what", "alibaba", []int{403}, `{"RequestId":"R","Code":"Forbidden.RAM","Message":"no","AccessDeniedDetail":{"AuthAction":%q,"AuthPrincipalDisplayName":%q}}`},
	{"XML", "alibaba", []int{200, 400}, `<Error><RequestId>%x</RequestId><Code>%x</Code><Message>%x</Message></Error>`},
	{"Success is false", "dbs", []int{200, 403}, `{"Success":false,"ErrCode":%q,"ErrMessage":%q,"RequestId":%q}`},
	{"error_code", "huawei", []int{200, 401, 503}, `{"error_code":%q,"error_msg":%q,"request_id":%q}`},
	{"APIGW.0301", "huawei", []int{401}, `{"error_code":"APIGW.0301","error_msg":%q,"request_id":"R"}`},
	{"APIGW.0308", "huawei", []int{429}, `{"error_code":"APIGW.0308","error_msg":%q}`},
	{"error{}", "huawei", []int{200}, `{"error":{"message":%q,"code":%q}}`},
	{"badrequest{}", "huawei", []int{400}, `{"badrequest":{"message":%q,"code":%q}}`},
	{"Keystone's", "huawei", []int{401}, `{"error":{"message":%q,"code":401,"title":%q}}`},
	{"details[]", "huawei", []int{403}, `{"details":[{"error_code":%q,"error_msg":%q}]}`},
	{"an encoded message", "huawei", []int{403}, `{"error_code":%q,"error_msg":%q,"encoded_authorization_message":%q}`},
	{"Cinder's", "huawei", []int{403}, `{"forbidden":{"message":"Policy doesn't allow %s to be performed.","code":403}}`},
	{"flat", "", []int{400}, `{"code":%q,"message":%q}`},
	{"JSON in JSON", "", []int{400}, `{"code":"C","message":%Q}`},
	{"plain text", "", []int{200, 403}, `refused: %s`},
	{"HTML", "", []int{502}, `<html><body>%s</body></html>`},
	{"a broken object", "", []int{400}, `{"code":%q,"message":%q,`},
	{"a redirect", "", []int{302}, ``},
}

// told writes an echo into the form of a body.
func told(form, echo string) string {
	quoted, _ := json.Marshal(echo)
	twice, _ := json.Marshal(`{"sent":` + strings.ReplaceAll(string(quoted), "/", `\/`) + `}`)
	return strings.NewReplacer("%q", string(quoted), "%Q", string(twice), "%s", echo, "%x", strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(echo)).Replace(form)
}

// heard is a request as its receiver may repeat it.
func heard(r *http.Request) map[string]string {
	var header strings.Builder
	_ = r.Header.Write(&header)
	body := ""
	if r.Body != nil {
		b, _ := io.ReadAll(r.Body)
		body = string(b)
	}
	authorization := r.Header.Get("Authorization")
	query := r.URL.RawQuery
	end := authorization[strings.LastIndexByte(authorization, '=')+1:] + r.URL.Query().Get("Signature") + r.Header.Get("X-Auth-Token")
	lower := escapedByte.ReplaceAllStringFunc(query, strings.ToLower)
	return map[string]string{
		"everything":            strings.ReplaceAll(header.String(), "\r\n", "; ") + query + " " + body,
		"the address":           r.URL.String(),
		"the query":             query,
		"the query, decoded":    fmt.Sprint(r.URL.Query()),
		"the query, escaped":    url.QueryEscape(query) + " " + url.QueryEscape(url.QueryEscape(query)),
		"the query, other hex":  lower,
		"Authorization":         authorization + r.Header.Get("X-Auth-Token"),
		"its end":               end,
		"Authorization, in URL": url.QueryEscape(authorization + r.Header.Get("X-Auth-Token") + r.Header.Get("X-Security-Token") + r.Header.Get("X-Acs-Security-Token")),
		"cut to a measure":      strings.Repeat("x", 1000-14) + end,
	}
}

// No signature and no token that was sent is seen in an error, the trail or the
// log, however the service repeats it.
func TestEchoedSignatures(t *testing.T) {
	for _, row := range echoes {
		t.Run(row.name, func(t *testing.T) {
			eachService(t, row.only, func(t *testing.T, s service) {
				ways := signatureForms(s)
				if s.huawei() {
					ways["token"] = tokens
				}
				for way, set := range ways {
					for _, status := range row.status {
						for _, what := range []string{
							"everything", "the address", "the query", "the query, decoded", "the query, escaped", "the query, other hex",
							"Authorization", "its end", "Authorization, in URL", "cut to a measure",
						} {
							w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
								echo := heard(r)[what]
								return said{status: status, body: told(row.body, echo), header: []string{
									"X-Request-Id", echo, "X-Acs-Request-Id", echo, "Location", "https://elsewhere.test/?" + echo,
								}}.response(r)
							}), set)
							_, err := w.list(context.Background())
							w.failed(err, errors.KindOf(err))
							if w.base.proofs.count() == 0 {
								t.Fatalf("%s: no request proved anything", way)
							}
							if what == "everything" {
								w.scan(context.Background(), sdk.Query{})
							}
							if t.Failed() {
								t.Fatalf("%s, status %d, %s", way, status, what)
							}
						}
					}
				}
			})
		})
	}
}

// The same of a report, whose token travels in the body.
func TestEchoedReports(t *testing.T) {
	eachService(t, "fnf", func(t *testing.T, s service) {
		for _, row := range echoes {
			for way, set := range signatureForms(s) {
				for _, status := range row.status {
					w := openWatched(t, s, roundTripper(func(r *http.Request) (*http.Response, error) {
						return said{status: status, body: told(row.body, heard(r)["everything"]), header: []string{"X-Acs-Request-Id", heard(r)["everything"]}}.response(r)
					}), set)
					got, err := sdk.Report(context.Background(), w.client, sdk.FailureReport{Token: canaryTask, Error: "E", Cause: "of " + canaryTask})
					w.failed(err, errors.KindOf(err))
					record, _ := json.Marshal(got)
					w.quiet("the result", string(record), fmt.Sprintf("%+v", got))
					if t.Failed() {
						t.Fatalf("%s, %s, status %d", way, row.name, status)
					}
				}
			}
		}
	})
}
