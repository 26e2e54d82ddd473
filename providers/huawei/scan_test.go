package huawei_test

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

// byHost sends each request to the handler of the service that its host names.
type byHost map[string]http.RoundTripper

func (b byHost) RoundTrip(req *http.Request) (*http.Response, error) {
	service, _, _ := strings.Cut(req.URL.Hostname(), ".")
	if rt := b[service]; rt != nil {
		return rt.RoundTrip(req)
	}
	return nil, fmt.Errorf("no such host as %s", req.URL.Hostname())
}

// emulated is all of the cloud.
func emulated(c emulator.Config) byHost {
	return byHost{
		"sdrs": emulator.Transport(emulator.SDRS(c)), "csbs": emulator.Transport(emulator.CSBS(c)),
		"vbs": emulator.Transport(emulator.VBS(c)), "iam": emulator.Transport(emulator.IAM(c)),
	}
}

// clients are of the three services in one region, with the same settings.
func clients(t *testing.T, region string, auth huawei.Auth, project string, keys signer.Source, rt http.RoundTripper) []sdk.Client {
	t.Helper()
	o := options()
	o.RoundTripper = rt
	cloud := huawei.Config{Region: region, Auth: auth, ProjectID: project, Credentials: keys, Transport: o}
	a, err1 := sdrs.New(cloud, sdrs.Options{})
	b, err2 := csbs.New(cloud, csbs.Options{})
	c, err3 := vbs.New(cloud, vbs.Options{})
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	return []sdk.Client{a, b, c}
}

func TestScan(t *testing.T) {
	clearEnv(t)
	t.Setenv("OS_USERNAME", "emulator-ak")
	t.Setenv("OS_PASSWORD", "emulator-sk")
	t.Setenv("OS_USER_DOMAIN_NAME", "any")
	for _, c := range []struct {
		name, region string
		auth         huawei.Auth
		project      string
		keys         signer.Source
	}{
		{"keys", "eu-de", "", "emulator-project", keys()},
		{"keys of Huawei Cloud", "cn-north-4", "aksk", "emulator-project", keys()},
		{"the older form", "eu-nl", "aksk-otc", "emulator-project", keys()},
		{"project looked up", "eu-de", "", "", keys()},
		{"derived keys, project looked up", "eu-de", "v11", "", keys()},
		{"token", "eu-de", "token", "", nil},
		{"token of a project", "eu-de", "token", "emulator-project", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			scan := sdk.Failures(sdk.Query{PageSize: 5}, clients(t, c.region, c.auth, c.project, c.keys, emulated(emulator.Config{Failures: 17}))...)
			found := map[string]int{}
			for task, err := range scan.All(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				if task.State.Bad() { // others that have a warning come beside them
					found[task.Service]++
				}
				if task.Project != "emulator-project" || task.Region != c.region {
					t.Errorf("got %+v", task)
				}
			}
			if found["sdrs"] != 17 || found["csbs"] != 17 || found["vbs"] != 17 || !scan.Complete() {
				t.Errorf("got %v, complete %v, want 17 of each", found, scan.Complete())
			}
			for _, r := range scan.Receipts() {
				if !r.Complete || r.Tasks < 17 || r.Rows < r.Tasks || r.Requests < r.Pages || r.Duplicates+r.Drift+r.Retries+r.Dropped != 0 {
					t.Errorf("receipt %+v", r)
				}
			}
		})
	}
}

func TestScanThatIsRefused(t *testing.T) {
	wrong := credentials.Static(signer.Credentials{AccessKeyID: "emulator-ak", AccessKeySecret: "canary-secret"})
	for _, c := range []struct {
		name, project string
		keys          signer.Source
		want          errors.Kind
		errors        int // a list that may not be read fails alone: sdrs and vbs have two
	}{
		{"wrong secret", "emulator-project", wrong, errors.Unauthenticated, 3},
		{"another's project", "theirs", keys(), errors.PermissionDenied, 5},
	} {
		scan := sdk.Failures(sdk.Query{}, clients(t, "eu-de", "", c.project, c.keys, emulated(emulator.Config{}))...)
		failed := 0
		for task, err := range scan.All(t.Context()) {
			if err == nil || !errors.Is(err, c.want) || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: got %+v, %v, want %s", c.name, task, err, c.want)
			}
			failed++
		}
		if failed != c.errors || scan.Complete() {
			t.Errorf("%s: %d errors, complete %v, want %d and false", c.name, failed, scan.Complete(), c.errors)
		}
	}
}

// A service may take less than its documents say: a page that it refuses for its
// size is asked for once more with fewer rows, and so are those that follow.
func TestSmallerPages(t *testing.T) {
	clearEnv(t)
	const most = 100
	refused := map[string]int{}
	service := emulated(emulator.Config{Failures: 230})
	narrow := roundTripper(func(req *http.Request) (*http.Response, error) {
		if limit, _ := strconv.Atoi(req.URL.Query().Get("limit")); limit > most {
			refused[req.URL.Path]++
			return &http.Response{
				StatusCode: http.StatusBadRequest, Header: http.Header{}, Request: req,
				Body: io.NopCloser(strings.NewReader(`{"error":{"code":"X.0001","message":"limit is too large"}}`)),
			}, nil
		}
		return service.RoundTrip(req)
	})
	for _, client := range clients(t, "eu-de", "", "emulator-project", keys(), narrow) {
		scan := sdk.Failures(sdk.Query{}, client)
		found := 0
		for task, err := range scan.All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if task.State.Bad() {
				found++
			}
		}
		if found != 230 || !scan.Complete() {
			t.Errorf("%s: found %d of 230, complete %t", client.Source().Service, found, scan.Complete())
		}
	}
	if len(refused) < 3 {
		t.Errorf("refused were %v, want a list of each service", refused)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
