package transport_test

import (
	"net/url"
	"testing"

	"github.com/taskfault/taskfault/sdk/transport"
)

// Plain http to another host than this machine is told of once by each client.
func TestPlainHTTPIsWarnedAboutOnce(t *testing.T) {
	for address, want := range map[string]string{
		"http://service.test/":            "requests to service.test go over plain http: everybody on the way can read and change them; use https",
		"http://10.0.0.1:8080/":           "requests to 10.0.0.1:8080 go over plain http: everybody on the way can read and change them; use https",
		"http://localhost.service.test/":  "requests to localhost.service.test go over plain http: everybody on the way can read and change them; use https",
		"https://service.test/":           "",
		"http://127.0.0.1:9000/":          "",
		"http://127.8.8.8/":               "",
		"http://[::1]:9000/":              "",
		"http://[::ffff:127.0.0.1]:9000/": "",
		"http://localhost:9000/":          "",
		"http://LOCALHOST.:9000/":         "",
	} {
		var told []string
		c := client(script("200 {}"), func(c *transport.Config) {
			c.Options.Warn = func(text string) { told = append(told, text) }
		})
		for range 3 {
			if _, err := c.Do(t.Context(), callTo(address)); err != nil {
				t.Fatal(err)
			}
		}
		if want == "" && len(told) != 0 || want != "" && (len(told) != 1 || told[0] != want) {
			t.Errorf("%s: told %q, want %q once", address, told, want)
		}
		if u, _ := url.Parse(address); transport.IsPlainHTTP(u) != (want != "") {
			t.Errorf("%s: IsPlainHTTP is %t", address, transport.IsPlainHTTP(u))
		}
	}
	// Nobody has to listen.
	if _, err := client(script("200 {}")).Do(t.Context(), get()); err != nil {
		t.Error(err)
	}
}
