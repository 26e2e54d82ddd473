package emulator_test

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
)

func TestAlibabaRefusals(t *testing.T) {
	type want struct {
		status int
		code   string
	}
	mangle := func(r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			r.Header.Set("Authorization", r.Header.Get("Authorization")[:len(r.Header.Get("Authorization"))-4]+"0000")
			return
		}
		q := r.URL.Query()
		q.Set("Signature", "AAAA"+q.Get("Signature")[4:])
		r.URL.RawQuery = q.Encode()
	}
	remove := func(header, param string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Del(header)
			q := r.URL.Query()
			q.Del(param)
			r.URL.RawQuery = q.Encode()
		}
	}
	badDate := func(r *http.Request) {
		if r.Header.Get("x-acs-date") != "" {
			r.Header.Set("x-acs-date", "yesterday")
			return
		}
		q := r.URL.Query()
		q.Set("Timestamp", "yesterday")
		r.URL.RawQuery = q.Encode()
	}
	cases := []struct {
		name     string
		wrong    func(*rpc)
		action   string
		pairs    []string
		dbs, fnf want
	}{
		{"nothing wrong", func(*rpc) {}, "", nil, want{200, ""}, want{200, ""}},
		{"GET", func(r *rpc) { r.method = http.MethodGet }, "", nil, want{200, ""}, want{200, ""}},
		{"parameters in a form", func(r *rpc) { r.inForm = true }, "", nil, want{200, ""}, want{200, ""}},
		{"date at the edge", func(r *rpc) { r.at = start.Add(-15 * time.Minute) }, "", nil, want{200, ""}, want{200, ""}},
		{"unknown key", func(r *rpc) { r.key = "other-ak" }, "", nil, want{404, "InvalidAccessKeyId.NotFound"}, want{403, "InvalidAccessKeyID"}},
		{"wrong secret", func(r *rpc) { r.secret = "other-sk" }, "", nil, want{400, "SignatureDoesNotMatch"}, want{403, "SignatureNotMatch"}},
		{"changed signature", func(r *rpc) { r.changeUnsigned = mangle }, "", nil, want{400, "SignatureDoesNotMatch"}, want{403, "SignatureNotMatch"}},
		{"changed parameter", func(r *rpc) { r.changeUnsigned = func(q *http.Request) { q.URL.RawQuery += "&Added=1" } }, "", nil,
			want{400, "SignatureDoesNotMatch"}, want{403, "SignatureNotMatch"}},
		{"no signature", func(r *rpc) { r.changeUnsigned = remove("Authorization", "Signature") }, "", nil, want{400, "IncompleteSignature"}, want{400, ""}},
		{"old date", func(r *rpc) { r.at = start.Add(-15*time.Minute - time.Second) }, "", nil, want{400, "InvalidTimeStamp.Expired"}, want{403, "RequestTimeTooSkewed"}},
		{"date to come", func(r *rpc) { r.at = start.Add(15*time.Minute + time.Second) }, "", nil, want{400, "InvalidTimeStamp.Expired"}, want{403, "RequestTimeTooSkewed"}},
		{"no date", func(r *rpc) { r.changeUnsigned = badDate }, "", nil, want{400, "InvalidTimeStamp.Format"}, want{400, "InvalidArgument"}},
		{"security token", func(r *rpc) { r.token = "sts" }, "", nil, want{400, "InvalidSecurityToken.MismatchWithAccessKey"}, want{400, "InvalidSecurityToken.MismatchWithAccessKey"}},
		{"unknown action", func(*rpc) {}, "DropEverything", nil, want{404, "InvalidApi.NotFound"}, want{400, "ActionNotSupported"}},
		{"wrong version", func(r *rpc) { r.version = "2014-05-26" }, "", nil, want{404, "InvalidApi.NotFound"}, want{400, "APIVersionNotSupported"}},
		{"other path", func(r *rpc) { r.changeUnsigned = func(q *http.Request) { q.URL.Path = "/v2" } }, "", nil, want{404, "InvalidApi.NotFound"}, want{400, "ActionNotSupported"}},
		{"other method", func(r *rpc) { r.method = http.MethodPut }, "", nil, want{405, "UnsupportedHTTPMethod"}, want{405, "UnsupportedHTTPMethod"}},
	}
	services := []struct {
		name   string
		open   func(emulator.Config) *rpc
		action string
	}{{"dbs", newDBS, "DescribeBackupPlanList"}, {"fnf", newFnF, "ListFlows"}}
	for _, c := range cases {
		for i, s := range services {
			for _, v3 := range []bool{true, false} {
				t.Run(c.name+" "+s.name+" "+map[bool]string{true: "V3", false: "V1"}[v3], func(t *testing.T) {
					r := s.open(emulator.Config{})
					r.v3 = v3
					c.wrong(r)
					want := []want{c.dbs, c.fnf}[i]
					if c.name == "no signature" && s.name == "fnf" {
						want.code = map[bool]string{true: "MissingRequiredHeader", false: "MissingRequiredParams"}[v3]
					}
					got := r.call(t, or(c.action, s.action), append([]string{"PageSize", "30", "Limit", "10"}, c.pairs...)...)
					if got.status != want.status || got.code() != want.code {
						t.Errorf("got %d %q %s, want %d %q", got.status, got.code(), got.body, want.status, want.code)
					}
					if id := got.header.Get("x-acs-request-id"); id == "" || text(got.m["RequestId"]) != id {
						t.Errorf("RequestId is %v in the body and %q in the header, want the same", got.m["RequestId"], id)
					}
					if d := got.header.Get("Date"); d != start.Format(http.TimeFormat) {
						t.Errorf("Date = %q, want the services' clock %q", d, start.Format(http.TimeFormat))
					}
					if want.code != "" && (text(got.m["Message"]) == "" || text(got.m["HostId"]) != "emulator.test" || text(got.m["Recommend"]) == "") {
						t.Errorf("envelope %s, want Message, HostId and Recommend", got.body)
					}
					if strings.Contains(string(got.body), "%s") {
						t.Errorf("message is not filled in: %s", got.body)
					}
				})
			}
		}
	}
}

func TestAlibabaMissing(t *testing.T) {
	for _, c := range []struct {
		open                        func(emulator.Config) *rpc
		v3                          bool
		header, param, action, code string
		pairs                       []string
	}{
		{newDBS, true, "x-acs-action", "", "DescribeBackupPlanList", "MissingParameter", nil},
		{newDBS, true, "x-acs-version", "", "DescribeBackupPlanList", "MissingParameter", nil},
		{newDBS, false, "", "Action", "DescribeBackupPlanList", "MissingAction", nil},
		{newDBS, false, "", "Version", "DescribeBackupPlanList", "MissingVersion", nil},
		{newFnF, true, "x-acs-action", "", "ListFlows", "MissingRequiredHeader", nil},
		{newFnF, false, "", "Action", "ListFlows", "MissingRequiredParams", nil},
		{newDBS, true, "", "", "DescribeJobErrorCode", "MissingTaskId", nil},
		{newDBS, true, "", "", "DescribeFullBackupList", "MissingBackupPlanId", nil},
		{newDBS, true, "", "", "DescribeIncrementBackupList", "MissingBackupPlanId", []string{"BackupPlanId", ""}},
		{newFnF, false, "", "", "ListExecutions", "MissingRequiredParams", nil},
		{newFnF, false, "", "", "DescribeFlow", "MissingRequiredParams", nil},
		{newFnF, false, "", "", "DescribeExecution", "MissingRequiredParams", []string{"FlowName", "f"}},
		{newFnF, false, "", "", "GetExecutionHistory", "MissingRequiredParams", []string{"ExecutionName", "f"}},
		{newFnF, false, "", "", "StartExecution", "MissingRequiredParams", nil},
		{newFnF, false, "", "", "ReportTaskFailed", "MissingRequiredParams", []string{"Error", "E"}},
		{newFnF, false, "", "", "ReportTaskFailed", "MissingRequiredParams", []string{"TaskToken", "t"}},
		{newFnF, false, "", "", "ReportTaskSucceeded", "MissingRequiredParams", []string{"TaskToken", "t"}},
	} {
		r := c.open(emulator.Config{})
		r.v3 = c.v3
		r.change = func(q *http.Request) {
			q.Header.Del(c.header)
			v := q.URL.Query()
			v.Del(c.param)
			q.URL.RawQuery = v.Encode()
		}
		if got := r.call(t, c.action, c.pairs...); got.status != 400 || got.code() != c.code {
			t.Errorf("%s %q without %q%q = %d %q %s, want 400 %q", c.action, c.pairs, c.header, c.param, got.status, got.code(), got.body, c.code)
		}
	}
}

func TestAlibabaNonces(t *testing.T) {
	for _, open := range []func(emulator.Config) *rpc{newDBS, newFnF} {
		now := start
		var mu sync.Mutex
		clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
		r := open(emulator.Config{Now: clock})
		action := map[string]string{"2019-03-06": "DescribeBackupPlanList", "2019-03-15": "ListFlows"}[r.version]
		r.nonce = "once"
		r.secret = "wrong"
		r.call(t, action)
		r.secret = ""
		if got := r.call(t, action); got.status != 200 {
			t.Errorf("%s: nonce of a refused request = %d %s, want it unused", action, got.status, got.body)
		}
		if got := r.call(t, action); got.status != 400 || got.code() != "SignatureNonceUsed" {
			t.Errorf("%s: nonce used twice = %d %s, want 400 SignatureNonceUsed", action, got.status, got.body)
		}
		mu.Lock()
		now = start.Add(31 * time.Minute)
		mu.Unlock()
		r.at = now
		if got := r.call(t, action); got.status != 200 {
			t.Errorf("%s: nonce after half an hour = %d %s, want it forgotten", action, got.status, got.body)
		}
	}
}

func TestDBSAnswersXMLUnlessAskedForJSON(t *testing.T) {
	for _, v3 := range []bool{true, false} {
		r := newDBS(emulator.Config{})
		r.v3, r.noJSON = v3, true
		good := r.call(t, "DescribeBackupPlanList")
		var list struct {
			XMLName xml.Name
			Success bool
			Plans   []struct{ BackupPlanId string } `xml:"Items>BackupPlanDetail"`
		}
		if err := xml.Unmarshal(good.body, &list); err != nil || !list.Success || len(list.Plans) < 12 || list.XMLName.Local != "DescribeBackupPlanListResponse" {
			t.Errorf("v3 %v: list = %v %s, want plans in XML", v3, err, good.body)
		}
		r.secret = "wrong"
		bad := r.call(t, "DescribeBackupPlanList")
		var envelope struct {
			XMLName                          xml.Name
			RequestId, HostId, Code, Message string
		}
		if err := xml.Unmarshal(bad.body, &envelope); err != nil || envelope.XMLName.Local != "Error" || envelope.Code != "SignatureDoesNotMatch" || envelope.RequestId == "" {
			t.Errorf("v3 %v: error = %v %s, want the XML envelope", v3, err, bad.body)
		}
		if got := bad.header.Get("Content-Type"); got != "text/xml;charset=utf-8" {
			t.Errorf("v3 %v: Content-Type = %q", v3, got)
		}
	}
	f := newFnF(emulator.Config{})
	f.noJSON = true
	if got := f.call(t, "ListFlows"); got.m == nil {
		t.Errorf("FnF without Format = %s, want JSON always", got.body)
	}
}

func TestAlibabaBodies(t *testing.T) {
	for _, c := range []struct {
		open              func(emulator.Config) *rpc
		contentType, body string
		status            int
		code              string
	}{
		{newDBS, "application/x-www-form-urlencoded", "a=" + strings.Repeat("x", 1<<20), 400, "InvalidParameter.Format"},
		{newFnF, "application/x-www-form-urlencoded", "a=" + strings.Repeat("x", 1<<20), 400, "EntityTooLarge"},
		{newDBS, "application/x-www-form-urlencoded", "a=%zz", 400, "InvalidParameter.Format"},
		{newFnF, "application/x-www-form-urlencoded", "a=%zz", 400, "InvalidArgument"},
		{newFnF, "text/plain", "a", 415, "UnsupportedMediaType"},
	} {
		r := c.open(emulator.Config{})
		req := httptest.NewRequest(http.MethodPost, "/?Format=JSON&Action=ListFlows&Version="+r.version, strings.NewReader(c.body))
		req.Header.Set("Content-Type", c.contentType)
		w := httptest.NewRecorder()
		r.handler.ServeHTTP(w, req)
		if w.Code != c.status || !strings.Contains(w.Body.String(), `"`+c.code+`"`) {
			t.Errorf("%s of %d bytes = %d %s, want %d %s", c.contentType, len(c.body), w.Code, w.Body, c.status, c.code)
		}
	}
}

func TestAlibabaConcurrentUse(t *testing.T) {
	d, f := newDBS(emulator.Config{}), newFnF(emulator.Config{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				d.call(t, "DescribeBackupPlanList")
				f.call(t, "StartExecution", "FlowName", emulator.FnFWaitingFlow)
				f.call(t, "ListExecutions", "FlowName", emulator.FnFWaitingFlow)
				f.call(t, "ReportTaskFailed", "TaskToken", "emulator-task-token", "Error", "E")
			}
		})
	}
	wg.Wait()
}

func TestFnFThrottle(t *testing.T) {
	now := start
	r := newFnF(emulator.Config{Throttle: true, Now: func() time.Time { return now }})
	passed := func(action string, n int, pairs ...string) (ok int) {
		r.at = now
		for range n {
			if got := r.call(t, action, pairs...); got.status == 200 {
				ok++
			} else if got.status != 429 || got.code() != "ResourceThrottled" {
				t.Fatalf("%s = %d %s, want 429 ResourceThrottled", action, got.status, got.body)
			}
		}
		return ok
	}
	one := []string{"FlowName", "my_flow_name", "ExecutionName", "my_exec_name"}
	for _, c := range []struct {
		action      string
		pairs       []string
		burst, rate int
	}{
		{"ListFlows", nil, 10, 2},
		{"GetExecutionHistory", one, 50, 5},
		{"StartExecution", []string{"FlowName", emulator.FnFWaitingFlow}, 100, 100},
	} {
		if got := passed(c.action, c.burst+5, c.pairs...); got != c.burst {
			t.Errorf("%s: %d of %d at once, want %d", c.action, got, c.burst+5, c.burst)
		}
		now = now.Add(time.Second)
		if got := passed(c.action, c.rate+5, c.pairs...); got != c.rate {
			t.Errorf("%s: %d after a second, want %d", c.action, got, c.rate)
		}
	}
}

// FuzzAlibaba sends arbitrary requests, signed and not: whatever they are, there is
// an answer with an ID.
func FuzzAlibaba(f *testing.F) {
	f.Add(true, false, "DescribeFullBackupList", "BackupPlanId=x&PageNum=2147483647&PageSize=100", "")
	f.Add(false, true, "ReportTaskFailed", "TaskToken=emulator-task-token", "Error=E&Cause=%00")
	f.Add(true, true, "GetExecutionHistory", "FlowName=my_flow_name&ExecutionName=my_exec_name&Limit=-1&NextToken=99999999999", "")
	f.Add(false, false, "DescribeJobErrorCode", "TaskId=r1iv62ud****&Language=xx&%zz", "Format=JSON&;")
	dbs, fnf := newDBS(emulator.Config{Failures: 30}), newFnF(emulator.Config{Failures: 30})
	f.Fuzz(func(t *testing.T, isDBS, v3 bool, action, query, form string) {
		r := fnf
		if isDBS {
			r = dbs
		}
		c := rpc{handler: r.handler, version: r.version, v3: v3, at: start, nonce: strings.Repeat("n", 1+len(query)%7) + form}
		send := func(req *http.Request) {
			w := httptest.NewRecorder()
			c.handler.ServeHTTP(w, req)
			if w.Code < 200 || w.Code > 599 || w.Header().Get("x-acs-request-id") == "" {
				t.Errorf("%s %q %q = %d %s", action, query, form, w.Code, w.Body)
			}
		}
		raw := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(form))
		raw.URL.RawQuery = query
		raw.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		raw.Header["X-Acs-Action"] = []string{action}
		send(raw)
		params, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		for name, values := range params { // only what can be signed
			params[name] = values[:1]
			if name == "Action" || name == "Version" || name == "Format" {
				delete(params, name)
			}
		}
		if params.Get("WaitTimeSeconds") != "" {
			return
		}
		for _, b := range []byte(action + c.nonce) {
			if b <= ' ' || b > '~' {
				return
			}
		}
		req, _ := c.request(t, action, params)
		send(req)
	})
}

// followsSeed holds that what is read of a service depends on the seed, and on
// nothing else.
func followsSeed(t *testing.T, read func(seed uint64) string) {
	t.Helper()
	if first, again := read(1), read(1); first != again {
		t.Error("seed 1 gave two data sets")
	}
	if read(1) == read(2) {
		t.Error("seeds 1 and 2 gave one data set")
	}
}
