package huawei

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/sdk/wire"
	"github.com/taskfault/taskfault/signer"
)

// TokenConfig says who asks IAM for a token, and for which project.
type TokenConfig struct {
	Endpoint    string // IAM's base URL, with /v3 behind it or without
	User        string // user name
	Password    string
	Domain      string // name of the account that the user belongs to
	ProjectID   string // scope of the token: a project by its ID,
	ProjectName string // or by its name, usually the region's
	Transport   transport.Options
}

// Format keeps package fmt from showing the password.
func (c TokenConfig) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "token for user %q of domain %q at %q", c.User, c.Domain, c.Endpoint)
}

// LogValue keeps package log/slog as quiet.
func (c TokenConfig) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(c)) }

// NewToken is a source of tokens by password. A token lives 24 hours; it is
// renewed ahead of its end, and when the service refuses it. The credentials it
// gives name the token's project. Errors of its calls are IAM's own, with the
// service "iam".
//
// API: Obtaining a User Token Through Password Authentication, https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html
func NewToken(c TokenConfig) (signer.Source, error) {
	base, err := endpoint(c.Endpoint)
	if err != nil {
		return nil, err
	}
	if transport.IsPlainHTTP(base) && !c.Transport.AllowHTTP {
		return nil, &errors.Error{
			Service: "iam", Kind: errors.InvalidInput, Retry: errors.RetryNo,
			Message: "the IAM endpoint is plain http, over which everybody on the way could read the password: use https, or allow it (AllowHTTP, or --allow-http)",
		}
	}
	for _, m := range []struct{ name, value string }{
		{"user name", c.User}, {"password", c.Password}, {"domain name", c.Domain}, {"project ID or name", c.ProjectID + c.ProjectName},
	} {
		if m.value == "" {
			return nil, &errors.Error{
				Service: "iam", Kind: errors.InvalidInput, Retry: errors.RetryNo,
				Message: "a token by password needs the " + m.name,
			}
		}
	}
	body, err := json.Marshal(tokenRequest(c))
	if err != nil {
		return nil, &errors.Error{Service: "iam", Kind: errors.InvalidInput, Retry: errors.RetryNo, Message: "user, password, domain and project must be valid UTF-8"}
	}
	s := &tokenSource{
		url:       base.JoinPath("v3", "auth", "tokens"),
		body:      body,
		secret:    c.Password,
		transport: transport.New(transport.Config{Service: "iam", Codes: Codes(), Dialect: Dialect(), Account: c.User, Options: c.Transport}),
	}
	s.url.RawQuery = url.Values{"nocatalog": {"true"}}.Encode() // it can be large, and nobody reads it
	return credentials.NewCache(s), nil
}

type tokenSource struct {
	url       *url.URL
	body      []byte
	secret    string
	transport *transport.Client
}

// tokenBody is what IAM says about a token; the token itself is in a header.
type tokenBody struct {
	Token struct {
		ExpiresAt wire.Time `json:"expires_at"`
		IssuedAt  wire.Time `json:"issued_at"`
		Project   struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"project"`
		User struct {
			Domain struct {
				ID string `json:"id"`
			} `json:"domain"`
		} `json:"user"`
	} `json:"token"`
}

// Retrieve asks IAM for a token.
func (s *tokenSource) Retrieve(ctx context.Context) (signer.Credentials, error) {
	var out tokenBody
	var token string
	err := call(ctx, s.transport, &transport.Call{
		Operation:  "KeystoneCreateUserTokenByPassword",
		Method:     http.MethodPost,
		URL:        s.url,
		Header:     http.Header{"Content-Type": {"application/json;charset=utf8"}, "Accept": {"application/json"}},
		Body:       s.body,
		Repeatable: true, // another token does not end the first
		Unsigned:   true,
		Secrets:    []string{s.secret},
		Read:       reader(&out, func(h http.Header) { token = h.Get("X-Subject-Token") }),
	})
	if err != nil {
		return signer.Credentials{}, err
	}
	if token == "" {
		return signer.Credentials{}, &errors.Error{
			Service: "iam", Operation: "KeystoneCreateUserTokenByPassword", Kind: errors.Malformed, Retry: errors.RetryNo,
			Message: "the answer has no X-Subject-Token",
		}
	}
	return signer.Credentials{
		AuthToken: token,
		ProjectID: out.Token.Project.ID,
		DomainID:  out.Token.User.Domain.ID,
		Expires:   out.Token.ExpiresAt.Time,
	}, nil
}

// Invalidate has nothing to drop: the cache around it does.
func (s *tokenSource) Invalidate(signer.Credentials) {}

// tokenRequest is the body of a request for a token.
func tokenRequest(c TokenConfig) any {
	type named struct {
		ID   string `json:"id,omitzero"`
		Name string `json:"name,omitzero"`
	}
	type user struct {
		Name     string `json:"name"`
		Password string `json:"password"`
		Domain   named  `json:"domain"`
	}
	project := named{ID: c.ProjectID}
	if project.ID == "" {
		project.Name = c.ProjectName
	}
	var body struct {
		Auth struct {
			Identity struct {
				Methods  []string `json:"methods"`
				Password struct {
					User user `json:"user"`
				} `json:"password"`
			} `json:"identity"`
			Scope struct {
				Project named `json:"project"`
			} `json:"scope"`
		} `json:"auth"`
	}
	body.Auth.Identity.Methods = []string{"password"}
	body.Auth.Identity.Password.User = user{c.User, c.Password, named{Name: c.Domain}}
	body.Auth.Scope.Project = project
	return body
}
