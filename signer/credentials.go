package signer

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"
)

// Credentials are what a request is signed with. They are a value: copy them
// freely, compare them with ==. Printing or logging them shows no more than the
// first letters of the key's ID. There are two exceptions, because package fmt
// asks no method there: the verb %p, which go vet refuses, and a struct that has
// Credentials in an unexported field. A type that keeps them in such a field
// holds a pointer or has a Format method of its own.
type Credentials struct {
	AccessKeyID     string
	AccessKeySecret string
	SecurityToken   string // with temporary keys: Alibaba's STS token, Huawei's X-Security-Token
	AuthToken       string // Huawei IAM token for X-Auth-Token, instead of keys
	ProjectID       string // Huawei project that the keys or the token came with, if any
	DomainID        string // Huawei account, if known
	Expires         time.Time
}

// Source is where credentials come from. Implementations are safe for
// concurrent use.
type Source interface {
	// Retrieve returns credentials that are good now. It ends with ctx.
	Retrieve(ctx context.Context) (Credentials, error)
	// Invalidate says that the service refused c as stale. A source that can
	// renew drops them if they are still the ones it would hand out; several
	// callers who were refused with the same credentials cause one renewal.
	Invalidate(c Credentials)
}

// Check refuses credentials that cannot be right, before anything is sent with
// them: none at all, one half of a pair, or a value with white space or control
// characters around it or inside. The error names the member and never shows
// its value.
func (c Credentials) Check() error {
	for _, m := range []struct{ name, value string }{
		{"access key ID", c.AccessKeyID},
		{"access key secret", c.AccessKeySecret},
		{"security token", c.SecurityToken},
		{"auth token", c.AuthToken},
		{"project ID", c.ProjectID},
		{"domain ID", c.DomainID},
	} {
		if i := firstForbidden(m.value); i >= 0 {
			return fmt.Errorf("the %s has a character at position %d that no %s has (white space, a line end or a control character): remove it", m.name, i+1, m.name)
		}
	}
	switch {
	case c.AuthToken != "":
		return nil
	case c.AccessKeyID == "" && c.AccessKeySecret == "":
		return fmt.Errorf("neither an access key nor a token is set")
	case c.AccessKeyID == "":
		return fmt.Errorf("the access key secret is set and the access key ID is not")
	case c.AccessKeySecret == "":
		return fmt.Errorf("the access key ID is set and the access key secret is not")
	}
	return nil
}

// firstForbidden is the index of the first byte outside visible ASCII, or -1.
// Keys and tokens of both clouds are made of visible ASCII only.
func firstForbidden(s string) int {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			return i
		}
	}
	return -1
}

// Expired reports whether the credentials end before t. Those without an end
// never do.
func (c Credentials) Expired(t time.Time) bool {
	return !c.Expires.IsZero() && !t.Before(c.Expires)
}

// String shows the first letters of the key's ID and nothing else.
func (c Credentials) String() string {
	switch {
	case len(c.AccessKeyID) > 8:
		return "key " + c.AccessKeyID[:4] + "…"
	case c.AccessKeyID != "":
		return "key …"
	case c.AuthToken != "":
		return "token …"
	}
	return "no credentials"
}

// GoString keeps %#v as quiet as String.
func (c Credentials) GoString() string { return "signer.Credentials{" + c.String() + "}" }

// Format keeps every verb of package fmt as quiet as String.
func (c Credentials) Format(s fmt.State, verb rune) {
	if verb == 'v' && s.Flag('#') {
		_, _ = io.WriteString(s, c.GoString())
		return
	}
	_, _ = io.WriteString(s, c.String())
}

// LogValue keeps package log/slog as quiet as String.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText keeps encoders as quiet as String.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }
