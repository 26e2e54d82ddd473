package emulator_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
)

// start is the clock of the emulators under test.
var start = time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// rpc calls an Alibaba service the way a client does. Its members can be changed to
// do it wrongly.
type rpc struct {
	handler        http.Handler
	version        string
	v3             bool
	method         string
	key, secret    string
	token          string
	at             time.Time
	nonce          string // a new one for every call if empty
	noJSON         bool
	inForm         bool // business parameters in a form body
	change         func(*http.Request)
	changeUnsigned func(*http.Request)
	count          atomic.Int64
}

func newDBS(c emulator.Config) *rpc {
	if c.Now == nil {
		c.Now = at(start)
	}
	return &rpc{handler: emulator.DBS(c), version: "2019-03-06", v3: true, at: start}
}

func newFnF(c emulator.Config) *rpc {
	if c.Now == nil {
		c.Now = at(start)
	}
	return &rpc{handler: emulator.FnF(c), version: "2019-03-15", at: start}
}

func or(v, def string) string {
	if v == "" {
		return def
	}
	return v
}

// request builds a signed request.
func (r *rpc) request(t testing.TB, action string, params url.Values) (*http.Request, []byte) {
	t.Helper()
	query, form := url.Values{}, url.Values{}
	for name, values := range params {
		if r.inForm {
			form[name] = values
		} else {
			query[name] = values
		}
	}
	if !r.v3 {
		query.Set("Action", action)
		query.Set("Version", r.version)
		if !r.noJSON {
			query.Set("Format", "JSON")
		}
	}
	body := form.Encode()
	req := httptest.NewRequest(or(r.method, http.MethodPost), "http://emulator.test/?"+query.Encode(), strings.NewReader(body))
	if body != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	var s signer.Signer = alibaba.RPCV1{}
	if r.v3 {
		s = alibaba.ACS3{}
		req.Header.Set("x-acs-action", action)
		req.Header.Set("x-acs-version", r.version)
		if !r.noJSON {
			req.Header.Set("Accept", "application/json")
		}
	}
	if r.change != nil {
		r.change(req)
	}
	keys := signer.Credentials{AccessKeyID: or(r.key, "emulator-ak"), AccessKeySecret: or(r.secret, "emulator-sk"), SecurityToken: r.token}
	nonce := or(r.nonce, "nonce-"+strconv.FormatInt(r.count.Add(1), 10))
	if err := s.Sign(req, []byte(body), keys, r.at, nonce); err != nil {
		t.Fatalf("Sign: %v", err)
	}
	if r.changeUnsigned != nil {
		r.changeUnsigned(req)
	}
	return req, []byte(body)
}

// reply is a decoded answer.
type reply struct {
	status int
	header http.Header
	body   []byte
	m      map[string]any
}

func (r *rpc) call(t testing.TB, action string, pairs ...string) reply {
	t.Helper()
	params := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		params.Set(pairs[i], pairs[i+1])
	}
	req, _ := r.request(t, action, params)
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, req)
	res := w.Result()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s: reading the answer: %v", action, err)
	}
	out := reply{status: res.StatusCode, header: res.Header, body: b}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(b, &out.m); err != nil {
			t.Fatalf("%s: answer is no JSON: %v: %s", action, err, b)
		}
	}
	return out
}

// ok is call for answers that must be good.
func (r *rpc) ok(t testing.TB, action string, pairs ...string) map[string]any {
	t.Helper()
	got := r.call(t, action, pairs...)
	if got.status != http.StatusOK || got.m["Success"] == false {
		t.Fatalf("%s %q = %d %s, want success", action, pairs, got.status, got.body)
	}
	if got.m["RequestId"] == "" || got.m["RequestId"] == nil {
		t.Errorf("%s %q: no RequestId in %s", action, pairs, got.body)
	}
	return got.m
}

// code is the code of an answer, and the HTTP status that goes with it.
func (a reply) code() string {
	for _, member := range []string{"Code", "ErrCode"} {
		if s, _ := a.m[member].(string); s != "" {
			return s
		}
	}
	return ""
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

// num reads a number in either of its forms.
func num(t testing.TB, v any) int64 {
	t.Helper()
	switch v := v.(type) {
	case float64:
		return int64(v)
	case string:
		n, err := strconv.ParseInt(v, 10, 64)
		if err != nil {
			t.Errorf("number %q: %v", v, err)
		}
		return n
	}
	t.Errorf("number is a %T: %v", v, v)
	return 0
}

// rows is the array inside of Items, or of a list without it.
func rows(t testing.TB, m map[string]any, member string) []map[string]any {
	t.Helper()
	if items, ok := m["Items"].(map[string]any); ok {
		m = items
	}
	list, ok := m[member].([]any)
	if !ok {
		t.Fatalf("no %s in %v", member, m)
	}
	out := make([]map[string]any, len(list))
	for i, v := range list {
		out[i] = v.(map[string]any)
	}
	return out
}
