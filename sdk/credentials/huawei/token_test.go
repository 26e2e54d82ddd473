package huawei_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
	signing "github.com/taskfault/taskfault/signer/huawei"
)

const tokens = "https://iam.test/v3/auth/tokens"

func over(base http.RoundTripper) transport.Options {
	return transport.Options{RoundTripper: base, MinDelay: time.Nanosecond, Keys: transport.NewKeys()}
}

func user(o transport.Options) huawei.TokenConfig {
	return huawei.TokenConfig{Endpoint: "https://iam.test", User: "me", Password: canary, Domain: "home", ProjectName: "eu-de", Transport: o}
}

func token(t *testing.T, c huawei.TokenConfig) signer.Source {
	t.Helper()
	s, err := huawei.NewToken(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func silent(t *testing.T, err error) {
	t.Helper()
	for ; err != nil; err = errors.Unwrap(err) {
		if strings.Contains(err.Error(), canary) {
			t.Errorf("an error shows the password: %v", err)
		}
	}
}

// The request is the documented one, and the answer gives token, project and end.
func TestToken(t *testing.T) {
	for _, test := range []struct {
		name  string
		set   func(*huawei.TokenConfig)
		scope string
	}{
		{"by the project's name", func(*huawei.TokenConfig) {}, `{"name":"eu-de"}`},
		{"by the project's ID", func(c *huawei.TokenConfig) { c.ProjectID = "p-1" }, `{"id":"p-1"}`},
		{"with the version in the address", func(c *huawei.TokenConfig) { c.Endpoint += "/v3/" }, `{"name":"eu-de"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			mock := httpmock.NewMockTransport()
			mock.RegisterResponderWithQuery("POST", tokens, "nocatalog=true", func(r *http.Request) (*http.Response, error) {
				body, _ := io.ReadAll(r.Body)
				want := `{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"me","password":"` + canary + `","domain":{"name":"home"}}}},"scope":{"project":` + test.scope + `}}}`
				var got, expected any
				if json.Unmarshal(body, &got) != nil || json.Unmarshal([]byte(want), &expected) != nil || fmt.Sprint(got) != fmt.Sprint(expected) {
					t.Errorf("the request is %s, want %s", body, want)
				}
				if r.Header.Get("Authorization") != "" || r.Header.Get("X-Auth-Token") != "" {
					t.Errorf("the request is signed: %v", r.Header)
				}
				resp := httpmock.NewStringResponse(201, `{"token":{"expires_at":"2030-01-02T03:04:05.678000Z","issued_at":"2030-01-01T03:04:05.678000Z",
					"project":{"id":"p-1","name":"eu-de"},"user":{"domain":{"id":"d-1","name":"home"}}}}`)
				resp.Header.Set("X-Subject-Token", "token-1")
				return resp, nil
			})
			c := user(over(mock))
			test.set(&c)
			got, err := token(t, c).Retrieve(t.Context())
			want := signer.Credentials{AuthToken: "token-1", ProjectID: "p-1", DomainID: "d-1", Expires: time.Date(2030, 1, 2, 3, 4, 5, 678e6, time.UTC)}
			if err != nil || got != want {
				t.Errorf("got %v in %q until %v and %v, want %v", got, got.ProjectID, got.Expires, err, want)
			}
		})
	}
}

func TestTokenFails(t *testing.T) {
	for _, test := range []struct {
		name   string
		status int
		body   string
		token  string
		kind   errors.Kind
		sent   int
		says   string
	}{
		{"wrong password", 401, `{"error":{"code":401,"message":"The username or password is wrong. ` + canary + `","title":"Unauthorized"}}`, "", errors.Unauthenticated, 1, "username or password is wrong"},
		{"not allowed", 403, `{"error":{"code":403,"message":"no"}}`, "", errors.PermissionDenied, 1, ""},
		{"down", 503, "<html>down</html>", "", errors.Unavailable, 4, ""},
		{"no token in the header", 201, `{"token":{}}`, "", errors.Malformed, 1, "no X-Subject-Token"},
		{"no JSON", 201, `<html>` + canary, "token-1", errors.Malformed, 1, ""},
		{"empty", 201, ``, "token-1", errors.Malformed, 1, ""},
		{"another shape", 201, `[]`, "token-1", errors.Malformed, 1, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			mock := httpmock.NewMockTransport()
			mock.RegisterResponder("POST", tokens, func(*http.Request) (*http.Response, error) {
				resp := httpmock.NewStringResponse(test.status, test.body)
				if test.token != "" {
					resp.Header.Set("X-Subject-Token", test.token)
				}
				return resp, nil
			})
			_, err := token(t, user(over(mock))).Retrieve(t.Context())
			e, ok := err.(*errors.Error)
			if !ok || e.Kind != test.kind || e.Service != "iam" || e.Operation != "KeystoneCreateUserTokenByPassword" || !strings.Contains(e.Message, test.says) {
				t.Errorf("err = %v, want IAM's own of kind %s that says %q", err, test.kind, test.says)
			}
			silent(t, err)
			if n := mock.GetTotalCallCount(); n != test.sent {
				t.Errorf("%d requests were sent, want %d: a wrong password is never tried twice", n, test.sent)
			}
		})
	}
}

func TestTokenConfigIsChecked(t *testing.T) {
	for _, test := range []struct {
		says string
		set  func(*huawei.TokenConfig)
	}{
		{"user name", func(c *huawei.TokenConfig) { c.User = "" }},
		{"password", func(c *huawei.TokenConfig) { c.Password = "" }},
		{"domain name", func(c *huawei.TokenConfig) { c.Domain = "" }},
		{"project ID or name", func(c *huawei.TokenConfig) { c.ProjectName = "" }},
		{"UTF-8", func(c *huawei.TokenConfig) { c.User = "\xff" }},
		{"http nor https", func(c *huawei.TokenConfig) { c.Endpoint = "" }},
		{"http nor https", func(c *huawei.TokenConfig) { c.Endpoint = "iam.test" }},
		{"holds a user", func(c *huawei.TokenConfig) { c.Endpoint = "https://u:" + canary + "@iam.test" }},
		{"a query or a fragment", func(c *huawei.TokenConfig) { c.Endpoint = "https://iam.test?x=" + canary }},
		{"a query or a fragment", func(c *huawei.TokenConfig) { c.Endpoint = "https://iam.test/#x" }},
		{"not a URL", func(c *huawei.TokenConfig) { c.Endpoint = "https://%zz" + canary }},
	} {
		c := user(transport.Options{})
		test.set(&c)
		_, err := huawei.NewToken(c)
		if !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("err = %v, want one about %s", err, test.says)
		}
		silent(t, err)
	}
}

// A password does not go over plain http to another machine, unless that is
// allowed.
func TestAPasswordIsNotSentOverPlainHTTP(t *testing.T) {
	for address, private := range map[string]bool{
		"https://iam.test": true, "http://127.0.0.1:9000/v3": true, "http://localhost:9000": true, "http://[::1]": true,
		"http://iam.test": false, "http://10.0.0.1/v3": false, "http://0.0.0.0": false,
	} {
		for _, allowed := range []bool{false, true} {
			c := user(transport.Options{AllowHTTP: allowed})
			c.Endpoint = address
			_, err := huawei.NewToken(c)
			if good := private || allowed; good != (err == nil) {
				t.Errorf("%s, allowed %t: err = %v", address, allowed, err)
			}
			if err != nil && (!errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), "--allow-http")) {
				t.Errorf("%s: err = %v, want one that says how to allow it", address, err)
			}
			silent(t, err)
		}
	}
}

func TestTokenConfigIsPrintedWithoutPassword(t *testing.T) {
	c := user(transport.Options{})
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "config", c, "pointer", &c)
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v %#v %s", c, &c, c), log.String()} {
		if strings.Contains(text, canary) {
			t.Errorf("the password is shown: %s", text)
		}
	}
}

// What the emulator's IAM gives is good for its services, and a hundred callers
// ask once.
func TestTokenOfTheEmulator(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		sent := 0
		iam := emulator.IAM(emulator.Config{AccessKeyID: "me", AccessKeySecret: canary, ProjectID: "p-1"})
		base := emulator.Transport(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			sent++
			mu.Unlock()
			iam.ServeHTTP(w, r)
		}))
		s := token(t, user(over(base)))
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				c, err := s.Retrieve(t.Context())
				if err != nil || c.AuthToken == "" || c.ProjectID != "p-1" || c.DomainID == "" || !c.Expires.Equal(time.Now().Add(24*time.Hour)) {
					t.Errorf("got %v of %q until %v and %v", c, c.ProjectID, c.Expires, err)
				}
			})
		}
		all.Wait()
		if sent != 1 {
			t.Errorf("%d tokens were asked for, want 1", sent)
		}
		old, _ := s.Retrieve(t.Context())
		time.Sleep(23*time.Hour + 59*time.Minute)
		if c, err := s.Retrieve(t.Context()); err != nil || c == old {
			t.Errorf("got %v and %v a minute before its end, want a new one", c, err)
		}
		s.Invalidate(old)
		if sent != 2 {
			t.Errorf("%d tokens were asked for, want 2: a late refusal of the old one changes nothing", sent)
		}
	})
}

func TestTokenEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := roundTrip(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := token(t, user(over(hang))).Retrieve(ctx)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("it ended with %v after %v, want its deadline after 1s", err, time.Since(start))
		}
		synctest.Wait()
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTokenFromEnv(t *testing.T) {
	password := table{"OS_USERNAME": "me", "OS_PASSWORD": canary, "OS_USER_DOMAIN_NAME": "home"}
	with := func(more ...string) table {
		env := table{}
		for k, v := range password {
			env[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			env[more[i]] = more[i+1]
		}
		return env
	}
	for _, test := range []struct {
		name             string
		env              table
		region, project  string
		endpoint         string
		host, scope, tok string
		says             string
	}{
		{name: "a token as it is", env: table{"OS_TOKEN": "tok", "OS_PROJECT_ID": "p-2"}, tok: "tok", scope: "p-2"},
		{name: "its other name", env: table{"OS_TOKEN_ID": "tok"}, project: "p-1", tok: "tok", scope: "p-1"},
		{name: "the region's IAM and project", env: with(), region: "eu-de", host: "iam.eu-de.otc.t-systems.com", scope: "eu-de"},
		{name: "OS_AUTH_URL", env: with("OS_AUTH_URL", "https://auth.test/v3"), region: "eu-de", host: "auth.test", scope: "eu-de"},
		{name: "an endpoint goes first", env: with("OS_AUTH_URL", "https://auth.test/v3"), region: "eu-de", endpoint: "https://iam.test", host: "iam.test", scope: "eu-de"},
		{name: "a project's name", env: with("OS_PROJECT_NAME", "eu-de_sub"), region: "eu-de", host: "iam.eu-de.otc.t-systems.com", scope: "eu-de_sub"},
		{name: "a project's ID", env: with("OS_TENANT_ID", "p-3"), region: "eu-de", host: "iam.eu-de.otc.t-systems.com", scope: "p-3"},
		{name: "a project given", env: with("OS_TENANT_ID", "p-3"), region: "eu-de", project: "p-1", host: "iam.eu-de.otc.t-systems.com", scope: "p-1"},
		{name: "the domain's other name", env: table{"OS_USERNAME": "me", "OS_PASSWORD": canary, "OS_DOMAIN_NAME": "home"}, region: "eu-nl", host: "iam.eu-nl.otc.t-systems.com", scope: "eu-nl"},
		{name: "nothing", says: "OS_USERNAME is not set"},
		{name: "no password", env: table{"OS_USERNAME": "me"}, says: "OS_PASSWORD is not set"},
		{name: "no domain", env: table{"OS_USERNAME": "me", "OS_PASSWORD": canary}, says: "OS_USER_DOMAIN_NAME (or OS_DOMAIN_NAME) is not set"},
		{name: "a bad address", env: with("OS_AUTH_URL", "auth.test"), says: "the IAM endpoint cannot be used"},
	} {
		t.Run(test.name, func(t *testing.T) {
			machine(t, test.env, nil)
			var host, body string
			base := roundTrip(func(r *http.Request) (*http.Response, error) {
				b, _ := io.ReadAll(r.Body)
				host, body = r.URL.Host, string(b)
				resp := httpmock.NewStringResponse(201, `{"token":{}}`)
				resp.Header.Set("X-Subject-Token", "made")
				return resp, nil
			})
			s, err := huawei.TokenFromEnv(test.region, test.project, test.endpoint, over(base))
			if test.says != "" {
				if err == nil || !strings.Contains(err.Error(), test.says) {
					t.Errorf("err = %v, want it to say %q", err, test.says)
				}
				silent(t, err)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			c, err := s.Retrieve(t.Context())
			switch {
			case err != nil:
				t.Error(err)
			case test.tok != "" && (c.AuthToken != test.tok || c.ProjectID != test.scope || host != ""):
				t.Errorf("got the token %q of %q after asking %q, want %q of %q and no question", c.AuthToken, c.ProjectID, host, test.tok, test.scope)
			case test.tok == "" && (host != test.host || !strings.Contains(body, `"`+test.scope+`"`) || c.AuthToken != "made"):
				t.Errorf("asked %s for %s, want %s for %s", host, body, test.host, test.scope)
			}
		})
	}
}

func lookup(t *testing.T, base http.RoundTripper, endpoint string) *huawei.Project {
	t.Helper()
	p, err := huawei.NewProject(huawei.ProjectConfig{
		Endpoint: endpoint, Region: "eu-de", Signer: signing.SDKHMAC{}, Transport: over(base),
		Source: fixed(key("me")),
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type fixed signer.Credentials

func (f fixed) Retrieve(context.Context) (signer.Credentials, error) {
	return signer.Credentials(f), nil
}
func (fixed) Invalidate(signer.Credentials) {}

func TestProject(t *testing.T) {
	for _, test := range []struct {
		name, answer string
		status       int
		want         string
		kind         errors.Kind
		says         string
	}{
		{"one", `{"projects":[{"id":"p-1","name":"eu-de"}],"links":{}}`, 200, "p-1", "", ""},
		{"none", `{"projects":[]}`, 200, "", errors.InvalidInput, `0 projects are named "eu-de"`},
		{"two without names", `{"projects":[{"id":"p-1"},{"id":"p-2"}]}`, 200, "", errors.InvalidInput, `2 projects were found for "eu-de"`},
		{"one of two has the very name", `{"projects":[{"id":"a","name":"eu-de_team"},{"id":"b","name":"eu-de"}]}`, 200, "b", "", ""},
		{"none of two has the very name", `{"projects":[{"id":"a","name":"eu-de_team"},{"id":"b","name":"EU-DE"}]}`, 200, "", errors.InvalidInput, `"eu-de_team" (a), "EU-DE" (b); give the ID of one`},
		{"both have the very name", `{"projects":[{"id":"a","name":"eu-de"},{"id":"b","name":"eu-de"}]}`, 200, "", errors.InvalidInput, `"eu-de" (a), "eu-de" (b)`},
		{"one of another name", `{"projects":[{"id":"a","name":"eu-de_team"}]}`, 200, "a", "", ""},
		{"eleven", `{"projects":[` + strings.Repeat(`{"id":"a","name":"x"},`, 10) + `{"id":"b","name":"y"}]}`, 200, "", errors.InvalidInput, "and 1 more; give the ID"},
		{"one without an ID", `{"projects":[{"name":"eu-de"}]}`, 200, "", errors.InvalidInput, "came without an ID"},
		{"refused", `{"error_code":"APIGW.0301","error_msg":"wrong ` + canary + `"}`, 401, "", errors.Unauthenticated, "wrong [secret]"},
		{"denied", `{"error":{"code":403,"message":"no"}}`, 403, "", errors.PermissionDenied, "no"},
		{"HTML", `<html>`, 200, "", errors.Malformed, ""},
		{"empty", ``, 200, "", errors.Malformed, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			mock := httpmock.NewMockTransport()
			mock.RegisterResponderWithQuery("GET", "https://iam.eu-de.otc.t-systems.com/v3/projects", "name=eu-de", httpmock.NewStringResponder(test.status, test.answer))
			p := lookup(t, mock, "")
			for range 2 {
				id, err := p.ID(t.Context())
				if id != test.want || errors.KindOf(err) != test.kind {
					t.Fatalf("got %q and %v, want %q and %q", id, err, test.want, test.kind)
				}
				if err == nil {
					continue
				}
				silent(t, err)
				e, _ := errors.AsType[*errors.Error](err)
				if test.kind != errors.Unauthenticated && !strings.Contains(e.Message, test.says) || e.Service != "iam" || e.Operation != "KeystoneListProjects" {
					t.Errorf("err = %v, want IAM's own that says %q", err, test.says)
				}
				if e.Kind == errors.PermissionDenied && e.Right != "iam:projects:listProjects" {
					t.Errorf("the right is %q", e.Right)
				}
			}
			if n := mock.GetTotalCallCount(); test.want != "" && n != 1 {
				t.Errorf("%d look-ups, want one for good", n)
			}
		})
	}
}

func TestProjectOfTheEmulator(t *testing.T) {
	base := emulator.Transport(emulator.IAM(emulator.Config{AccessKeyID: "me", AccessKeySecret: canary, ProjectID: "p-1"}))
	if id, err := lookup(t, base, "http://iam.test/v3").ID(t.Context()); err != nil || id != "p-1" {
		t.Errorf("got %q and %v, want p-1", id, err)
	}
}

func TestProjectIsLookedUpOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		base := roundTrip(func(*http.Request) (*http.Response, error) {
			n++
			time.Sleep(time.Second)
			return httpmock.NewStringResponse(200, `{"projects":[{"id":"p-1"}]}`), nil
		})
		p := lookup(t, base, "https://iam.test")
		var all sync.WaitGroup
		for range 100 {
			all.Go(func() {
				if id, err := p.ID(t.Context()); id != "p-1" || err != nil {
					t.Errorf("got %q and %v", id, err)
				}
			})
		}
		all.Wait()
		if n != 1 {
			t.Errorf("100 callers looked it up %d times, want once", n)
		}
	})
}

func TestProjectConfigIsChecked(t *testing.T) {
	_, err := huawei.NewProject(huawei.ProjectConfig{Endpoint: "ftp://" + canary, Region: "eu-de"})
	if !errors.Is(err, errors.InvalidInput) {
		t.Errorf("err = %v, want InvalidInput", err)
	}
	silent(t, err)
}
