package transport_test

import (
	"strings"
	"testing"

	"github.com/taskfault/taskfault/sdk/transport"
)

func TestParseEndpoint(t *testing.T) {
	for _, test := range []struct{ text, want string }{ // want is the URL, or what is wrong with it
		{"https://sdrs.eu-de.otc.t-systems.com", "https://sdrs.eu-de.otc.t-systems.com"},
		{"HTTP://127.0.0.1:9000", "http://127.0.0.1:9000"},
		{"https://[2001:db8::1]:443/gateway/", "https://[2001:db8::1]:443/gateway/"},
		{"https://host_a.example.:65535/a%2Fb", "https://host_a.example.:65535/a%2Fb"},
		{"", "neither http nor https"},
		{"host.example", "neither http nor https"},
		{"ftp://host.example", "neither http nor https"},
		{"https://", "names no host"},
		{"https://:9000", "names no host"},
		{"https:host.example", "names no host"},
		{"https://user:" + canary + "@host.example", "holds a user"},
		{"https://host.example?" + canary, "a query or a fragment"},
		{"https://host.example?", "a query or a fragment"},
		{"https://host.example#", "a query or a fragment"},
		{"https://host.example/../" + canary, ". or .."},
		{"https://host.example:0", "port"},
		{"https://host.example:65536", "port"},
		{"https://host.example:", "port"},
		{"https://[::1%25eth0]", "IPv6"},
		{"https://[127.0.0.1]x", "not a URL"},
		{"https://hôst.example", "ASCII"},
		{"https://a..b", "single dots"},
		{"https://" + strings.Repeat("a", 64), "ASCII"},
		{"https://a b", "not a URL"},
		{"https://%zz" + canary, "not a URL"},
		{"https://host.example/" + strings.Repeat("a", 1024), "longer than 1024"},
	} {
		u, err := transport.ParseEndpoint(test.text)
		switch {
		case err == nil && u.String() == test.want:
		case err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "write http"):
			t.Errorf("%q: got %v, %v, want %q", test.text, u, err, test.want)
		case strings.Contains(err.Error(), canary):
			t.Errorf("%q: %v shows what may be secret", test.text, err)
		}
	}
}

func TestCheckRegion(t *testing.T) {
	for name, want := range map[string]string{
		"": "", "eu-de": "", "moon_1": "", strings.Repeat("r", 63): "",
		"eu.de": "letters", "eu-de/x": "letters", "eu dé": "letters", strings.Repeat("r", 64): "too long",
	} {
		if err := transport.CheckRegion(name); (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", name, err, want)
		}
	}
}
