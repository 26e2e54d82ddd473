package dial

import (
	"cmp"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// proxyFromEnvironment is [http.ProxyFromEnvironment] for those who want to know
// that a setting is wrong: that one passes over what it cannot read, and the
// request goes out past the proxy.
var proxyFromEnvironment = sync.OnceValue(func() func(*http.Request) (*url.URL, error) {
	return ProxyFrom(os.Getenv) // once, as package net/http reads it
})

// ProxyFrom checks the settings that env has, and leaves those that can be read to
// package net/http.
func ProxyFrom(env func(name string) string) func(*http.Request) (*url.URL, error) {
	plain := checkProxy(env, "HTTP_PROXY", "http_proxy")
	secure := checkProxy(env, "HTTPS_PROXY", "https_proxy")
	return func(r *http.Request) (*url.URL, error) {
		err := plain
		if r.URL.Scheme == "https" {
			err = secure
		}
		if err != nil && !IsLoopback(r.URL.Hostname()) { // no proxy is asked for that
			return nil, err
		}
		return http.ProxyFromEnvironment(r)
	}
}

// BadProxy is a setting that cannot be read.
type BadProxy struct{ Variable, Why string }

// Error names the variable and not its value.
func (b BadProxy) Error() string {
	return "the variable " + b.Variable + " holds no address of a proxy: " + b.Why
}

// checkProxy says what is wrong with the first of the variables that is set. The
// value may hold a password and is not shown.
func checkProxy(env func(string) string, names ...string) error {
	i := slices.IndexFunc(names, func(name string) bool { return env(name) != "" })
	if i < 0 {
		return nil
	}
	if why := wrongProxy(env(names[i])); why != "" {
		return BadProxy{names[i], why}
	}
	return nil
}

// wrongProxy says why an address cannot be a proxy's. Without a scheme it is one
// of http.
func wrongProxy(address string) string {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return "it is neither a URL nor HOST:PORT, or a sign in its password is not escaped (%23 for #)"
	case !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme):
		return "its scheme is none of http, https, socks5, socks5h"
	case u.Hostname() == "":
		return "it names no host"
	}
	if n, err := strconv.Atoi(cmp.Or(u.Port(), "80")); err != nil || n < 1 || n > 65535 {
		return "its port is not a number from 1 to 65535"
	}
	return ""
}
