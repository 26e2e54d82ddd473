package sdktest_test

import (
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/emulator"
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/sdktest"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// tokens is the harness of a client that sends tokens and keeps every rule.
func tokens() sdktest.Harness {
	h := good()
	h.Tokens = true
	h.Serve = func(d sdktest.Data) http.Handler {
		failures := d.Failures
		if failures == 0 {
			failures = -1
		}
		c := emulator.Config{Seed: d.Seed, Failures: failures, ProjectID: "p"}
		service, issued := emulator.CSBS(c), issue(emulator.IAM(c))
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Auth-Token") == d.Credentials.AuthToken {
				r.Header.Set("X-Auth-Token", issued)
			}
			service.ServeHTTP(w, r)
		})
	}
	h.Client = func(o transport.Options, s signer.Source) (sdk.Client, error) {
		return csbs.New(huawei.Config{Region: "eu-de", ProjectID: "p", Auth: huawei.AuthToken, Credentials: s, Transport: o}, csbs.Options{})
	}
	h.Planted = told(h)
	return h
}

// issue is a token of the emulator's.
func issue(iam http.Handler) string {
	rec := httptest.NewRecorder()
	iam.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/v3/auth/tokens", strings.NewReader(
		`{"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"emulator-ak","password":"emulator-sk","domain":{"name":"any"}}}},"scope":{"project":{"id":"p"}}}}`)))
	return rec.Header().Get("X-Subject-Token")
}

// wrongTokens are clients that are wrong with what they send to prove themselves.
func wrongTokens() []wrongClient {
	deafTo := func(h sdktest.Harness) sdktest.Harness {
		build := h.Client
		h.Client = func(o transport.Options, s signer.Source) (sdk.Client, error) {
			return build(o, credentials.Func(s.Retrieve)) // which does not hear of refusals
		}
		return h
	}
	twice := tokens()
	build := twice.Client
	twice.Client = func(o transport.Options, s signer.Source) (sdk.Client, error) {
		o.RoundTripper = copying{o.RoundTripper}
		return build(o, s)
	}
	insistent := tokens()
	insistent.Client = func(o transport.Options, s signer.Source) (sdk.Client, error) {
		o.RoundTripper = insisting{o.RoundTripper}
		return build(o, s)
	}
	return []wrongClient{
		{"it keeps a key that was refused", deafTo(good()), []string{"renewed credentials"}},
		{"it keeps a token that was refused", deafTo(tokens()), []string{"renewed credentials"}},
		{"it sends a token twice", twice, []string{"one page"}},
		{"it sends a wrong token again and again", insistent, []string{"bad credentials"}},
	}
}

// copying writes the token into a second header.
type copying struct{ base http.RoundTripper }

func (c copying) RoundTrip(r *http.Request) (*http.Response, error) {
	out := r.Clone(r.Context())
	out.Header.Set("Cookie", "session="+r.Header.Get("X-Auth-Token"))
	return c.base.RoundTrip(out)
}

// insisting sends what was refused once more.
type insisting struct{ base http.RoundTripper }

func (i insisting) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := i.base.RoundTrip(r)
	if err == nil && resp.StatusCode == http.StatusUnauthorized {
		return i.base.RoundTrip(r.Clone(r.Context()))
	}
	return resp, err
}
