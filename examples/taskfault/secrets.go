package main

import (
	"net/url"
	"slices"
	"strings"
	"sync"
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
	return s
}

// add makes more values secret, as they are and as they stand in a URL or in
// JSON.
func (s *secrets) add(values ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, v := range values {
		if len(v) < shortestSecret {
			continue
		}
		for _, form := range []string{v, url.QueryEscape(v), url.PathEscape(v), jsonText(v)} {
			if !slices.Contains(s.forms, form) {
				s.forms = append(s.forms, form)
			}
		}
	}
	slices.SortStableFunc(s.forms, func(a, b string) int { return len(b) - len(a) })
}

// cut replaces every secret in text.
func (s *secrets) cut(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, form := range s.forms {
		if strings.Contains(text, form) {
			text = strings.ReplaceAll(text, form, hidden)
		}
	}
	return text
}
