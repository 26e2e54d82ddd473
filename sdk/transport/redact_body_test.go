package transport_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// What a call holds as a secret is in nothing that is made of its answer, in
// whichever way the service escapes it.
func TestASecretIsCutOutOfASuccess(t *testing.T) {
	const (
		token    = "MIIFkQYJ+KoZI/hvcNAQcCoIIFgjCC=="
		password = "correct horse battery staple"
		short    = "status"
	)
	escaped := func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			b.WriteString(`\u00` + string("0123456789abcdef"[c>>4]) + string("0123456789ABCDEF"[c&15]))
		}
		return b.String()
	}
	for _, test := range []struct{ in, want string }{
		{`{"status":"FAIL","reason":"no disk"}`, "no disk"},
		{`{"status":"FAIL","reason":"token ` + token + ` is refused"}`, "token [secret] is refused"},
		{`{"status":"FAIL","reason":"` + strings.ReplaceAll(token, "/", `\/`) + `"}`, "[secret]"},
		{`{"status":"FAIL","reason":"` + escaped(token) + `, ` + token + `"}`, "[secret], [secret]"},
		{`{"status":"FAIL","reason":"in a URL: ` + strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(token) + `"}`, "in a URL: [secret]"},
		{`{"status":"FAIL","reason":"` + password + ` ` + canary + `"}`, "[secret] [secret]"},
		{`{"status":"FAIL","reason":"\u003cb\u003estatus\u003c/b\u003e"}`, "<b>status</b>"}, // too short to be cut out here
	} {
		var got struct{ Status, Reason string }
		call := get()
		call.Secrets = []string{password, short, ""}
		call.Read = func(r transport.Response) error { return json.Unmarshal(r.Body, &got) }
		c := client(script("200 "+test.in), func(c *transport.Config) {
			c.Source = credentials.Static(signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary, SecurityToken: token})
		})
		if _, err := c.Do(t.Context(), call); err != nil || got.Status != "FAIL" || got.Reason != test.want {
			t.Errorf("%s: read %q and %v, want %q", test.in, got, err, test.want)
		}
	}
}

// A client's user hears of every secret before a request carries it: once of the
// credentials for as long as they stay the same, and of those of each call.
func TestSecretsAreToldBeforeTheyAreSent(t *testing.T) {
	var told []string
	creds := signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary, SecurityToken: "sts"}
	base := script("200 {}")
	c := client(base, func(c *transport.Config) {
		c.Options.Secrets = func(values ...string) {
			for _, v := range values {
				if v != "" {
					told = append(told, v)
				}
			}
		}
		c.Source = credentials.Func(func(context.Context) (signer.Credentials, error) { return creds, nil })
	})
	call := get()
	do := func(want ...string) {
		t.Helper()
		told = nil
		if _, err := c.Do(t.Context(), call); err != nil || !slices.Equal(told, want) {
			t.Errorf("told %q and %v, want %q", told, err, want)
		}
	}
	do(canary, "sts")
	do()
	creds.AuthToken = "iam"
	do(canary, "sts", "iam")
	call.Secrets, call.Unsigned = []string{"password"}, true
	do("password")
	do("password")
}
