package emulator_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
)

var hwNow = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

// hwConfig is a Config whose clock stands still.
func hwConfig() emulator.Config {
	return emulator.Config{Seed: 7, Now: func() time.Time { return hwNow }}
}

var hwKeys = signer.Credentials{AccessKeyID: "emulator-ak", AccessKeySecret: "emulator-sk"}

// hwAnswer is what came back.
type hwAnswer struct {
	status int
	header http.Header
	body   map[string]any
	raw    string
}

// at follows names into the body.
func (a hwAnswer) at(names ...string) any {
	var v any = a.body
	for _, name := range names {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

func (a hwAnswer) list(name string) []map[string]any {
	var out []map[string]any
	items, _ := a.body[name].([]any)
	for _, item := range items {
		m, _ := item.(map[string]any)
		out = append(out, m)
	}
	return out
}

// hwSend sends a request as it is.
func hwSend(t testing.TB, h http.Handler, r *http.Request) hwAnswer {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	a := hwAnswer{status: w.Code, header: w.Header(), raw: w.Body.String()}
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &a.body); err != nil {
			t.Fatalf("%s %s: the answer is not JSON: %v\n%.200s", r.Method, r.URL, err, a.raw)
		}
	}
	return a
}

// hwDo sends a signed request at the time at which the services' clock stands.
func hwDo(t testing.TB, h http.Handler, method, path string) hwAnswer {
	t.Helper()
	return hwSend(t, h, hwSigned(t, huawei.SDKHMAC{}, method, path, hwKeys, hwNow))
}

func hwGet(t testing.TB, h http.Handler, path string) hwAnswer {
	t.Helper()
	a := hwDo(t, h, http.MethodGet, path)
	if a.status != http.StatusOK {
		t.Fatalf("GET %s: got status %d %s, want 200", path, a.status, a.raw)
	}
	return a
}

func hwSigned(t testing.TB, s signer.Signer, method, path string, c signer.Credentials, at time.Time) *http.Request {
	t.Helper()
	r := httptest.NewRequest(method, "http://emulator.test"+path, nil)
	if err := s.Sign(r, nil, c, at, ""); err != nil {
		t.Fatalf("signing %s %s: %v", method, path, err)
	}
	return r
}

const hwGroups = "/v1/emulator-project/server-groups"

func TestHuaweiChecksCallers(t *testing.T) {
	const reason = "Incorrect IAM authentication information: "
	plain := func(*testing.T) *http.Request {
		return httptest.NewRequest(http.MethodGet, "http://emulator.test"+hwGroups, nil)
	}
	signed := func(s signer.Signer, path string, c signer.Credentials, at time.Time) func(*testing.T) *http.Request {
		return func(t *testing.T) *http.Request { return hwSigned(t, s, http.MethodGet, path, c, at) }
	}
	withToken := func(text string) func(*testing.T) *http.Request {
		return func(t *testing.T) *http.Request {
			r := plain(t)
			r.Header.Set("X-Auth-Token", text)
			return r
		}
	}
	changed := func(change func(*http.Request)) func(*testing.T) *http.Request {
		return func(t *testing.T) *http.Request {
			r := hwSigned(t, huawei.SDKHMAC{}, http.MethodGet, hwGroups, hwKeys, hwNow)
			change(r)
			return r
		}
	}
	wrongSecret, wrongKey, temporary := hwKeys, hwKeys, hwKeys
	wrongSecret.AccessKeySecret, wrongKey.AccessKeyID, temporary.SecurityToken = "other", "nobody", "stt"

	for _, test := range []struct {
		name    string
		request func(*testing.T) *http.Request
		status  int
		code    string
		message string // how it begins
	}{
		{"access form", signed(huawei.SDKHMAC{}, hwGroups, hwKeys, hwNow), 200, "", ""},
		{"credential form", signed(huawei.OTC{}, hwGroups, hwKeys, hwNow), 200, "", ""},
		{"credential form with scope", signed(huawei.OTC{Region: "eu-de", Service: "sdrs"}, hwGroups, hwKeys, hwNow), 200, "", ""},
		{"derived key", signed(huawei.V11{Region: "eu-de", Service: "sdrs"}, hwGroups, hwKeys, hwNow), 200, "", ""},
		{"query", signed(huawei.SDKHMAC{}, hwGroups+"?name=a%20b&limit=3", hwKeys, hwNow), 200, "", ""},
		{"edge of the window before", signed(huawei.SDKHMAC{}, hwGroups, hwKeys, hwNow.Add(-15*time.Minute)), 200, "", ""},
		{"edge of the window after", signed(huawei.SDKHMAC{}, hwGroups, hwKeys, hwNow.Add(15*time.Minute)), 200, "", ""},
		{"too old", signed(huawei.SDKHMAC{}, hwGroups, hwKeys, hwNow.Add(-15*time.Minute-time.Second)), 401, "APIGW.0301", reason + "verify aksk signature fail"},
		{"from the future", signed(huawei.SDKHMAC{}, hwGroups, hwKeys, hwNow.Add(15*time.Minute+time.Second)), 401, "APIGW.0301", reason + "verify aksk signature fail"},
		{"wrong secret", signed(huawei.SDKHMAC{}, hwGroups, wrongSecret, hwNow), 401, "APIGW.0301", reason + "verify aksk signature fail"},
		{"unknown key", signed(huawei.SDKHMAC{}, hwGroups, wrongKey, hwNow), 401, "APIGW.0301", reason + "Get secretKey failed,ak:nobody,err:ak not exist"},
		{"temporary keys", signed(huawei.SDKHMAC{}, hwGroups, temporary, hwNow), 401, "APIGW.0301", reason + "decrypt token fail"},
		{"neither key nor token", plain, 401, "APIGW.0301", reason + "x-auth-token not found"},
		{"not a token", withToken("abc"), 401, "APIGW.0301", reason + "decrypt token fail"},
		{"long token", withToken(strings.Repeat("A", 20<<10)), 401, "APIGW.0301", reason + "decrypt token fail"},
		{"half an authorization", changed(func(r *http.Request) { r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access=emulator-ak") }), 401, "APIGW.0301", reason},
		{"another algorithm", changed(func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), "SHA256", "SM3", 1))
		}), 401, "APIGW.0301", reason},
		{"path changed on the way", changed(func(r *http.Request) { r.URL.Path = "/v1/emulator-project/jobs/x" }), 401, "APIGW.0301", reason + "verify aksk signature fail"},
		{"query changed on the way", changed(func(r *http.Request) { r.URL.RawQuery = "limit=1" }), 401, "APIGW.0301", reason + "verify aksk signature fail"},
		{"another project", signed(huawei.SDKHMAC{}, "/v1/elsewhere/server-groups", hwKeys, hwNow), 403, "APIGW.0302", "The IAM user is not authorized"},
		{"unknown path", signed(huawei.SDKHMAC{}, "/v1/emulator-project/nothing", hwKeys, hwNow), 404, "APIGW.0101", "The API does not exist"},
		{"unknown version", signed(huawei.SDKHMAC{}, "/v9/emulator-project/server-groups", hwKeys, hwNow), 404, "APIGW.0101", "The API does not exist"},
		{"slash at the end", signed(huawei.SDKHMAC{}, hwGroups+"/", hwKeys, hwNow), 404, "APIGW.0101", "The API does not exist"},
		{"unknown method", func(t *testing.T) *http.Request {
			return hwSigned(t, huawei.SDKHMAC{}, http.MethodPatch, hwGroups, hwKeys, hwNow)
		}, 404, "APIGW.0101", "The API does not exist"},
		{"too long a body", func(t *testing.T) *http.Request {
			return httptest.NewRequest(http.MethodGet, "http://emulator.test"+hwGroups, strings.NewReader(strings.Repeat("x", 2<<20)))
		}, 413, "APIGW.0201", "Request entity too large"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := hwSend(t, emulator.SDRS(hwConfig()), test.request(t))
			if a.status != test.status {
				t.Fatalf("got status %d %s, want %d", a.status, a.raw, test.status)
			}
			if a.header.Get("X-Request-Id") == "" || a.header.Get("Date") != hwNow.Format(http.TimeFormat) {
				t.Errorf("got headers %v, want X-Request-Id and the services' Date", a.header)
			}
			if test.code == "" {
				return
			}
			message, _ := a.at("error_msg").(string)
			if a.at("error_code") != test.code || !strings.HasPrefix(message, test.message) {
				t.Errorf("got %s, want code %s and a message that begins with %q", a.raw, test.code, test.message)
			}
			if a.at("request_id") != a.header.Get("X-Request-Id") {
				t.Errorf("got request_id %v, want that of the header, %s", a.at("request_id"), a.header.Get("X-Request-Id"))
			}
			for _, secret := range []string{"emulator-sk", "other"} {
				if strings.Contains(a.raw, secret) {
					t.Errorf("the answer has the secret %q in it: %s", secret, a.raw)
				}
			}
		})
	}
}

func TestHuaweiEscapesUnknownKey(t *testing.T) {
	r := hwSigned(t, huawei.SDKHMAC{}, http.MethodGet, hwGroups, hwKeys, hwNow)
	r.Header.Set("Authorization", "SDK-HMAC-SHA256 Access=\x1b[2J"+strings.Repeat("x", 500)+", SignedHeaders=host;x-sdk-date, Signature="+strings.Repeat("0", 64))
	a := hwSend(t, emulator.SDRS(hwConfig()), r)
	if message, _ := a.at("error_msg").(string); strings.Contains(message, "\x1b") || len(message) > 250 {
		t.Errorf("got message %q, want it short and without control characters", message)
	}
}

func TestHuaweiLocksKey(t *testing.T) {
	now := hwNow
	c := hwConfig()
	c.Now = func() time.Time { return now }
	h := emulator.CSBS(c)
	const path = "/v1/emulator-project/checkpoint_items/count"
	send := func(secret string, at time.Time) hwAnswer {
		keys := hwKeys
		keys.AccessKeySecret = secret
		return hwSend(t, h, hwSigned(t, huawei.SDKHMAC{}, http.MethodGet, path, keys, at))
	}
	// Five failures are forgiven by one good request, and unknown keys and old
	// dates count for nothing.
	for range 5 {
		send("wrong", now)
	}
	if a := send("emulator-sk", now); a.status != 200 {
		t.Fatalf("after five failures: got %d %s, want 200", a.status, a.raw)
	}
	for range 5 {
		send("wrong", now)
		hwSend(t, h, hwSigned(t, huawei.SDKHMAC{}, http.MethodGet, path, signer.Credentials{AccessKeyID: "nobody", AccessKeySecret: "x"}, now))
	}
	if a := send("emulator-sk", now); a.status != 200 {
		t.Fatalf("after five failures and those of strangers: got %d %s, want 200", a.status, a.raw)
	}
	for i := range 6 {
		if a := send("wrong", now); !strings.Contains(a.raw, "verify aksk signature fail") {
			t.Fatalf("failure %d: got %s, want the signature refused", i+1, a.raw)
		}
	}
	for _, secret := range []string{"emulator-sk", "wrong"} {
		if a := send(secret, now); a.status != 401 || !strings.Contains(a.raw, "AK access failed to reach the limit,forbidden") {
			t.Errorf("after six failures, secret %q: got %d %s, want the key locked", secret, a.status, a.raw)
		}
	}
	now = now.Add(5*time.Minute - time.Second)
	if a := send("emulator-sk", now); a.status != 401 {
		t.Errorf("after 4:59 minutes: got %d, want 401", a.status)
	}
	now = now.Add(time.Second)
	if a := send("emulator-sk", now); a.status != 200 {
		t.Errorf("after 5 minutes: got %d %s, want 200", a.status, a.raw)
	}
}

func TestHuaweiThrottles(t *testing.T) {
	now := hwNow
	c := hwConfig()
	c.Throttle, c.Now = true, func() time.Time { return now }
	h := emulator.VBS(c)
	refused := 0
	for range 30 {
		a := hwSend(t, h, hwSigned(t, huawei.SDKHMAC{}, http.MethodGet, "/v2/emulator-project/backuppolicy", hwKeys, now))
		if a.status == http.StatusOK {
			continue
		}
		refused++
		const want = "The throttling threshold has been reached: policy user over ratelimit,limit:20,time:1 second"
		if a.status != 429 || a.at("error_code") != "APIGW.0308" || a.at("error_msg") != want {
			t.Fatalf("got %d %s, want 429 APIGW.0308 %q", a.status, a.raw, want)
		}
	}
	if refused != 10 {
		t.Errorf("of 30 requests at once: got %d refused, want 10", refused)
	}
	now = now.Add(time.Second)
	if a := hwSend(t, h, hwSigned(t, huawei.SDKHMAC{}, http.MethodGet, "/v2/emulator-project/backuppolicy", hwKeys, now)); a.status != 200 {
		t.Errorf("a second later: got %d, want 200", a.status)
	}
}

func TestHuaweiDoesNotThrottleUnasked(t *testing.T) {
	h := emulator.VBS(hwConfig())
	for range 100 {
		hwGet(t, h, "/v2/emulator-project/backuppolicy")
	}
}

// hwFailures reads a service whole, as a client would, and counts what failed or
// was missed.
var hwFailures = map[string]func(testing.TB, emulator.Config) int{
	"sdrs": func(t testing.TB, c emulator.Config) int {
		h := emulator.SDRS(c)
		return len(hwSDRSFailures(t, h, "&limit=1000"))
	},
	"csbs": func(t testing.TB, c emulator.Config) int {
		failed := 0
		for _, item := range hwCSBSItems(t, emulator.CSBS(c), "limit=1000") {
			extend, _ := item["extend_info"].(map[string]any)
			if item["status"] == "error" || item["status"] == "available" && extend["fail_op"] != "" {
				failed++
			}
		}
		return failed
	},
	"vbs": func(t testing.TB, c emulator.Config) int {
		h, failed := emulator.VBS(c), 0
		for _, b := range hwVBSBackups(t, h, "limit=1000") {
			if s := b["status"]; s == "error" || s == "error_restoring" {
				failed++
			}
		}
		for _, task := range hwVBSTasks(t, h, "limit=1000") {
			if s := task["status"]; s == "EXECUTE_FAIL" || s == "EXECUTE_TIMEOUT" || s == "SKIP" {
				failed++
			}
		}
		return failed
	},
}

func TestHuaweiCountsFailures(t *testing.T) {
	for service, failures := range hwFailures {
		for _, n := range []int{-1, 0, 1, 2, 3, 5, 12, 1000} {
			for _, seed := range []uint64{1, 1 << 63} {
				c := hwConfig()
				c.Seed, c.Failures = seed, n
				want := n
				switch {
				case n == 0:
					want = 12
				case n < 0:
					want = 0
				}
				if got := failures(t, c); got != want {
					t.Errorf("%s with seed %d and Failures %d: got %d failed tasks, want %d", service, seed, n, got, want)
				}
			}
		}
	}
}

// hwPages are paths that show what a service holds.
var hwPages = map[string]func(emulator.Config) http.Handler{
	"/v1/emulator-project/server-groups":            emulator.SDRS,
	"/v1/emulator-project/task-center/failure-jobs": emulator.SDRS,
	"/v1/emulator-project/checkpoint_items":         emulator.CSBS,
	"/v1/emulator-project/policies":                 emulator.CSBS,
	"/v2/emulator-project/backups/detail":           emulator.VBS,
	"/v2/emulator-project/backuppolicy":             emulator.VBS,
}

func TestHuaweiDataFollowsSeed(t *testing.T) {
	for path, service := range hwPages {
		same, other := hwConfig(), hwConfig()
		other.Seed = 8
		first, again, apart := hwGet(t, service(same), path).raw, hwGet(t, service(same), path).raw, hwGet(t, service(other), path).raw
		if first != again {
			t.Errorf("%s: the same seed gave two sets of data", path)
		}
		if first == apart {
			t.Errorf("%s: two seeds gave one set of data", path)
		}
	}
}

func TestHuaweiHoldsManyFailures(t *testing.T) {
	c := hwConfig()
	c.Failures = 100_000
	h := emulator.CSBS(c)
	if a := hwGet(t, h, "/v1/emulator-project/checkpoint_items?limit=1&offset=99999"); len(a.list("checkpoint_items")) != 1 {
		t.Errorf("got %d items far inside, want 1", len(a.list("checkpoint_items")))
	}
	if a := hwGet(t, h, "/v1/emulator-project/checkpoint_items/count"); a.at("count") != 116_686.0 { // a sixth has a warning
		t.Errorf("got count %v, want 116686", a.at("count"))
	}
	hwGet(t, emulator.SDRS(c), "/v1/emulator-project/task-center/failure-jobs?limit=1")
	hwGet(t, emulator.VBS(c), "/v2/emulator-project/backups?limit=1&sort_key=name")
}

func TestHuaweiServesConcurrently(t *testing.T) {
	c := hwConfig()
	c.Failures = 200
	sdrs, csbs, vbs := emulator.SDRS(c), emulator.CSBS(c), emulator.VBS(c)
	jobs := hwGet(t, sdrs, "/v1/emulator-project/task-center/failure-jobs").list("failure_jobs")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for n, job := range jobs {
				hwDo(t, sdrs, http.MethodGet, "/v1/emulator-project/task-center/failure-jobs?limit=5")
				if n%8 == i {
					hwDo(t, sdrs, http.MethodDelete, "/v1/emulator-project/task-center/failure-jobs/"+job["job_id"].(string))
				}
			}
			hwDo(t, csbs, http.MethodGet, "/v1/emulator-project/checkpoint_items?limit=5&sort=name")
			hwDo(t, vbs, http.MethodGet, "/v2/emulator-project/backups?limit=5&sort_key=id")
			hwSend(t, csbs, httptest.NewRequest(http.MethodGet, "/v1/emulator-project/policies", nil))
		})
	}
	wg.Wait()
	if a := hwGet(t, sdrs, "/v1/emulator-project/task-center/failure-jobs"); a.at("count") != 0.0 {
		t.Errorf("after every row was deleted: got count %v, want 0", a.at("count"))
	}
}

// hwUnique fails if a list shows something twice.
func hwUnique(t testing.TB, what string, rows []map[string]any, key string) {
	t.Helper()
	seen := map[any]bool{}
	for _, row := range rows {
		if seen[row[key]] {
			t.Errorf("%s: %v is there twice", what, row[key])
		}
		seen[row[key]] = true
	}
}

// hwWords are the different values of a member, in order.
func hwWords(rows []map[string]any, key string) []string {
	words := map[string]bool{}
	for _, row := range rows {
		if word, is := row[key].(string); is {
			words[word] = true
		}
	}
	return slices.Sorted(maps.Keys(words))
}
