package provider_test

import (
	"net/url"
	"testing"

	"github.com/taskfault/taskfault/sdk/provider"
)

func TestURL(t *testing.T) {
	for _, c := range []struct {
		base  string
		query url.Values
		parts []string
		want  string
	}{
		{"https://a.test", nil, []string{"v1", "jobs"}, "https://a.test/v1/jobs"},
		{"https://a.test/", nil, []string{"v1"}, "https://a.test/v1"},
		{"https://a.test/gate%2Fway/", nil, []string{"v1"}, "https://a.test/gate%2Fway/v1"},
		{"https://a.test:8443", nil, []string{"jobs", "a/../b?c#d%2e e+f;é"}, "https://a.test:8443/jobs/a%2F..%2Fb%3Fc%23d%252e%20e%2Bf%3B%C3%A9"},
		{"https://a.test", url.Values{"b": {"x y+z"}, "a": {"1", "2"}}, []string{"jobs"}, "https://a.test/jobs?a=1&a=2&b=x%20y%2Bz"},
		{"https://a.test", url.Values{}, nil, "https://a.test"},
	} {
		base, err := url.Parse(c.base)
		if err != nil {
			t.Fatal(err)
		}
		u := provider.URL(base, c.query, c.parts...)
		if got := u.String(); got != c.want {
			t.Errorf("%s and %q: %s, want %s", c.base, c.parts, got, c.want)
		}
		again, err := url.Parse(u.String())
		if err != nil || again.Path != u.Path || again.Host != base.Host {
			t.Errorf("%s is read as %+v, %v", u, again, err)
		}
		if base.String() != c.base {
			t.Errorf("the base was changed to %s", base)
		}
	}
}
