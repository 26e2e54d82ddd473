package huawei_test

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

func TestHosts(t *testing.T) {
	for _, c := range []struct{ service, region, want string }{
		{"sdrs", "cn-north-4", "sdrs.cn-north-4.myhuaweicloud.com"},
		{"csbs", "ap-southeast-2", "csbs.ap-southeast-2.myhuaweicloud.com"},
		{"vbs", "eu-west-101", "vbs.eu-west-101.myhuaweicloud.eu"},
		{"sdrs", "eu-de", "sdrs.eu-de.otc.t-systems.com"},
		{"vbs", "eu-nl", "vbs.eu-nl.otc.t-systems.com"},
		{"csbs", "eu-ch2", "csbs.eu-ch2.sc.otc.t-systems.com"},
		{"sdrs", "moon_1", "sdrs.moon_1.myhuaweicloud.com"},
	} {
		if got := huawei.Host(c.service, c.region); got != c.want {
			t.Errorf("host of %s in %s: got %s, want %s", c.service, c.region, got, c.want)
		}
	}
}

func TestConfigsThatCannotBe(t *testing.T) {
	good := func() huawei.Config {
		return huawei.Config{Region: "eu-de", ProjectID: "p", Credentials: keys()}
	}
	for _, c := range []struct {
		name   string
		change func(*huawei.Config)
		want   string // in the message
	}{
		{"no region", func(c *huawei.Config) { c.Region = "" }, "Region is missing"},
		{"region with a dot", func(c *huawei.Config) { c.Region = "eu.de" }, "Region cannot be a region's name: it is not made of letters"},
		{"region with a slash", func(c *huawei.Config) { c.Region = "eu-de/canary" }, "Region cannot be a region's name: it is not made of letters"},
		{"long region", func(c *huawei.Config) { c.Region = strings.Repeat("r", 64) }, "Region cannot be a region's name: it is too long: give no more than 63"},
		{"very long region", func(c *huawei.Config) { c.Region = strings.Repeat("canary", 1e5) }, "too long"},
		{"project ..", func(c *huawei.Config) { c.ProjectID = ".." }, "ProjectID cannot be an ID: it is . or .."},
		{"blank project", func(c *huawei.Config) { c.ProjectID = " " }, "ProjectID cannot be an ID: it is nothing but white space"},
		{"project with a newline", func(c *huawei.Config) { c.ProjectID = "canary\n" }, "ProjectID cannot be an ID: it has a character that cannot be seen"},
		{"long project", func(c *huawei.Config) { c.ProjectID = strings.Repeat("canary", 200) }, "ProjectID cannot be an ID: it is too long"},
		{"auth", func(c *huawei.Config) { c.Auth = "basic" }, "Auth must be aksk, aksk-otc, token or v11"},
	} {
		config := good()
		c.change(&config)
		_, err := huawei.New(config, huawei.Service{Name: "sdrs"})
		e, _ := errors.AsType[*errors.Error](err)
		switch {
		case !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), c.want):
			t.Errorf("%s: got %v, want invalid_input with %q", c.name, err, c.want)
		case strings.Contains(err.Error(), "canary") || e.Operation != "New":
			t.Errorf("%s: %v shows the value, or is of operation %q", c.name, err, e.Operation)
		}
	}
	if _, err := huawei.New(good(), huawei.Service{Name: "sdrs"}); err != nil {
		t.Errorf("a good Config: %v", err)
	}
}

// refusedAddresses are base URLs that cannot be, and what is said of them.
var refusedAddresses = []struct{ name, address, want string }{
	{"without scheme", "127.0.0.1:80", "not a URL"},
	{"of another scheme", "ftp://canary", "neither http nor https"},
	{"opaque", "http:canary", "names no host"},
	{"without host", "http://", "names no host"},
	{"a port alone", "http://:80", "names no host"},
	{"port 0", "http://canary:0", "port is not a number from 1 to 65535"},
	{"port 65536", "http://canary:65536", "port is not a number from 1 to 65535"},
	{"port beyond any number", "http://canary:" + strings.Repeat("9", 40), "port is not a number from 1 to 65535"},
	{"a colon and no port", "http://canary:", "port is not a number from 1 to 65535"},
	{"a port of letters", "http://canary:http", "not a URL"},
	{"query", "http://host/?canary=1", "query or a fragment"},
	{"empty query", "http://host/?", "query or a fragment"},
	{"fragment", "http://host/#canary", "query or a fragment"},
	{"empty fragment", "http://host/#", "query or a fragment"},
	{"user", "http://canary:canary@host", "holds a user"},
	{"space before", " http://canary", "not a URL"},
	{"space in the host", "http://canary b", "not a URL"},
	{"space behind", "http://canary/ ", "not a URL"},
	{"newline", "http://canary\n", "not a URL"},
	{"IPv6 without brackets", "http://::1:80", "not a URL"},
	{"IPv6 with a zone", "http://[::1%25canary]:80", "without a zone"},
	{"international name", "http://cañary", "ASCII"},
	{"a comma in the host", "http://canary,b", "ASCII"},
	{"an empty part of the host", "http://canary..b", "single dots"},
	{"a part of the host too long", "http://" + strings.Repeat("c", 64), "ASCII"},
	{"host too long", "http://" + strings.Repeat("canary.", 40) + "b", "ASCII"},
	{"dots in the path", "http://host/canary/../b", ". or .."},
	{"escaped dots in the path", "http://host/canary/%2e%2E/b", ". or .."},
	{"too long", "http://host/" + strings.Repeat("canary", 1e4), "longer than 1024 bytes"},
}

func TestAddressesThatCannotBe(t *testing.T) {
	for _, c := range refusedAddresses {
		for _, field := range []string{"Endpoint", "IAMEndpoint"} {
			config, service := huawei.Config{Region: "eu-de", ProjectID: "p", Credentials: keys()}, huawei.Service{Name: "sdrs"}
			if field == "Endpoint" {
				service.Endpoint = c.address
			} else {
				config.IAMEndpoint = c.address
			}
			_, err := huawei.New(config, service)
			e, _ := errors.AsType[*errors.Error](err)
			if !errors.Is(err, errors.InvalidInput) || !strings.HasPrefix(e.Message, field+" cannot be used: ") || !strings.Contains(e.Message, c.want) {
				t.Errorf("%s %s (%.60s): got %v, want invalid_input that names the field and %q", field, c.name, c.address, err, c.want)
			} else if strings.Contains(err.Error(), "canary") {
				t.Errorf("%s %s: %v shows the value", field, c.name, err)
			}
		}
	}
}

func TestTokenWithoutEnvironment(t *testing.T) {
	clearEnv(t)
	_, err := huawei.New(huawei.Config{Region: "eu-de", Auth: huawei.AuthToken}, huawei.Service{Name: "sdrs"})
	if e, ok := errors.AsType[*errors.Error](err); !ok || !strings.Contains(e.Message, "OS_USERNAME") || e.Service != "sdrs" {
		t.Errorf("got %v, want an error that names the missing variables", err)
	}
}

func clearEnv(t *testing.T) {
	t.Helper()
	for _, name := range []string{
		"OS_TOKEN", "OS_TOKEN_ID", "OS_USERNAME", "OS_PASSWORD", "OS_AUTH_URL", "OS_PROJECT_ID", "OS_TENANT_ID",
		"HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_PROJECT_ID", "OS_ACCESS_KEY", "OS_ACCESS_KEY_ID", "OS_AK",
		"OS_SECRET_KEY", "OS_ACCESS_KEY_SECRET", "OS_SK",
	} {
		t.Setenv(name, "")
	}
	t.Setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", t.TempDir()+"/none")
}

// cloud answers for a service and for IAM.
type cloud struct {
	projects string // IAM's answer
	status   int    // IAM's status
	lookups  atomic.Int32
	mu       sync.Mutex
	urls     []url.URL
	auth     []string
}

func (c *cloud) RoundTrip(req *http.Request) (*http.Response, error) {
	body, status := `{"status":"INIT"}`, 200
	if strings.HasPrefix(req.URL.Path, "/v3/projects") {
		c.lookups.Add(1)
		body, status = c.projects, c.status
	} else {
		c.mu.Lock()
		c.urls = append(c.urls, *req.URL)
		c.auth = append(c.auth, req.Header.Get("Authorization")+req.Header.Get("X-Auth-Token"))
		c.mu.Unlock()
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}, Request: req}, nil
}

type job struct {
	Status string `json:"status"`
	huawei.JobFault
}

func show(t *testing.T, client *huawei.Client) error {
	var out job
	return client.Do(t.Context(), huawei.Request{
		Operation: "ShowJob", Version: "v1", Path: []string{"jobs", "j"}, Answer: &out, Wants: []string{"status"},
	})
}

func TestProject(t *testing.T) {
	clearEnv(t)
	const one = `{"projects":[{"id":"looked-up","name":"eu-de"}]}`
	for _, c := range []struct {
		name    string
		config  huawei.Config
		at      string // the endpoint
		env     string
		iam     string
		want    string
		lookups int32
		kind    errors.Kind
	}{
		{name: "configured", config: huawei.Config{Region: "eu-de", ProjectID: "given", Credentials: keys()}, want: "given"},
		{name: "of the credentials", config: huawei.Config{Region: "eu-de", Credentials: keysOf("own")}, iam: one, want: "own"},
		{name: "looked up", config: huawei.Config{Region: "eu-de", Credentials: keys()}, env: "env", iam: one, want: "looked-up", lookups: 1},
		{name: "of the environment", config: huawei.Config{Region: "eu-de"}, env: "env", iam: one, want: "env"},
		{name: "two projects", config: huawei.Config{Region: "eu-de", Credentials: keys()}, iam: `{"projects":[{"id":"a"},{"id":"b"}]}`, lookups: 1, kind: errors.InvalidInput},
		{name: "none", config: huawei.Config{Region: "eu-de", Credentials: keys()}, iam: `{"projects":[]}`, lookups: 1, kind: errors.InvalidInput},
		{name: "no region", config: huawei.Config{Credentials: keys()}, at: "http://h", iam: one, kind: errors.InvalidInput},
		{name: "project ..", config: huawei.Config{Region: "eu-de", Credentials: keysOf("..")}, iam: one, kind: errors.InvalidInput},
		{name: "no credentials", config: huawei.Config{Region: "eu-de", Credentials: broken{}}, kind: errors.Unauthenticated},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.config.Credentials == nil {
				t.Setenv("HUAWEICLOUD_SDK_AK", "ak")
				t.Setenv("HUAWEICLOUD_SDK_SK", "sk")
			}
			if c.env != "" {
				t.Setenv("HUAWEICLOUD_SDK_PROJECT_ID", c.env)
			}
			rt := &cloud{projects: c.iam, status: 200}
			c.config.Transport = transport.Options{MaxAttempts: 1, Keys: transport.NewKeys(), RoundTripper: rt}
			client, err := huawei.New(c.config, huawei.Service{Name: "sdrs", Endpoint: c.at})
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				err = show(t, client)
			}
			if c.kind != "" {
				e, ok := errors.AsType[*errors.Error](err)
				if !ok || e.Kind != c.kind || len(rt.urls) > 0 || e.Operation == "" || e.Service == "" {
					t.Fatalf("got %v after requests to %v, want %s and none", err, rt.urls, c.kind)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := rt.urls[0].Path; got != "/v1/"+c.want+"/jobs/j" || rt.lookups.Load() != c.lookups {
				t.Errorf("sent to %s after %d look-ups, want project %s and %d", got, rt.lookups.Load(), c.want, c.lookups)
			}
		})
	}
}

func TestProjectIsLookedUpOnce(t *testing.T) {
	rt := &cloud{projects: `{"projects":[{"id":"p","name":"eu-de"}]}`, status: 200}
	client, err := huawei.New(huawei.Config{Region: "eu-de", Credentials: keys(), Transport: transport.Options{RoundTripper: rt, Rate: 1e6, Keys: transport.NewKeys()}}, huawei.Service{Name: "vbs"})
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			if err := show(t, client); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if n := rt.lookups.Load(); n != 1 {
		t.Errorf("50 calls at once looked the project up %d times, want once", n)
	}
}

func TestAuth(t *testing.T) {
	token := credentials.Static(signer.Credentials{AuthToken: "a-token", ProjectID: "p"})
	for _, c := range []struct {
		name   string
		config huawei.Config
		want   string // in what authenticates the request
	}{
		{"default", huawei.Config{Credentials: keys()}, "SDK-HMAC-SHA256 Access=emulator-ak"},
		{"aksk", huawei.Config{Auth: "aksk", Credentials: keys()}, "SDK-HMAC-SHA256 Access=emulator-ak"},
		{"aksk-otc", huawei.Config{Auth: "aksk-otc", Credentials: keys()}, "SDK-HMAC-SHA256 Credential=emulator-ak/"},
		{"token", huawei.Config{Auth: "token", Credentials: token}, "a-token"},
		{"v11", huawei.Config{Auth: "v11", Credentials: keys()}, "V11-HMAC-SHA256 Credential=emulator-ak/20"},
	} {
		rt := &cloud{}
		c.config.Region, c.config.ProjectID, c.config.Transport.RoundTripper = "eu-de", "p", rt
		client, err := huawei.New(c.config, huawei.Service{Name: "sdrs"})
		if err != nil {
			t.Fatal(err)
		}
		if err := show(t, client); err != nil || !strings.HasPrefix(rt.auth[0], c.want) {
			t.Errorf("%s: sent %q, %v, want %q", c.name, rt.auth, err, c.want)
		}
	}
}

func TestTokenOfTheEnvironment(t *testing.T) {
	clearEnv(t)
	t.Setenv("OS_TOKEN", "env-token")
	rt := &cloud{projects: `{"projects":[{"id":"p","name":"eu-de"}]}`, status: 200}
	client, err := huawei.New(huawei.Config{Region: "eu-de", Auth: "token", Transport: transport.Options{RoundTripper: rt}}, huawei.Service{Name: "csbs"})
	if err != nil {
		t.Fatal(err)
	}
	if err := show(t, client); err != nil || rt.auth[0] != "env-token" || rt.urls[0].Path != "/v1/p/jobs/j" {
		t.Errorf("sent %q to %v, %v, want the token and the project that IAM has", rt.auth, rt.urls, err)
	}
}

func TestEndpoint(t *testing.T) {
	for endpoint, want := range map[string]string{
		"":                        "https://sdrs.eu-de.otc.t-systems.com/v1/p/jobs/j",
		"http://127.0.0.1:9000":   "http://127.0.0.1:9000/v1/p/jobs/j",
		"http://127.0.0.1:9000/":  "http://127.0.0.1:9000/v1/p/jobs/j",
		"https://h/behind/a%20b/": "https://h/behind/a%20b/v1/p/jobs/j",
		"https://h/a%2Fb":         "https://h/a%2Fb/v1/p/jobs/j",
		"HTTP://H.example.:65535": "http://H.example.:65535/v1/p/jobs/j",
		"http://[::1]:9000/gw//":  "http://[::1]:9000/gw/v1/p/jobs/j",
		"http://my_host-1":        "http://my_host-1/v1/p/jobs/j",
	} {
		rt := &cloud{}
		client, err := huawei.New(huawei.Config{Region: "eu-de", ProjectID: "p", Credentials: keys(), Transport: transport.Options{RoundTripper: rt}}, huawei.Service{Name: "sdrs", Endpoint: endpoint})
		if err != nil {
			t.Fatal(err)
		}
		if err := show(t, client); err != nil || rt.urls[0].String() != want {
			t.Errorf("endpoint %q: sent to %v, %v, want %s", endpoint, rt.urls, err, want)
		}
	}
}

func TestSources(t *testing.T) {
	for _, client := range open(t, &cloud{}, options()).clients() {
		s := client.Source()
		if s.Region != "eu-de" || s.Project != "p1" || s.Name != s.Service+"://eu-de" {
			t.Errorf("source %+v, want the region, the project and a name of both", s)
		}
	}
}

// A derived key is one for the service that is called: IAM's own look-up is signed
// for IAM.
func TestDerivedKeysAreForTheServiceCalled(t *testing.T) {
	var scopes []string
	rt := roundTrip(func(req *http.Request) (*http.Response, error) {
		_, scope, _ := strings.Cut(req.Header.Get("Authorization"), "/")
		scope, _, _ = strings.Cut(scope, ",")
		scopes = append(scopes, scope[len("20060102"):])
		return (&cloud{projects: `{"projects":[{"id":"p","name":"eu-de"}]}`, status: 200}).RoundTrip(req)
	})
	config := huawei.Config{Region: "eu-de", Auth: huawei.AuthV11, Credentials: keys(), Transport: transport.Options{RoundTripper: rt, Keys: transport.NewKeys()}}
	client, err := huawei.New(config, huawei.Service{Name: "sdrs"})
	if err != nil {
		t.Fatal(err)
	}
	if err := show(t, client); err != nil || !slices.Equal(scopes, []string{"/eu-de/iam", "/eu-de/sdrs"}) {
		t.Errorf("signed for %q, %v, want IAM and then the service", scopes, err)
	}
	config.Region = ""
	if _, err := huawei.New(config, huawei.Service{Name: "sdrs", Endpoint: "https://h"}); !errors.Is(err, errors.InvalidInput) || !strings.Contains(err.Error(), "v11 derives its key for one") {
		t.Errorf("without a region: got %v, want invalid_input that asks for one", err)
	}
}

// roundTrip is an [http.RoundTripper] made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
