package emulator_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/signer/huawei"
)

// FuzzHuaweiHandlers sends anything to every Huawei handler, with a good signature
// where the request can have one. The answer is always JSON with a status that the
// services know, or none.
func FuzzHuaweiHandlers(f *testing.F) {
	for _, seed := range []struct{ method, target, header, body string }{
		{"GET", hwCenter + "?limit=2&offset=1", "", ""},
		{"GET", hwGroups + "?name=a&query_type=general", "", ""},
		{"DELETE", hwCenter + "/ff808082686f229a0168707beaab014e", "", ""},
		{"DELETE", hwCenter + "/batch", "", ""},
		{"GET", "/v1/emulator-project/jobs/ff808082000000000000000000000005", "", ""},
		{"GET", hwItems + "?sort=name:asc,status&limit=3&offset=99999999999&start_time=2026-01-01T00:00:00", "", ""},
		{"GET", hwItems + "/count?name=backup", "", ""},
		{"GET", "/v1/emulator-project/policies?sort=name", "", ""},
		{"GET", hwBackups + "/detail?sort_key=size&limit=1&marker=x", "", ""},
		{"GET", hwPolicies + "/x/backuptasks", "", ""},
		{"GET", "/v3/projects?name=eu-de", "", ""},
		{"POST", "/v3/auth/tokens", "", hwAuth("emulator-ak", "emulator-sk", hwScope)},
		{"GET", "/v1//%2e%2e/%2F?%zz", "SDK-HMAC-SHA256 Access=emulator-ak, SignedHeaders=x-sdk-date, Signature=00", ""},
		{"GET", hwGroups, "V11-HMAC-SHA256 Credential=a/b/c/d, SignedHeaders=;;, Signature=", "x"},
	} {
		f.Add(seed.method, seed.target, seed.header, seed.body)
	}
	c := hwConfig()
	handlers := []http.Handler{emulator.SDRS(c), emulator.CSBS(c), emulator.VBS(c), emulator.IAM(c)}
	f.Fuzz(func(t *testing.T, method, target, header, body string) {
		u, err := url.ParseRequestURI(target)
		if err != nil || !strings.HasPrefix(target, "/") {
			return
		}
		for _, h := range handlers {
			r := httptest.NewRequest(http.MethodGet, "http://emulator.test/", strings.NewReader(body))
			r.Method, r.URL.Path, r.URL.RawPath, r.URL.RawQuery = method, u.Path, u.RawPath, u.RawQuery
			if header != "" {
				r.Header.Set("Authorization", header)
				r.Header.Set("X-Sdk-Date", hwNow.Format("20060102T150405Z"))
				r.Header.Set("X-Auth-Token", header)
			} else if err := (huawei.SDKHMAC{}).Sign(r, []byte(body), hwKeys, hwNow, ""); err != nil {
				continue // what the signer refuses, nobody sends
			}
			a := hwSend(t, h, r)
			switch a.status {
			case 200, 201, 204, 400, 401, 403, 404, 413:
			default:
				t.Errorf("%s %q: got status %d %.200s", method, target, a.status, a.raw)
			}
			if (a.raw == "") != (a.status == http.StatusNoContent) {
				t.Errorf("%s %q: got status %d with body %.200q", method, target, a.status, a.raw)
			}
		}
	})
}
