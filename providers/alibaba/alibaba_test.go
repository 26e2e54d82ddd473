package alibaba_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
	"github.com/taskfault/taskfault/signer"
)

// wireFunc is a RoundTripper that keeps what it is sent and answers always the
// same.
type wireFunc struct {
	status int
	body   string
	sent   *http.Request
	form   string
	count  int
}

func (w *wireFunc) RoundTrip(req *http.Request) (*http.Response, error) {
	w.sent = req
	w.count++
	if req.Body != nil {
		b, _ := io.ReadAll(req.Body)
		w.form = string(b)
	}
	return &http.Response{StatusCode: w.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(w.body)), Request: req}, nil
}

var key = credentials.Static(signer.Credentials{AccessKeyID: "an-id", AccessKeySecret: "canary-secret"})

// thing is an answer of a service that says so by the HTTP status.
type thing struct {
	Name      string
	Rows      wire.List[struct{ ID string }]
	RequestId string
}

// judged is an answer of a service that says so in the body.
type judged struct {
	thing
	Success bool
	ErrCode string
}

func success(answer any) *bool { return &answer.(*judged).Success }

// settings are all that a client is made of.
type settings struct {
	alibaba.Config
	alibaba.Service
}

func config(rt http.RoundTripper) settings {
	return settings{
		alibaba.Config{Region: "cn-hangzhou", Credentials: key, Transport: transport.Options{RoundTripper: rt, MaxAttempts: 1, Keys: transport.NewKeys()}},
		alibaba.Service{Name: "fnf", Codes: fnf.Codes(), Version: "2019-03-15", Auth: alibaba.AuthV1, Host: func(region string) string { return region + ".service.test" }},
	}
}

func newClient(t *testing.T, c settings) *alibaba.Client {
	t.Helper()
	client, err := alibaba.New(c.Config, c.Service)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return client
}

func TestEndpoints(t *testing.T) {
	for _, tt := range []struct{ region, endpoint, want, host string }{
		{"cn-hangzhou", "", "https://cn-hangzhou.service.test/", "cn-hangzhou.service.test"},
		{"moon-1", "", "https://moon-1.service.test/", "moon-1.service.test"},
		{"cn-hangzhou", "http://127.0.0.1:9000", "http://127.0.0.1:9000/", "127.0.0.1"},
		{"", "https://proxy.test/dbs", "https://proxy.test/dbs", "proxy.test"},
		{"cn-hangzhou", "HTTP://H.example.:65535", "http://H.example.:65535/", "H.example."},
		{"cn-hangzhou", "http://[::1]:9000/", "http://[::1]:9000/", "::1"},
	} {
		w := &wireFunc{status: 200, body: `{"RequestId":"r"}`}
		c := config(w)
		c.Region, c.Endpoint, c.Config.Auth = tt.region, tt.endpoint, alibaba.AuthV3
		client := newClient(t, c)
		if _, _, err := alibaba.Do[thing](context.Background(), client, alibaba.Call{Action: "A"}, nil); err != nil {
			t.Errorf("%q at %q: %v", tt.region, tt.endpoint, err)
			continue
		}
		if got := w.sent.URL.String(); got != tt.want || client.Host() != tt.host {
			t.Errorf("%q at %q goes to %s on the host %s, want %s on %s", tt.region, tt.endpoint, got, client.Host(), tt.want, tt.host)
		}
	}
}

func TestBadConfigurationsNameTheField(t *testing.T) {
	for _, tt := range []struct {
		field  string
		change func(*settings)
	}{
		{"Region", func(c *settings) { c.Region = "" }},
		{"Region", func(c *settings) { c.Region = "cn.hangzhou" }},
		{"Region", func(c *settings) { c.Region = "evil.test/" }},
		{"Region", func(c *settings) { c.Region = strings.Repeat("r", 65) }},
		{"Region cannot be a region's name: it is too long", func(c *settings) { c.Region = strings.Repeat("canary-secret", 1e4) }},
		{"Endpoint has a path, for which the signature v1", func(c *settings) { c.Endpoint, c.Config.Auth = "https://h/canary-secret", "v1" }},
		{"Endpoint is empty, and no host is known", func(c *settings) { c.Host = nil }},
		{"Auth is none of v1, v3", func(c *settings) { c.Config.Auth = "v2" }},
	} {
		c := config(nil)
		tt.change(&c)
		_, err := alibaba.New(c.Config, c.Service)
		e, ok := errors.AsType[*errors.Error](err)
		if !ok || e.Kind != errors.InvalidInput || !strings.Contains(e.Message, tt.field) {
			t.Errorf("Region %q, Endpoint %q, Auth %q: %v, want invalid_input that names %s", c.Region, c.Endpoint, c.Config.Auth, err, tt.field)
		}
		if err != nil && strings.Contains(err.Error(), "canary-secret") {
			t.Errorf("the error shows a secret: %v", err)
		}
	}
}

func TestEndpointsThatCannotBe(t *testing.T) {
	for _, tt := range []struct{ endpoint, want string }{
		{"host:80", "neither http nor https"},
		{"127.0.0.1:80", "not a URL"},
		{"ftp://host", "neither http nor https"},
		{"http:canary", "names no host"},
		{"http://", "names no host"},
		{"http://:80", "names no host"},
		{"http://canary:0", "port is not a number from 1 to 65535"},
		{"http://canary:65536", "port is not a number from 1 to 65535"},
		{"http://canary:" + strings.Repeat("9", 40), "port is not a number from 1 to 65535"},
		{"http://canary:", "port is not a number from 1 to 65535"},
		{"http://canary:http", "not a URL"},
		{"http://user:canary@host", "holds a user"},
		{"http://host?canary", "query or a fragment"},
		{"http://host?", "query or a fragment"},
		{"http://host#canary", "query or a fragment"},
		{"http://host#", "query or a fragment"},
		{"http://ho st/%zz", "not a URL"},
		{" http://canary", "not a URL"},
		{"http://canary/ ", "not a URL"},
		{"http://canary\n", "not a URL"},
		{"http://::1:80", "not a URL"},
		{"http://[::1%25canary]:80", "without a zone"},
		{"http://cañary", "ASCII"},
		{"http://canary,b", "ASCII"},
		{"http://canary..b", "single dots"},
		{"http://" + strings.Repeat("c", 64), "ASCII"},
		{"http://" + strings.Repeat("canary.", 40) + "b", "ASCII"},
		{"http://host/canary/../b", ". or .."},
		{"http://host/%2e", ". or .."},
		{"http://host/" + strings.Repeat("canary", 1e4), "longer than 1024 bytes"},
	} {
		for _, auth := range []alibaba.Auth{alibaba.AuthV1, alibaba.AuthV3} {
			c := config(nil)
			c.Endpoint, c.Config.Auth = tt.endpoint, auth
			_, err := alibaba.New(c.Config, c.Service)
			e, _ := errors.AsType[*errors.Error](err)
			if !errors.Is(err, errors.InvalidInput) || !strings.HasPrefix(e.Message, "Endpoint cannot be used: ") || !strings.Contains(e.Message, tt.want) {
				t.Errorf("%.60s with %s: got %v, want invalid_input that names the field and %q", tt.endpoint, auth, err, tt.want)
			} else if strings.Contains(err.Error(), "canary") {
				t.Errorf("%.60s: %v shows the value", tt.endpoint, err)
			}
		}
	}
}

func TestDefaultsComeFromTheCloud(t *testing.T) {
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "id-of-the-environment")
	t.Setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret")
	w := &wireFunc{status: 200, body: `{"RequestId":"r"}`}
	c := config(w)
	c.Credentials = nil
	client := newClient(t, c)
	if got, want := client.Source().Name, "fnf://cn-hangzhou"; got != want {
		t.Errorf("the source is called %q, want %q", got, want)
	}
	if _, _, err := alibaba.Do[thing](context.Background(), client, alibaba.Call{Action: "A"}, nil); err != nil {
		t.Fatal(err)
	}
	if got := w.sent.URL.Query().Get("AccessKeyId"); got != "id-of-the-environment" {
		t.Errorf("signed by %q, want the environment's key", got)
	}
}

func TestRequestForms(t *testing.T) {
	call := alibaba.Call{
		Action: "ReportTaskFailed",
		Query:  alibaba.Params("TaskToken", "t/+=", "Left", "", "Out", alibaba.Number(0)),
		Form:   alibaba.Params("Error", "E 1", "Cause", "c&d"),
	}
	common := func(t *testing.T, w *wireFunc) url.Values {
		if w.sent.Method != http.MethodPost {
			t.Errorf("method %s, want POST", w.sent.Method)
		}
		q := w.sent.URL.Query()
		if q.Get("TaskToken") != "t/+=" || q.Has("Left") || q.Has("Out") || q.Has("Error") {
			t.Errorf("query %v, want the token, no empty parameters and nothing of the form", q)
		}
		if w.form != "Cause=c%26d&Error=E+1" || w.sent.Header.Get("Content-Type") != "application/x-www-form-urlencoded" {
			t.Errorf("body %q of type %q", w.form, w.sent.Header.Get("Content-Type"))
		}
		return q
	}
	t.Run("v1", func(t *testing.T) {
		w := &wireFunc{status: 200, body: `{"RequestId":"r"}`}
		if _, _, err := alibaba.Do[thing](context.Background(), newClient(t, config(w)), call, nil); err != nil {
			t.Fatal(err)
		}
		q := common(t, w)
		for name, want := range map[string]string{"Action": "ReportTaskFailed", "Version": "2019-03-15", "Format": "JSON", "SignatureMethod": "HMAC-SHA1"} {
			if q.Get(name) != want {
				t.Errorf("%s is %q, want %q", name, q.Get(name), want)
			}
		}
	})
	t.Run("v3", func(t *testing.T) {
		w := &wireFunc{status: 200, body: `{"RequestId":"r"}`}
		c := config(w)
		c.Config.Auth = "v3"
		if _, _, err := alibaba.Do[thing](context.Background(), newClient(t, c), call, nil); err != nil {
			t.Fatal(err)
		}
		q := common(t, w)
		if q.Has("Action") || q.Has("Version") || q.Has("Format") || q.Has("Signature") {
			t.Errorf("query %v, want nothing of the protocol", q)
		}
		for name, want := range map[string]string{"x-acs-action": "ReportTaskFailed", "x-acs-version": "2019-03-15", "accept": "application/json"} {
			if got := w.sent.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if got := w.sent.Header.Get("Authorization"); !strings.HasPrefix(got, "ACS3-HMAC-SHA256 Credential=an-id,") {
			t.Errorf("Authorization is %q", got)
		}
	})
}

// answers are what a call makes of an answer. The kind is empty for success.
var answers = []struct {
	name         string
	status       int
	body         string
	kind, judged errors.Kind // by status, by Success
	code         string
}{
	{"good", 200, `{"Name":"n","RequestId":"r","Success":true}`, "", "", ""},
	{"without Success", 200, `{"Name":"n","RequestId":"r"}`, "", "", ""},
	{"its ID alone", 200, `{"RequestId":"r"}`, "", "", ""},
	{"an empty list alone", 200, `{"rows":[]}`, "", "", ""},
	{"Success with a code", 200, `{"Success":true,"ErrCode":"Param.NotFound","RequestId":"r"}`, "", "", ""},
	{"not Success, code known", 200, `{"Success":false,"ErrCode":"Request.Forbidden","HttpStatusCode":403,"RequestId":"r","Name":"n"}`, "", errors.PermissionDenied, "Request.Forbidden"},
	{"not Success, by its status", 200, `{"Success":"false","ErrCode":"Odd.Code","HttpStatusCode":"503","RequestId":"r","Name":"n"}`, "", errors.Unavailable, "Odd.Code"},
	{"not Success, nothing known", 200, `{"Success":false,"ErrCode":"Odd.Code","HttpStatusCode":200,"RequestId":"r","Name":"n"}`, "", errors.Unknown, "Odd.Code"},
	{"gateway error in 200", 200, `{"Code":"Throttling.User","Message":"slow","RequestId":"r"}`, errors.Throttled, errors.Throttled, "Throttling.User"},
	{"error among members", 200, `{"Name":"n","Code":"Throttling.User","Message":"slow","RequestId":"r","Success":true}`, errors.Throttled, errors.Throttled, "Throttling.User"},
	{"nested error in 200", 200, `{"error":{"code":"Odd.Code","message":"m"},"RequestId":"r"}`, errors.Unknown, errors.Unknown, "Odd.Code"},
	{"XML error in 200", 200, `<?xml version="1.0"?><Error><Code>Throttling</Code><Message>m</Message></Error>`, errors.Throttled, errors.Throttled, "Throttling"},
	{"empty", 200, ``, errors.Malformed, errors.Malformed, ""},
	{"null", 200, `null`, errors.Malformed, errors.Malformed, ""},
	{"a list", 200, `[]`, errors.Malformed, errors.Malformed, ""},
	{"nothing in it", 200, `{}`, errors.Malformed, errors.Malformed, ""},
	{"something else", 200, `{"status":"up"}`, errors.Malformed, errors.Malformed, ""},
	{"HTML", 200, `<html><body>log in</body></html>`, errors.Malformed, errors.Malformed, ""},
	{"cut", 200, `{"Name":"n","Requ`, errors.Malformed, errors.Malformed, ""},
	{"two values", 200, `{"Name":"n"}{"Name":"n"}`, errors.Malformed, errors.Malformed, ""},
	{"XML answer", 200, `<ThingResponse><Name>n</Name></ThingResponse>`, errors.Malformed, errors.Malformed, ""},
	{"error by code", 400, `{"Code":"TaskAlreadyCompleted","Message":"m","RequestId":"r"}`, errors.Conflict, errors.Conflict, "TaskAlreadyCompleted"},
	{"error in lower case", 403, `{"code":"NoPermission","message":"m","requestId":"r"}`, errors.PermissionDenied, errors.PermissionDenied, "NoPermission"},
	{"error in XML", 404, `<Error><Code>InvalidAccessKeyId.NotFound</Code><Message>m</Message></Error>`, errors.Unauthenticated, errors.Unauthenticated, "InvalidAccessKeyId.NotFound"},
	{"success in 500", 500, `{"Name":"n","RequestId":"r","Success":true}`, errors.Internal, errors.Internal, ""},
	{"HTML in 502", 502, `<html>bad gateway</html>`, errors.Unavailable, errors.Unavailable, ""},
	{"empty 503", 503, ``, errors.Unavailable, errors.Unavailable, ""},
	{"text in 429", 429, `slow down`, errors.Throttled, errors.Throttled, ""},
}

func TestAnswers(t *testing.T) {
	for _, tt := range answers {
		t.Run(tt.name, func(t *testing.T) {
			w := &wireFunc{status: tt.status, body: tt.body}
			out, _, err := alibaba.Do[thing](context.Background(), newClient(t, config(w)), alibaba.Call{Action: "A"}, nil)
			check(t, out == nil, err, tt.kind, tt.code, tt.status)

			c := config(w)
			c.Success = success
			good, _, err := alibaba.Do[judged](context.Background(), newClient(t, c), alibaba.Call{Action: "A"}, nil)
			check(t, good == nil, err, tt.judged, tt.code, tt.status)
			if err == nil && !good.Success {
				t.Errorf("a success that says Success false")
			}
		})
	}
}

func check(t *testing.T, none bool, err error, kind errors.Kind, code string, status int) {
	t.Helper()
	if got := errors.KindOf(err); got != kind {
		t.Errorf("kind %q, want %q: %v", got, kind, err)
	}
	if none != (err != nil) {
		t.Errorf("an output with an error, or neither: %v", err)
	}
	e, ok := errors.AsType[*errors.Error](err)
	if !ok || kind == "" {
		return
	}
	if e.Code != code || e.Status != status || e.Service != "fnf" || e.Operation != "A" {
		t.Errorf("%s %s: code %q, status %d; want %q, %d", e.Service, e.Operation, e.Code, e.Status, code, status)
	}
	if kind == errors.PermissionDenied && e.Right != "fnf:A" {
		t.Errorf("the right is %q, want fnf:A", e.Right)
	}
	if strings.Contains(err.Error(), "bad gateway") || strings.Contains(err.Error(), "log in") {
		t.Errorf("a piece of the body is in the error: %v", err)
	}
	if _, ok := errors.AsType[*smithy.DeserializationError](err); kind == errors.Malformed && !ok && e.Code == "" {
		t.Errorf("%v has no DeserializationError as its cause", err)
	}
}

func TestDeniedRightOfTheServiceWins(t *testing.T) {
	w := &wireFunc{status: 403, body: `{"Code":"NoPermission","Message":"m","AccessDeniedDetail":{"AuthAction":"fnf:Other"}}`}
	_, _, err := alibaba.Do[thing](context.Background(), newClient(t, config(w)), alibaba.Call{Action: "A"}, nil)
	if e, _ := errors.AsType[*errors.Error](err); e == nil || e.Right != "fnf:Other" {
		t.Errorf("%v, want the right fnf:Other", err)
	}
}

func TestACutAnswerIsReadOnceMore(t *testing.T) {
	w := &wireFunc{status: 200, body: `{"Name":"n`}
	c := config(w)
	c.Transport.MaxAttempts, c.Transport.MinDelay = 2, 1
	_, _, err := alibaba.Do[thing](context.Background(), newClient(t, c), alibaba.Call{Action: "A", Repeatable: true}, nil)
	if !errors.Is(err, errors.Malformed) || w.count != 2 {
		t.Errorf("%d requests, error %v; want 2 and malformed", w.count, err)
	}
}

func TestChecks(t *testing.T) {
	for _, tt := range []struct {
		got string
		bad bool
	}{
		{alibaba.ID("X", ""), true}, {alibaba.ID("X", "."), true}, {alibaba.ID("X", ".."), true},
		{alibaba.ID("X", "a b"), true}, {alibaba.ID("X", "a\x7f"), true}, {alibaba.ID("X", "a\xff"), true},
		{alibaba.ID("X", "a\u00a0b"), true}, {alibaba.ID("X", "a\u0085"), true},
		{alibaba.ID("X", strings.Repeat("a", 4096)), false}, {alibaba.ID("X", strings.Repeat("a", 4097)), true},
		{alibaba.ID("X", "..."), false}, {alibaba.ID("X", "r1iv62ud****"), false}, {alibaba.ID("X", "a,b"), false},
		{alibaba.Token("X", ""), true}, {alibaba.Token("X", "a b"), false}, {alibaba.Token("X", ".."), false}, {alibaba.Token("X", strings.Repeat("a", 1e5)), false},
		{alibaba.Token("X", " a"), true}, {alibaba.Token("X", "a\u3000"), true}, {alibaba.Token("X", "a\n"), true}, {alibaba.Token("X", " "), true},
		{alibaba.Token("X", "a\tb"), true}, {alibaba.Token("X", "a\x00b"), true}, {alibaba.Token("X", "a\u0085b"), true}, {alibaba.Token("X", "a\xffb\u00a0c"), false},
		{alibaba.One("X", "a,b"), true}, {alibaba.One("X", ""), true}, {alibaba.One("X", "a"), false},
		{alibaba.Either("A", "", "B", ""), true}, {alibaba.Either("A", "a", "B", "b"), true},
		{alibaba.Either("A", "a", "B", ""), false}, {alibaba.Either("A", "", "B", "b"), false}, {alibaba.Either("A", "", "B", ".."), true},
		{alibaba.Between("X", 0, 1, 9), false}, {alibaba.Between("X", 9, 1, 9), false}, {alibaba.Between("X", 10, 1, 9), true}, {alibaba.Between("X", -1, 1, 9), true},
		{alibaba.OneOf("X", "", "a"), false}, {alibaba.OneOf("X", "a", "a"), false}, {alibaba.OneOf("X", "b", "a"), true},
		{alibaba.OneOf("X", 31, 30, 50), true},
		{alibaba.Runes("X", "äöü", 3), false}, {alibaba.Runes("X", "äöüß", 3), true},
		{alibaba.Text("X", "", 3), true}, {alibaba.Text("X", "äöüß", 3), true}, {alibaba.Text("X", "a b", 3), false},
		{alibaba.RFC3339("X", ""), false}, {alibaba.RFC3339("X", "2020-12-02T02:39:20.402Z"), false}, {alibaba.RFC3339("X", "yesterday"), true},
		{alibaba.ClientToken(""), false}, {alibaba.ClientToken(strings.Repeat("t", 64)), false}, {alibaba.ClientToken(strings.Repeat("t", 65)), true}, {alibaba.ClientToken("ü"), true},
	} {
		if (tt.got != "") != tt.bad {
			t.Errorf("got the reason %q, want one: %v", tt.got, tt.bad)
		}
	}
	c := newClient(t, config(nil))
	if err := c.Refuse("Op", "", ""); err != nil {
		t.Errorf("no reason gives %v, want no error", err)
	}
	if err := c.Refuse("Op", "", "second", "third"); !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), "second") {
		t.Errorf("got %v, want invalid_input with the first reason", err)
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		in    string
		limit int
		want  string
	}{{"", 2, ""}, {"ab", 2, "ab"}, {"abc", 2, "ab"}, {"備份失敗", 2, "備份"}, {"e\u0301x", 1, "e"}, {"\xff\xffa", 2, "\xff\xff"}} {
		if got := alibaba.Cut(tt.in, tt.limit); got != tt.want {
			t.Errorf("Cut(%q, %d) is %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func TestRowsWithoutAnID(t *testing.T) {
	c := newClient(t, config(&wireFunc{}))
	p := c.Progress(sdk.Query{})
	list := wire.List[string]{Rows: []string{"a", "", "c"}, Dropped: []error{errors.New("row 3 is null, not an object")}}
	got := alibaba.Rows(p, "List", "r-1", &list, func(s *string, _ json.RawMessage) (string, string) { return *s + "!", *s })
	if strings.Join(got.Rows, " ") != "a! c!" || got.Read != 4 || got.Total >= 0 {
		t.Errorf("rows %q of %d read, total %d; want a! c! of 4 and no total", got.Rows, got.Read, got.Total)
	}
	page := p.Page(nil, "place", 9, sdk.Stats{Rows: 4})
	if len(page.Dropped) != 2 || page.Dropped[0].Kind != errors.Malformed || page.Dropped[0].Operation != "List" || page.Dropped[1].RequestID != "r-1" {
		t.Errorf("dropped %v, want two of kind malformed that name List and its request", page.Dropped)
	}
}

// A service that the account has not turned on lacks no right.
func TestAServiceThatIsNotEnabledNamesNoRight(t *testing.T) {
	for _, body := range []string{
		`{"Code":"AccessDenied","Message":"FnF service is not enabled for current user.","RequestId":"r"}`,
		`{"Code":"AccessDenied","Message":"The FnF Service Is Not Enabled.","RequestId":"r","AccessDeniedDetail":{"AuthAction":"fnf:ListFlows"}}`,
	} {
		w := &wireFunc{status: 403, body: body}
		_, _, err := alibaba.Do[thing](context.Background(), newClient(t, config(w)), alibaba.Call{Action: "A"}, nil)
		e, _ := errors.AsType[*errors.Error](err)
		if e == nil || e.Kind != errors.PermissionDenied || e.Situation != errors.ServiceNotEnabled || e.Right != "" || strings.Contains(err.Error(), "needs the right") {
			t.Fatalf("%s: got %v", body, err)
		}
		for lang, word := range map[string]string{"en": "turn the service on", "zh": "开通"} {
			if remedy := e.Explain(lang).Remedy; !strings.Contains(remedy, word) {
				t.Errorf("%s: the remedy is %q, want it to say %q", body, remedy, word)
			}
		}
	}
	w := &wireFunc{status: 403, body: `{"Code":"AccessDenied","Message":"The resources doesn't belong to you.","RequestId":"r"}`}
	_, _, err := alibaba.Do[thing](context.Background(), newClient(t, config(w)), alibaba.Call{Action: "A"}, nil)
	if e, _ := errors.AsType[*errors.Error](err); e == nil || e.Situation != "" || e.Right != "fnf:A" {
		t.Errorf("got %v, want the right that is missing", err)
	}
}
