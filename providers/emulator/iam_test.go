package emulator_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/signer/huawei"
)

// hwAuth is a request for a token.
func hwAuth(user, password, scope string) string {
	if scope != "" {
		scope = `,"scope":` + scope
	}
	return fmt.Sprintf(`{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":%q,"password":%q,"domain":{"name":"any"}}}}%s}}`, user, password, scope)
}

func hwPost(t testing.TB, h http.Handler, path, body string) hwAnswer {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "http://emulator.test"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json;charset=utf8")
	return hwSend(t, h, r)
}

// hwToken is a token for the project of c.
func hwToken(t testing.TB, c emulator.Config, scope string) string {
	t.Helper()
	a := hwPost(t, emulator.IAM(c), "/v3/auth/tokens", hwAuth("emulator-ak", "emulator-sk", scope))
	if a.status != http.StatusCreated {
		t.Fatalf("got %d %s, want a token", a.status, a.raw)
	}
	return a.header.Get("X-Subject-Token")
}

const hwScope = `{"project":{"id":"emulator-project"}}`

func TestIAMGivesToken(t *testing.T) {
	h := emulator.IAM(hwConfig())
	for _, scope := range []string{
		hwScope, `{"project":{"name":"eu-de"}}`, `{"project":{"id":"emulator-project"},"domain":{"name":"any"}}`,
	} {
		a := hwPost(t, h, "/v3/auth/tokens?nocatalog=true", hwAuth("emulator-ak", "emulator-sk", scope))
		if a.status != http.StatusCreated || a.header.Get("X-Subject-Token") == "" {
			t.Fatalf("scope %s: got %d %s, want 201 and a token", scope, a.status, a.raw)
		}
		if a.at("token", "project", "id") != "emulator-project" || a.at("token", "user", "name") != "emulator-ak" {
			t.Errorf("scope %s: got %s, want the project and the user", scope, a.raw)
		}
		if got, want := a.at("token", "expires_at"), hwNow.Add(24*time.Hour).Format("2006-01-02T15:04:05.000000Z"); got != want {
			t.Errorf("scope %s: got expires_at %v, want %s", scope, got, want)
		}
		if a.at("token", "catalog") != nil {
			t.Errorf("scope %s: got a catalog in spite of nocatalog", scope)
		}
		if strings.Contains(a.raw, "emulator-sk") || strings.Contains(a.raw, a.header.Get("X-Subject-Token")) {
			t.Errorf("scope %s: the body has a secret in it: %s", scope, a.raw)
		}
	}
	a := hwPost(t, h, "/v3/auth/tokens", hwAuth("emulator-ak", "emulator-sk", `{"domain":{"name":"any"}}`))
	if a.status != http.StatusCreated || a.at("token", "project") != nil || a.at("token", "domain", "name") != "any" {
		t.Errorf("for a domain: got %d %s, want a token without a project", a.status, a.raw)
	}
	if a.at("token", "catalog") == nil || a.header.Get("X-IAM-Trace-Id") == "" {
		t.Errorf("got %v %s, want a catalog and a trace", a.header, a.raw)
	}
}

func TestIAMRefuses(t *testing.T) {
	good := hwAuth("emulator-ak", "emulator-sk", hwScope)
	for _, test := range []struct {
		name, body string
		status     int
		title      string
	}{
		{"wrong password", hwAuth("emulator-ak", "wrong", hwScope), 401, "Unauthorized"},
		{"wrong user", hwAuth("somebody", "emulator-sk", hwScope), 401, "Unauthorized"},
		{"wrong project", hwAuth("emulator-ak", "emulator-sk", `{"project":{"id":"elsewhere"}}`), 401, "Unauthorized"},
		{"project without ID and name", hwAuth("emulator-ak", "emulator-sk", `{"project":{}}`), 400, "Bad Request"},
		{"no password", hwAuth("emulator-ak", "", hwScope), 400, "Bad Request"},
		{"no domain", strings.Replace(good, `"any"`, `""`, 1), 400, "Bad Request"},
		{"another method", strings.Replace(good, `["password"]`, `["token"]`, 1), 401, "Unauthorized"},
		{"not JSON", "{", 400, "Bad Request"},
		{"empty", "", 400, "Bad Request"},
		{"another JSON", "[]", 400, "Bad Request"},
		{"null", "null", 400, "Bad Request"},
	} {
		a := hwPost(t, emulator.IAM(hwConfig()), "/v3/auth/tokens", test.body)
		if a.status != test.status || a.at("error", "code") != float64(test.status) || a.at("error", "title") != test.title {
			t.Errorf("%s: got %d %s, want %d %s", test.name, a.status, a.raw, test.status, test.title)
		}
		if a.header.Get("X-Subject-Token") != "" || strings.Contains(a.raw, "emulator-sk") {
			t.Errorf("%s: got a token or a secret: %v %s", test.name, a.header, a.raw)
		}
	}
}

func TestTokensAreGoodEverywhere(t *testing.T) {
	c := hwConfig()
	project := hwToken(t, c, hwScope)
	domain := hwToken(t, c, "")
	other := hwConfig()
	other.AccessKeySecret = "another"
	renamed := hwConfig()
	renamed.AccessKeyID = "another"
	late := hwConfig()
	late.Now = func() time.Time { return hwNow.Add(24 * time.Hour) }

	for _, test := range []struct {
		name, token, code string
		config            emulator.Config
		status            int
	}{
		{"for the project", project, "", c, 200},
		{"for a domain", domain, "APIGW.0302", c, 403},
		{"out of date", project, "APIGW.0307", late, 401},
		{"of another emulator", project, "APIGW.0301", other, 401},
		{"of another user", project, "APIGW.0301", renamed, 401},
		{"changed", project[:20] + "A" + project[21:] + "A", "APIGW.0301", c, 401},
	} {
		for path, service := range hwPages {
			r := httptest.NewRequest(http.MethodGet, "http://emulator.test"+path, nil)
			r.Header.Set("X-Auth-Token", test.token)
			a := hwSend(t, service(test.config), r)
			if a.status != test.status || test.code != "" && a.at("error_code") != test.code {
				t.Errorf("token %s, %s: got %d %.200s, want %d %s", test.name, path, a.status, a.raw, test.status, test.code)
			}
		}
	}
	r := httptest.NewRequest(http.MethodGet, "http://emulator.test/v1/elsewhere/policies", nil)
	r.Header.Set("X-Auth-Token", project)
	if a := hwSend(t, emulator.CSBS(c), r); a.status != 403 {
		t.Errorf("another project: got %d, want 403", a.status)
	}
}

func TestIAMFindsProject(t *testing.T) {
	c := hwConfig()
	h := emulator.IAM(c)
	for _, region := range []string{"eu-de", "cn-north-4", "anything"} {
		a := hwGet(t, h, "/v3/projects?name="+region)
		if p := a.list("projects"); len(p) != 1 || p[0]["id"] != "emulator-project" || p[0]["name"] != region {
			t.Errorf("region %s: got %s, want the one project", region, a.raw)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "http://emulator.test/v3/projects?name=eu-de", nil)
	r.Header.Set("X-Auth-Token", hwToken(t, c, ""))
	if a := hwSend(t, h, r); a.status != 200 {
		t.Errorf("with a token: got %d %s, want 200", a.status, a.raw)
	}
	wrong := hwKeys
	wrong.AccessKeySecret = "wrong"
	if a := hwSend(t, h, hwSigned(t, huawei.SDKHMAC{}, http.MethodGet, "/v3/projects", wrong, hwNow)); a.status != 401 || a.at("error_code") != "APIGW.0301" {
		t.Errorf("wrong secret: got %d %s, want 401 APIGW.0301", a.status, a.raw)
	}
}
