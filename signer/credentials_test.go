package signer_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/signer"
)

// full has a telling word in every member that must not be shown.
var full = signer.Credentials{
	AccessKeyID:     "LTAI-hidden-id",
	AccessKeySecret: "hidden-secret",
	SecurityToken:   "hidden-security-token",
	AuthToken:       "hidden-auth-token",
	ProjectID:       "hidden-project",
	DomainID:        "hidden-domain",
	Expires:         time.Date(2024, 1, 2, 3, 4, 5, 6, time.UTC),
}

// No verb shows more than String. %p is left out: package fmt asks no method
// about it, and go vet refuses it for a struct.
func TestPrintingShowsNoSecret(t *testing.T) {
	type holder struct {
		Keys    signer.Credentials
		Pointer *signer.Credentials
	}
	for _, value := range []any{
		full, &full,
		holder{full, &full},
		&holder{full, &full},
		[]signer.Credentials{full},
		map[string]signer.Credentials{"k": full},
		map[signer.Credentials]int{full: 1},
		any(full),
	} {
		for _, verb := range "vsqdxXobcUeEfFgGtTz" {
			for _, flags := range []string{"", "+", "#", "-", " ", "0", "+#", "30", ".3", "30.60"} {
				format := "%" + flags + string(verb)
				if got := fmt.Sprintf(format, value); strings.Contains(got, "hidden") || strings.Contains(got, fmt.Sprintf("%x", "hidden")) {
					t.Errorf("%s of %T shows a secret: %q", format, value, got)
				}
			}
		}
		if got := fmt.Sprintln(value); strings.Contains(got, "hidden") {
			t.Errorf("Sprintln of %T shows a secret: %q", value, got)
		}
		if got := fmt.Errorf("cannot use %v", value).Error(); strings.Contains(got, "hidden") {
			t.Errorf("an error with %T shows a secret: %q", value, got)
		}
	}
}

func TestString(t *testing.T) {
	for _, tc := range []struct {
		c    signer.Credentials
		want string
	}{
		{full, "key LTAI…"},
		{signer.Credentials{AccessKeyID: "12345678"}, "key …"},
		{signer.Credentials{AccessKeyID: "123456789"}, "key 1234…"},
		{signer.Credentials{AuthToken: "abcdefghijkl"}, "token …"},
		{signer.Credentials{AccessKeySecret: "abcdefghijkl"}, "no credentials"},
		{signer.Credentials{}, "no credentials"},
	} {
		if got := tc.c.String(); got != tc.want {
			t.Errorf("String: got %q, want %q", got, tc.want)
		}
		if got := fmt.Sprintf("%d", any(tc.c)); got != tc.want {
			t.Errorf("%%d: got %q, want %q", got, tc.want)
		}
		if got, want := fmt.Sprintf("%#v", tc.c), "signer.Credentials{"+tc.want+"}"; got != want {
			t.Errorf("%%#v: got %q, want %q", got, want)
		}
	}
}

func TestLoggingShowsNoSecret(t *testing.T) {
	var text, encoded bytes.Buffer
	for _, logger := range []*slog.Logger{
		slog.New(slog.NewTextHandler(&text, nil)),
		slog.New(slog.NewJSONHandler(&encoded, nil)),
	} {
		logger.Info("value", "keys", full)
		logger.Info("pointer", "keys", &full)
		logger.Info("list", "keys", []signer.Credentials{full})
		logger.Info("member", "holder", struct{ Keys signer.Credentials }{full})
		logger.With("keys", full).WithGroup("g").Info("with", slog.Any("k", full))
	}
	for name, got := range map[string]string{"text": text.String(), "JSON": encoded.String()} {
		if strings.Contains(got, "hidden") || !strings.Contains(got, "key LTAI…") {
			t.Errorf("%s: got %s, want the start of the key's ID only", name, got)
		}
	}
}

func TestEncodingShowsNoSecret(t *testing.T) {
	for _, value := range []any{full, &full, []signer.Credentials{full}, map[signer.Credentials]signer.Credentials{full: full}} {
		got, err := json.Marshal(value)
		if err != nil || strings.Contains(string(got), "hidden") || !strings.Contains(string(got), "LTAI…") {
			t.Errorf("JSON of %T: got %s, %v, want the start of the key's ID only", value, got, err)
		}
	}
}

func TestCheck(t *testing.T) {
	pair := func(id, secret string) signer.Credentials {
		return signer.Credentials{AccessKeyID: id, AccessKeySecret: secret}
	}
	with := func(change func(*signer.Credentials)) signer.Credentials {
		c := pair("id", "secret")
		change(&c)
		return c
	}
	for _, tc := range []struct {
		what string
		c    signer.Credentials
		want string
	}{
		{"a pair", pair("id", "secret"), ""},
		{"everything", full, ""},
		{"a token alone", signer.Credentials{AuthToken: "t"}, ""},
		{"every visible character", pair("!~", "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"), ""},
		{"nothing", signer.Credentials{}, "neither an access key nor a token is set"},
		{"a project alone", signer.Credentials{ProjectID: "p"}, "neither an access key nor a token is set"},
		{"a secret alone", pair("", "hidden"), "the access key secret is set and the access key ID is not"},
		{"an ID alone", pair("hidden", ""), "the access key ID is set and the access key secret is not"},
		{"a line end", pair("id", "hidden\n"), "the access key secret has a character at position 7"},
		{"a space in front", pair(" hidden", "s"), "the access key ID has a character at position 1"},
		{"a tab inside", with(func(c *signer.Credentials) { c.SecurityToken = "hid\tden" }), "the security token has a character at position 4"},
		{"a null byte", with(func(c *signer.Credentials) { c.AuthToken = "hidden\x00" }), "the auth token has"},
		{"a byte order mark", with(func(c *signer.Credentials) { c.ProjectID = "\ufeffhidden" }), "the project ID has a character at position 1"},
		{"DEL", with(func(c *signer.Credentials) { c.DomainID = "hidden\x7f" }), "the domain ID has"},
	} {
		err := tc.c.Check()
		switch {
		case tc.want == "" && err != nil:
			t.Errorf("%s: got %v, want no error", tc.what, err)
		case tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want)):
			t.Errorf("%s: got %v, want an error with %q", tc.what, err, tc.want)
		case err != nil && strings.Contains(err.Error(), "hid"):
			t.Errorf("%s: the error shows the value: %v", tc.what, err)
		}
	}
}

func TestExpired(t *testing.T) {
	end := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		expires, at time.Time
		want        bool
	}{
		{time.Time{}, end, false},
		{end, end.Add(-1), false},
		{end, end, true},
		{end, end.Add(1), true},
	} {
		if got := (signer.Credentials{Expires: tc.expires}).Expired(tc.at); got != tc.want {
			t.Errorf("ending %v, at %v: got %t, want %t", tc.expires, tc.at, got, tc.want)
		}
	}
}

func TestRefusalIsItsOwnText(t *testing.T) {
	for _, r := range []signer.Refusal{signer.Incomplete, signer.BadDate, signer.BadScheme, signer.UnknownKey, signer.Mismatch} {
		if r == "" || r.Error() != string(r) {
			t.Errorf("got %q for %q", r.Error(), string(r))
		}
	}
}
