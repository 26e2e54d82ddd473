package transport

import (
	"net/url"

	"github.com/taskfault/taskfault/sdk/transport/internal/dial"
)

// IsPlainHTTP reports whether what is sent to u can be read by everybody on the
// way: it goes over http, and to another host than this machine.
func IsPlainHTTP(u *url.URL) bool { return u.Scheme == "http" && !dial.IsLoopback(u.Hostname()) }

// warnOfPlainHTTP tells the user once that a client's requests can be read.
func (t *Client) warnOfPlainHTTP(u *url.URL) {
	warn := t.options.Warn
	if warn == nil || u == nil || !IsPlainHTTP(u) || t.warned.Swap(true) {
		return
	}
	warn("requests to " + u.Host + " go over plain http: everybody on the way can read and change them; use https")
}
