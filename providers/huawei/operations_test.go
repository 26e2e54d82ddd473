package huawei_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk/transport"
)

// answer answers every request alike, and keeps the last one.
type answer struct {
	status   int
	header   http.Header
	body     string
	requests int
	last     *http.Request
}

func (a *answer) RoundTrip(req *http.Request) (*http.Response, error) {
	a.requests++
	a.last = req
	h := http.Header{"X-Request-Id": {"req-1"}}
	for k, v := range a.header {
		h[k] = v
	}
	return &http.Response{
		StatusCode: a.status, Header: h, Request: req, ContentLength: int64(len(a.body)),
		Body: io.NopCloser(strings.NewReader(a.body)), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

func TestRequests(t *testing.T) {
	const id = "a/b c?#%..é+*~"
	const escaped = "a%2Fb%20c%3F%23%25..%C3%A9%2B%2A~"
	for _, op := range operations {
		a := &answer{status: 200, body: op.body}
		if op.deletes {
			a.status = 204
		}
		out, err := op.call(t.Context(), open(t, a, options()), id)
		if err != nil || out == nil {
			t.Errorf("%s %s: got %v, %v, want an output", op.service, op.name, out, err)
			continue
		}
		want := "https://" + op.service + ".eu-de.otc.t-systems.com" + op.path
		if op.takesID {
			want = fmt.Sprintf(want, escaped)
		}
		if op.query != "" {
			want += "?" + op.query
		}
		if got := a.last.URL.String(); got != want || a.last.Method != op.method {
			t.Errorf("%s %s: sent %s %s\nwant %s %s", op.service, op.name, a.last.Method, got, op.method, want)
		}
		for name, value := range map[string]string{"X-Project-Id": "p1", "Accept": "application/json"} {
			if got := a.last.Header.Get(name); got != value {
				t.Errorf("%s %s: header %s is %q, want %q", op.service, op.name, name, got, value)
			}
		}
		if got := a.last.Header.Get("Authorization"); !strings.Contains(got, "Access=emulator-ak") || !strings.Contains(got, "x-project-id") {
			t.Errorf("%s %s: Authorization %q, want an Access= form that signs the project", op.service, op.name, got)
		}
	}
}

func TestIDsThatLeadElsewhere(t *testing.T) {
	for _, op := range operations {
		if !op.takesID {
			continue
		}
		for _, id := range append([]string{"", ".", "..", " ", "a\nb", "a\xff", strings.Repeat("a", 1025)}, op.reserved...) {
			a := &answer{status: 200, body: op.body}
			_, err := op.call(t.Context(), open(t, a, options()), id)
			e, _ := errors.AsType[*errors.Error](err)
			if !errors.Is(err, errors.InvalidInput) || a.requests != 0 {
				t.Errorf("%s %s of %q: got %v after %d requests, want invalid_input and none", op.service, op.name, id, err, a.requests)
			} else if e.Service != op.service || e.Operation != op.name || e.Region != "eu-de" {
				t.Errorf("%s %s of %q: the error is of %s %s in %s", op.service, op.name, id, e.Service, e.Operation, e.Region)
			}
		}
	}
}

// Bodies that come with status 200 and are no success.
var lies = []struct {
	name, body string
	kind       errors.Kind
	code       string
}{
	{"empty", "", errors.Malformed, ""},
	{"blank", " \n", errors.Malformed, ""},
	{"null", "null", errors.Malformed, ""},
	{"array", "[]", errors.Malformed, ""},
	{"scalar", "42", errors.Malformed, ""},
	{"html", "<!DOCTYPE html><html><body>login</body></html>", errors.Malformed, ""},
	{"text", "upstream failure", errors.Malformed, ""},
	{"another answer", `{"greeting":"hello"}`, errors.Malformed, ""},
	{"empty object", `{}`, errors.Malformed, ""},
	{"two values", `{"a":1}{"b":2}`, errors.Malformed, ""},
	{"deep", strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000), errors.Malformed, ""},
	{"gateway", `{"error_msg":"slow down","error_code":"APIGW.0308","request_id":"r"}`, errors.Throttled, "APIGW.0308"},
	{"error", `{"error":{"message":"no","code":"SDRS.1013"}}`, errors.NotFound, "SDRS.1013"},
	{"badrequest", `{"badrequest":{"message":"no","code":"SDRS.0201"}}`, errors.InvalidInput, "SDRS.0201"},
	{"itemNotFound", `{"itemNotFound":{"message":"no such thing","code":404}}`, errors.NotFound, ""},
	{"flat", `{"code":"VolumeBackup.0042","message":"no"}`, errors.PermissionDenied, "VolumeBackup.0042"},
	{"unknown code", `{"error_code":"Neverheard.1","error_msg":"?"}`, errors.Malformed, "Neverheard.1"},
}

func TestSuccessStatusThatIsNone(t *testing.T) {
	for _, op := range operations {
		for _, lie := range lies {
			if op.deletes && slices.Contains([]string{"empty", "blank", "another answer", "empty object"}, lie.name) {
				continue // nothing is what a deletion says
			}
			a := &answer{status: 200, body: lie.body}
			out, err := op.call(t.Context(), open(t, a, options()), "id")
			e, ok := errors.AsType[*errors.Error](err)
			switch {
			case !ok:
				t.Errorf("%s %s on %s: got %+v, %v, want an error", op.service, op.name, lie.name, out, err)
			case e.Code != lie.code || e.Kind != lie.kind:
				t.Errorf("%s %s on %s: got kind %s, code %q (%v), want %s, %q", op.service, op.name, lie.name, e.Kind, e.Code, err, lie.kind, lie.code)
			case e.Status != 200 || a.requests != 1 || e.Operation != op.name || e.Service != op.service:
				t.Errorf("%s %s on %s: status %d, %d requests, named %s %s", op.service, op.name, lie.name, e.Status, a.requests, e.Service, e.Operation)
			}
		}
	}
}

func TestErrorBesideTheAnswer(t *testing.T) {
	for _, op := range operations {
		if op.deletes {
			continue
		}
		for _, extra := range []string{`"error_code":"APIGW.0601"`, `"error":{"code":"X.1","message":"m"}`, `"code":"X.1"`} {
			if op.job && strings.Contains(extra, "error_code") {
				continue // a job's own
			}
			a := &answer{status: 200, body: strings.TrimSuffix(op.body, "}") + "," + extra + "}"}
			if out, err := op.call(t.Context(), open(t, a, options()), "id"); err == nil {
				t.Errorf("%s %s on %s: got %+v, want an error", op.service, op.name, a.body, out)
			}
		}
	}
}

func TestCutOffAnswersAreRepeated(t *testing.T) {
	for _, op := range operations {
		if op.deletes {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			a := &answer{status: 200, body: op.body[:len(op.body)-1]}
			_, err := op.call(t.Context(), open(t, a, transport.Options{MaxAttempts: 3, Keys: transport.NewKeys()}), "id")
			e, _ := errors.AsType[*errors.Error](err)
			if !errors.Is(err, errors.Malformed) || a.requests != 3 {
				t.Fatalf("%s %s: got %v after %d requests, want malformed after 3", op.service, op.name, err, a.requests)
			}
			if _, ok := errors.AsType[*smithy.DeserializationError](err); !ok || strings.Contains(e.Error(), op.body[:10]) {
				t.Errorf("%s %s: %v has no DeserializationError or shows the body", op.service, op.name, err)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		status  int
		body    string
		kind    errors.Kind
		code    string
		message string
	}{
		{400, `{"error_code":"CSBS.6005","error_msg":"m"}`, errors.InvalidState, "CSBS.6005", "m"},
		{400, `{"badrequest":{"message":"m","code":"SDRS.0221"}}`, errors.InvalidInput, "SDRS.0221", "m"},
		{400, `{"badRequest":{"message":"m","code":400}}`, errors.InvalidInput, "", "m"},
		{400, `{"error":{"message":"m","code":"AutoBackup.0205"}}`, errors.NotFound, "AutoBackup.0205", "m"},
		{401, `{"error_msg":"Incorrect IAM authentication information: x","error_code":"APIGW.0301","request_id":"r"}`, errors.Unauthenticated, "APIGW.0301", ""},
		{401, `{"error":{"message":"m","code":401,"title":"Unauthorized"}}`, errors.Unauthenticated, "", "m"},
		{403, `{"error_msg":"m","error_code":"APIGW.0302","request_id":"r"}`, errors.PermissionDenied, "APIGW.0302", "m"},
		{404, `{"itemNotFound":{"message":"m","code":"404"}}`, errors.NotFound, "", "m"},
		{404, ``, errors.NotFound, "", ""},
		{404, `{"error":{"message":"m","code":"common.0011"}}`, errors.NotFound, "common.0011", "m"},
		{405, ``, errors.Unsupported, "", ""},
		{406, ``, errors.InvalidInput, "", ""},
		{407, ``, errors.Unauthenticated, "", ""},
		{408, ``, errors.Timeout, "", ""},
		{409, ``, errors.Conflict, "", ""},
		{500, `<html>oops</html>`, errors.Internal, "", ""},
		{500, `{"error_code":"CSBS.1001","error_msg":"m"}`, errors.Conflict, "CSBS.1001", "m"},
		{501, ``, errors.Unsupported, "", ""},
		{502, `<html>bad gateway</html>`, errors.Unavailable, "", ""},
		{503, `down for maintenance`, errors.Unavailable, "", "down for maintenance"},
		{504, ``, errors.Unavailable, "", ""},
	} {
		for _, op := range operations {
			a := &answer{status: c.status, body: c.body}
			out, err := op.call(t.Context(), open(t, a, options()), "id")
			e, ok := errors.AsType[*errors.Error](err)
			if !ok {
				t.Errorf("%s %s on %d %s: got %+v, %v, want an error", op.service, op.name, c.status, c.body, out, err)
				continue
			}
			if e.Kind != c.kind || e.Code != c.code || e.Status != c.status || e.RequestID != "req-1" || c.message != "" && e.Message != c.message {
				t.Errorf("%s %s on %d %s: got %s %q %q request %q, want %s %q %q", op.service, op.name, c.status, c.body,
					e.Kind, e.Code, e.Message, e.RequestID, c.kind, c.code, c.message)
			}
			if right := e.Kind == errors.PermissionDenied; right != strings.Contains(e.Right, strings.ToUpper(op.service)+" Administrator") {
				t.Errorf("%s %s on %d: right %q", op.service, op.name, c.status, e.Right)
			}
		}
	}
}

// Who has not passed real-name verification lacks no right.
func TestRealNameVerificationNamesNoRight(t *testing.T) {
	for _, op := range operations {
		a := &answer{status: 403, body: `{"error_code":"CSBS.9009","error_msg":"real-name authentication is required"}`}
		_, err := op.call(t.Context(), open(t, a, options()), "id")
		e, _ := errors.AsType[*errors.Error](err)
		if e == nil || e.Kind != errors.PermissionDenied || e.Right != "" || strings.Contains(e.Error(), "needs the right") {
			t.Errorf("%s %s: got %v, want permission_denied without a right", op.service, op.name, err)
		}
		if e != nil && !strings.Contains(e.Explain("en").Remedy, "real-name verification") {
			t.Errorf("%s %s: the remedy is %q", op.service, op.name, e.Explain("en").Remedy)
		}
	}
}

// The action that the service itself names is told instead of the role.
func TestDeniedActionOfTheService(t *testing.T) {
	for _, op := range operations {
		a := &answer{status: 403, body: `{"forbidden":{"message":"Policy doesn't allow backup:get_all to be performed.","code":403}}`}
		_, err := op.call(t.Context(), open(t, a, options()), "id")
		if e, _ := errors.AsType[*errors.Error](err); e == nil || e.Kind != errors.PermissionDenied || e.Right != "backup:get_all" {
			t.Errorf("%s %s: got %v, want permission_denied with the right backup:get_all", op.service, op.name, err)
		}
	}
}

func TestSuccessBodyWithErrorStatus(t *testing.T) {
	for _, op := range operations {
		for _, status := range []int{400, 404, 500, 503} {
			a := &answer{status: status, body: op.body}
			if out, err := op.call(t.Context(), open(t, a, options()), "id"); err == nil {
				t.Errorf("%s %s on %d: got %+v, want an error", op.service, op.name, status, out)
			}
		}
	}
}

func TestRequestIDOfTheBody(t *testing.T) {
	a := &answer{status: 403, header: http.Header{"X-Request-Id": nil}, body: `{"error_msg":"m","error_code":"APIGW.0302","request_id":"from-body"}`}
	_, err := operations[0].call(t.Context(), open(t, a, options()), "")
	if e, _ := errors.AsType[*errors.Error](err); e == nil || e.RequestID != "from-body" {
		t.Errorf("got %v, want the request ID of the body", err)
	}
}

func TestMalformedAnswersKeepTheirRequestID(t *testing.T) {
	for _, op := range operations {
		for _, body := range []string{`{"request_id":"from-body"`, `{"request_id":"from-body"} x`, `{"request_id":"from-body","canary":{}}`} {
			if op.deletes && strings.HasSuffix(body, "{}}") {
				continue // nothing is what a deletion says
			}
			for header, want := range map[string]string{"": "from-body", "from-header": "from-header"} {
				a := &answer{status: 200, header: http.Header{"X-Request-Id": {header}}, body: body}
				_, err := op.call(t.Context(), open(t, a, options()), "id")
				if e, _ := errors.AsType[*errors.Error](err); e == nil || e.Kind != errors.Malformed || e.RequestID != want {
					t.Errorf("%s %s on %s: got %+v, want malformed with the request ID %s", op.service, op.name, body, e, want)
				}
			}
		}
	}
}

func TestThrottling(t *testing.T) {
	for _, c := range []struct {
		text, header string
		want         time.Duration
	}{
		{"policy user over ratelimit,limit:20,time:1 second", "", time.Second},
		{"policy api over ratelimit,limit:20,time:1 minute", "", time.Minute},
		{"policy api over ratelimit,limit:20,time:1 minute", "7", 7 * time.Second},
		{"slow down", "", 0},
	} {
		a := &answer{status: 429, body: `{"error_msg":"` + c.text + `","error_code":"APIG.0308"}`}
		if c.header != "" {
			a.header = http.Header{"Retry-After": {c.header}}
		}
		_, err := operations[0].call(t.Context(), open(t, a, options()), "")
		e, _ := errors.AsType[*errors.Error](err)
		if e == nil || e.Kind != errors.Throttled || e.RetryAfter != c.want {
			t.Errorf("%q with Retry-After %q: got %v, want throttled and %v", c.text, c.header, err, c.want)
		}
	}
}

func TestWritesAreNotRepeated(t *testing.T) {
	for _, op := range operations {
		synctest.Test(t, func(t *testing.T) {
			for status, refused := range map[int]bool{503: false, 429: true} {
				a := &answer{status: status}
				_, err := op.call(t.Context(), open(t, a, transport.Options{MaxAttempts: 2, Keys: transport.NewKeys()}), "id")
				want := 2
				if op.deletes && !refused {
					want = 1
				}
				if err == nil || a.requests != want {
					t.Errorf("%s %s on %d: %v after %d requests, want %d", op.service, op.name, status, err, a.requests, want)
				}
			}
		})
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, op := range operations {
		a := &answer{status: 200, body: op.body}
		if _, err := op.call(ctx, open(t, a, options()), "id"); !errors.Is(err, context.Canceled) || a.requests != 0 {
			t.Errorf("%s %s: got %v after %d requests, want context.Canceled and none", op.service, op.name, err, a.requests)
		}
	}
}

// TestOperationsNameTheirPage parses the three packages: every exported operation
// ends its comment with the page that describes it, and is in the table here.
func TestOperationsNameTheirPage(t *testing.T) {
	listed := map[string]bool{}
	for _, op := range operations {
		listed[op.service+"."+op.name] = true
	}
	for _, service := range []string{"sdrs", "csbs", "vbs"} {
		files, err := filepath.Glob(filepath.Join("..", service, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files of %s: %v", service, err)
		}
		for _, name := range files {
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok || fn.Recv == nil || !fn.Name.IsExported() || !takesInput(fn) {
					continue
				}
				lines := strings.Split(strings.TrimSpace(fn.Doc.Text()), "\n")
				if last := lines[len(lines)-1]; !strings.HasPrefix(last, "API: ") || !strings.Contains(last, ", https://") {
					t.Errorf("%s.%s: the comment ends with %q, want API: NAME, URL", service, fn.Name, last)
				}
				if !listed[service+"."+fn.Name.Name] {
					t.Errorf("%s.%s is not among the operations of this test", service, fn.Name)
				}
				delete(listed, service+"."+fn.Name.Name)
			}
		}
	}
	for name := range listed {
		t.Errorf("%s is no operation", name)
	}
}

// takesInput reports whether a method is an operation: its second parameter is
// an XInput.
func takesInput(fn *ast.FuncDecl) bool {
	params := fn.Type.Params.List
	if len(params) != 2 {
		return false
	}
	name, ok := params[1].Type.(*ast.Ident)
	return ok && strings.HasSuffix(name.Name, "Input")
}

func TestInputOutOfRange(t *testing.T) {
	for name, call := range map[string]func(services) error{
		"sdrs limit": func(s services) error {
			_, err := s.sdrs.ListFailureJobs(t.Context(), sdrs.ListFailureJobsInput{Limit: 1001})
			return err
		},
		"sdrs negative limit": func(s services) error {
			_, err := s.sdrs.ListFailureJobs(t.Context(), sdrs.ListFailureJobsInput{Limit: -1})
			return err
		},
		"sdrs offset": func(s services) error {
			_, err := s.sdrs.ListFailureJobs(t.Context(), sdrs.ListFailureJobsInput{Offset: -1})
			return err
		},
		"sdrs groups": func(s services) error {
			_, err := s.sdrs.ListProtectionGroups(t.Context(), sdrs.ListProtectionGroupsInput{Limit: 1001})
			return err
		},
		"csbs items": func(s services) error {
			_, err := s.csbs.ListCheckpointItems(t.Context(), csbs.ListCheckpointItemsInput{Limit: 1001})
			return err
		},
		"csbs sort": func(s services) error {
			_, err := s.csbs.ListCheckpointItems(t.Context(), csbs.ListCheckpointItemsInput{Sort: strings.Repeat("s", 256)})
			return err
		},
		"csbs policies": func(s services) error {
			_, err := s.csbs.ListPolicies(t.Context(), csbs.ListPoliciesInput{Offset: -1})
			return err
		},
		"csbs sort of policies": func(s services) error {
			_, err := s.csbs.ListPolicies(t.Context(), csbs.ListPoliciesInput{Sort: strings.Repeat("s", 256)})
			return err
		},
		"vbs backups": func(s services) error {
			_, err := s.vbs.ListBackups(t.Context(), vbs.ListBackupsInput{Limit: 1001})
			return err
		},
		"vbs details": func(s services) error {
			_, err := s.vbs.ListBackupsDetail(t.Context(), vbs.ListBackupsDetailInput{Offset: -1})
			return err
		},
		"vbs direction": func(s services) error {
			_, err := s.vbs.ListBackupsDetail(t.Context(), vbs.ListBackupsDetailInput{SortDir: "up"})
			return err
		},
		"vbs tasks": func(s services) error {
			_, err := s.vbs.ListPolicyTasks(t.Context(), vbs.ListPolicyTasksInput{PolicyID: "p", Limit: 1001})
			return err
		},
		"vbs tasks' direction": func(s services) error {
			_, err := s.vbs.ListPolicyTasks(t.Context(), vbs.ListPolicyTasksInput{PolicyID: "p", SortDir: "up"})
			return err
		},
	} {
		a := &answer{status: 200, body: "{}"}
		if err := call(open(t, a, options())); !errors.Is(err, errors.InvalidInput) || a.requests != 0 {
			t.Errorf("%s: got %v after %d requests, want invalid_input and none", name, err, a.requests)
		}
	}
}
