package main

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/taskfault/taskfault/errors"
)

// secretVariables are the environment variables from which the SDK takes
// secrets.
var secretVariables = []string{
	"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN",
	"HUAWEICLOUD_SDK_SK", "HUAWEICLOUD_SDK_SECURITY_TOKEN",
	"OS_SECRET_KEY", "OS_ACCESS_KEY_SECRET", "OS_SK",
	"OS_SECURITY_TOKEN", "OS_AKSK_SECURITY_TOKEN", "OS_ST",
	"OS_PASSWORD", "OS_TOKEN", "OS_TOKEN_ID",
}

// proxyVariables are those that may hold the login of a proxy.
var proxyVariables = []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"}

// hidden stands where a secret was.
const hidden = "[secret]"

// shortestSecret is the length in bytes below which a value is taken for a
// word: to cut those would tear every text to pieces.
const shortestSecret = 4

// secrets are the values that must not be printed, even where a service repeats
// them. It is safe for concurrent use.
type secrets struct {
	mu    sync.RWMutex
	forms []string // longest first, so that no secret is cut inside another
}

// newSecrets begins with those of the environment.
func newSecrets(env func(string) (string, bool)) *secrets {
	s := new(secrets)
	for _, name := range secretVariables {
		if v, ok := env(name); ok {
			s.add(v)
		}
	}
	for _, name := range proxyVariables {
		if v, ok := env(name); ok {
			s.add(proxyLogin(v)...)
		}
	}
	return s
}

// proxyLogin is the password in a proxy's address, and as it is sent: a user and a
// password in one. Nil if there is none.
func proxyLogin(address string) []string {
	if !strings.Contains(address, "://") {
		address = "http://" + address // as Go reads it
	}
	u, err := url.Parse(address)
	if err != nil || u.User == nil {
		return nil
	}
	password, _ := u.User.Password()
	return []string{password, base64.StdEncoding.EncodeToString([]byte(u.User.Username() + ":" + password))}
}

// formsOf are a secret as it is, and as it stands in a URL, in JSON, in a line of
// the log, and where control characters are written out.
func formsOf(secret string) []string {
	quoted := strconv.Quote(secret)
	return []string{
		secret, url.QueryEscape(secret), url.PathEscape(secret), jsonText(secret),
		quoted[1 : len(quoted)-1], errors.Printable(secret),
	}
}

// add makes more values secret, as they are and as they stand in a URL or in
// JSON. Most come again and again.
func (s *secrets) add(values ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.forms)
	for _, v := range values {
		if len(v) < shortestSecret || slices.Contains(s.forms, v) {
			continue
		}
		for _, form := range formsOf(v) {
			if !slices.Contains(s.forms, form) {
				s.forms = append(s.forms, form)
			}
		}
	}
	if len(s.forms) > before {
		slices.SortStableFunc(s.forms, func(a, b string) int { return len(b) - len(a) })
	}
}
