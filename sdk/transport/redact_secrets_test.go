package transport_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"unicode/utf8"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

func TestRedact(t *testing.T) {
	c := signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: "s3cr3t+/=", SecurityToken: "sts-token", AuthToken: "iam-token"}
	long := strings.Repeat("x", 200) + " "
	for _, test := range []struct{ in, want string }{
		{"", ""},
		{"nothing to hide", "nothing to hide"},
		{"key s3cr3t+/= is wrong", "key [secret] is wrong"},
		{"in a query: s3cr3t%2B%2F%3D", "in a query: [secret]"},
		{"signed: s3cr3t%252B%252F%253D", "signed: [secret]"},
		{"sts-token, iam-token and task-token", "[secret], [secret] and [secret]"},
		{"a b c", "a b c"},
		{"lower case: s3cr3t%2b%2f%3d", "lower case: [secret]"},
		{"three times: s3cr3t%25252B%25252F%25253D", "three times: [secret]"},
		{"some of it: s3cr3t%2B/=", "some of it: [secret]"},
		{`JSON in JSON: {"sk":"s3cr3t+\/\u003d"}`, `JSON in JSON: {"sk":"[secret]"}`},
		{"a plus sign: pass+word, escaped: pass%2Bword, pass%2520word", "a plus sign: [secret], escaped: [secret], [secret]"},
		{"a percent sign: 7%25of%251000, 7%2525of%25251000, 7%of%1000", "a percent sign: [secret], [secret], [secret]"},
		{long + "task-tok", long + "[secret]"},
		{long + "tas", long + "[secret]"},
		{long + "ta", long + "ta"},
		{long + "s3cr3t%2B%2", long + "[secret]"},
		{long + "s3cr3t%252B%25", long + "[secret]"},
		{long + "sts-toke…", long + "[secret]"},
		{long + "sts-toke, but it is none", long + "sts-toke, but it is none"},
		{long + "s3cr3t+/= and sts-token" + long + "s3cr3t+/= and sts-t", long + "[secret] and [secret]" + long + "[secret] and [secret]"},
		{"a short text is whole: sts-toke", "a short text is whole: sts-toke"},
		{"string_to_sign: x and more", "string_to_sign [secret]"},
		{"in a path: pass%20word", "in a path: [secret]"},
		{"server String to Sign is: GET&%2F&AccessKeyId", "server String to Sign [secret]"},
		{"the CanonicalRequest was GET /", "the CanonicalRequest [secret]"},
		{`Get "https://a.b/c?Signature=xyz": EOF`, `Get "https://a.b/c?[secret]": EOF`},
		{"from https://a.b/c to http://d/?x=1, why?", "from https://a.b/c to http://d/?[secret] why?"},
		{strings.Repeat("x", 5000), strings.Repeat("x", 2000) + "…"},
		{strings.Repeat("é", 1500), strings.Repeat("é", 1000) + "…"},
	} {
		if got := transport.Redact(test.in, c, "task-token", "pass word", "7%of%1000", "", "abc"); got != test.want {
			t.Errorf("%q becomes %q, want %q", test.in, got, test.want)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("the key is ", "s3cr3t+/= x", " and more")
	f.Add("aaaa", "aaaa", "aaa")
	f.Add("https://a?", "b://?c", "?x=1")
	f.Add("string to sign", "to sign", "")
	f.Fuzz(func(t *testing.T, before, secret, after string) {
		if len(secret) < 4 || len(secret) > 500 || !utf8.ValidString(secret) || strings.Contains("[secret]…", secret) || strings.ContainsAny(secret, "[]…") {
			t.Skip()
		}
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret), url.QueryEscape(url.QueryEscape(url.QueryEscape(secret)))} {
			s := before + form + after
			got := transport.Redact(s, signer.Credentials{}, secret)
			if strings.Contains(got, secret) || len(form) > len(secret)+3 && strings.Contains(got, form) {
				t.Errorf("the secret %q survives in %q: %q", secret, s, got)
			}
			if len(got) > 2010 {
				t.Errorf("%d bytes are left, want no more than a message", len(got))
			}
			if utf8.ValidString(s) && !utf8.ValidString(got) {
				t.Errorf("%q is broken: %q", s, got)
			}
		}
	})
}

// A service that echoes the secret into every place it can cannot make it seen
// in an error, in the trail or in a log.
func TestNoSecretIsSeen(t *testing.T) {
	echo := []string{
		`400 {"code":"` + canary + `","message":"secret ` + canary + `","requestid":"` + canary + `"}`,
		`503 {"code":"Busy","message":"` + canary + `"}` + "\nX-Request-Id: " + canary,
		"200 <html>" + canary + "\nX-Request-Id: " + canary,
		"302 {}\nLocation: https://user:" + canary + "@evil.test/" + canary + "?t=" + canary,
		"302 {}\nLocation: ://" + canary + "\x7f",
		"200 {}\nX-Request-Id: " + canary,
		"!dial tcp: " + canary,
	}
	for _, line := range echo {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			c := client(script(line), func(c *transport.Config) {
				c.Options.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			})
			call := callTo("http://service.test/?Token=" + canary)
			call.Secrets = []string{canary}
			meta, err := c.Do(t.Context(), call)
			if err != nil {
				failed(t, err, errors.KindOf(err))
			}
			for _, a := range meta.Attempts {
				quiet(t, "meta", a.Code, a.RequestID)
			}
			quiet(t, "meta", meta.RequestID)
			quiet(t, "log", log.String())
			if log.Len() == 0 {
				t.Error("nothing was logged")
			}
		})
	}
}

// A RoundTripper's error may hold the whole address, with the signature in it.
func TestErrorOfARoundTripperKeepsNoAddress(t *testing.T) {
	base := roundTrip(func(r *http.Request) (*http.Response, error) {
		return nil, errors.Join(errors.New("retried"), &url.Error{Op: "Get", URL: r.URL.String(), Err: errors.New("broken pipe")})
	})
	c := client(base, func(c *transport.Config) {
		c.Source, c.Options.MaxAttempts = credentials.Key("AKID", "some-other-secret"), 1
	})
	_, err := c.Do(t.Context(), callTo("http://service.test/?Signature="+canary))
	e := failed(t, err, errors.Unavailable)
	if !strings.Contains(e.Message, "broken pipe") {
		t.Errorf("the message is %q, want it to tell what broke", e.Message)
	}
}

func TestLongNamesAreCut(t *testing.T) {
	long := strings.Repeat("x", 10000)
	_, err := client(script(`400 {"code":"`+long+`","message":"`+long+`"}`+"\nX-Request-Id: "+long)).Do(t.Context(), get())
	e := failed(t, err, errors.InvalidInput)
	if len(e.Error()) > 3000 || len(e.Code) > 250 || len(e.RequestID) > 250 {
		t.Errorf("the error has %d bytes, its code %d and its request %d", len(e.Error()), len(e.Code), len(e.RequestID))
	}
}
