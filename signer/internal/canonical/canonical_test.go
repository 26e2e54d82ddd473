package canonical_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

func TestAppendEscaped(t *testing.T) {
	for input, want := range map[string]string{
		"":             "",
		"AZaz09-_.~":   "AZaz09-_.~",
		"a b+c*d%7E":   "a%20b%2Bc%2Ad%257E",
		"/?#[]@!$&'(":  "%2F%3F%23%5B%5D%40%21%24%26%27%28",
		"备é":           "%E5%A4%87%C3%A9",
		"\x00\x7f\xff": "%00%7F%FF",
	} {
		if got := string(canonical.AppendEscaped([]byte("x"), input)); got != "x"+want {
			t.Errorf("%q: got %q, want %q", input, got, "x"+want)
		}
		if got := string(canonical.AppendEscaped(nil, []byte(input))); got != want {
			t.Errorf("bytes %q: got %q, want %q", input, got, want)
		}
	}
}

func TestQuery(t *testing.T) {
	for raw, want := range map[string]string{
		"":                       "",
		"a":                      "a=",
		"a=":                     "a=",
		"=1":                     "=1",
		"&&a=1&&":                "a=1",
		"b=2&a=1":                "a=1&b=2",
		"a=b=c":                  "a=b%3Dc",
		"a=1;b=2":                "a=1%3Bb%3D2",
		"a+b=c+d":                "a%20b=c%20d",
		"%61=%7e%2F":             "a=~%2F",
		"k=x/y&k=x-y&k=x%20y":    "k=x%20y&k=x-y&k=x%2Fy",
		"a/b=1&a-b=2&a%20b=3":    "a%20b=3&a-b=2&a%2Fb=1",
		"b=1&B=2&a=3&A=4&_=5":    "A=4&B=2&_=5&a=3&b=1",
		"n=%E5%A4%87&m=%C3%A9&o": "m=%C3%A9&n=%E5%A4%87&o=",
	} {
		params, err := canonical.ParseQuery(nil, raw)
		if err != nil {
			t.Errorf("%q: %v", raw, err)
			continue
		}
		canonical.Sort(params)
		if got := string(canonical.AppendQuery(nil, params)); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
	for _, raw := range []string{"%", "a=%", "a=%2", "a=%g0", "a=%0g", "%2=a", "ok=1&a=%zz"} {
		if got, err := canonical.ParseQuery(nil, raw); err == nil {
			t.Errorf("%q: got %v, want an error", raw, got)
		}
	}
}

func TestRepeated(t *testing.T) {
	for raw, want := range map[string]string{"": "", "a=1": "", "a=1&b=1": "", "a=1&b=1&a=2": "a", "a=1&A=1&%41=2": "A"} {
		params, err := canonical.ParseQuery(nil, raw)
		if err != nil {
			t.Fatal(err)
		}
		canonical.Sort(params)
		if got, found := canonical.Repeated(params); got != want || found != (want != "") {
			t.Errorf("%q: got %q, %t, want %q", raw, got, found, want)
		}
	}
}

func TestAppendPath(t *testing.T) {
	for path, want := range map[string]string{
		"/":                       "/",
		"/v1//a/./../b/":          "/v1//a/./../b/",
		"/a%2Fb/%2f":              "/a%2Fb/%2F",
		"/a*b+c:d@e":              "/a%2Ab%2Bc%3Ad%40e",
		"/%7E%41~A":               "/~A~A",
		"/%25%2541":               "/%25%2541",
		"/%":                      "/%25",
		"/%e5%a4%87":              "/%E5%A4%87",
		"/" + url.PathEscape("?"): "/%3F",
	} {
		if got := string(canonical.AppendPath(nil, path)); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}

func TestTarget(t *testing.T) {
	for _, tc := range []struct {
		req        http.Request
		host, path string
	}{
		{http.Request{Host: "a:1", URL: &url.URL{Host: "b", Path: "/p q"}}, "a:1", "/p%20q"},
		{http.Request{URL: &url.URL{Host: "B.example"}}, "B.example", "/"},
		{http.Request{URL: &url.URL{Host: "[::1]:80", Path: "/a/b", RawPath: "/a%2Fb"}}, "[::1]:80", "/a%2Fb"},
		{http.Request{URL: &url.URL{Host: "b c", Path: "*"}}, "", ""},
		{http.Request{URL: &url.URL{Host: "bücher", Opaque: "x"}}, "", ""},
		{http.Request{Host: "[fe80::1%en0]"}, "", ""},
		{http.Request{}, "", ""},
	} {
		host, errHost := canonical.Host(&tc.req)
		if host != tc.host || (errHost == nil) != (tc.host != "") {
			t.Errorf("host of %v %v: got %q, %v, want %q", tc.req.Host, tc.req.URL, host, errHost, tc.host)
		}
		path, errPath := canonical.Path(&tc.req)
		if path != tc.path || (errPath == nil) != (tc.path != "") {
			t.Errorf("path of %v: got %q, %v, want %q", tc.req.URL, path, errPath, tc.path)
		}
	}
	if got := canonical.Method(&http.Request{}); got != "GET" {
		t.Errorf("no method: got %q, want GET", got)
	}
}

func TestParseAuthorization(t *testing.T) {
	for value, want := range map[string]canonical.Authorization{
		"X Credential=c,SignedHeaders=s,Signature=g": {Algorithm: "X", Credential: "c", Names: "s", Signature: "g", Complete: true},
		"X Access=a, SignedHeaders=s, Signature=g==": {Algorithm: "X", Access: "a", Names: "s", Signature: "g==", Complete: true},
		"X Signature=g,SignedHeaders=s,Access=a":     {Algorithm: "X", Access: "a", Names: "s", Signature: "g", Complete: true},
		"X":                                          {Algorithm: "X"},
		"":                                           {},
		"X Access=a,SignedHeaders=s":                 {Algorithm: "X", Access: "a", Names: "s"},
		"X Access=a,Access=a,SignedHeaders=s,Signature=g":     {Algorithm: "X", Access: "a"},
		"X Access=a,SignedHeaders=,Signature=g":               {Algorithm: "X", Access: "a"},
		"X Access=a,SignedHeaders=s,Signature=g,":             {Algorithm: "X", Access: "a", Names: "s", Signature: "g"},
		"X Access=a,\tSignedHeaders=s,Signature=g":            {Algorithm: "X", Access: "a"},
		"X Access=a,Credential=c,SignedHeaders=s,Signature=g": {Algorithm: "X", Access: "a", Credential: "c", Names: "s", Signature: "g"},
		"X " + strings.Repeat("a", 17<<10):                    {Algorithm: "X"},
	} {
		got, ok := canonical.ParseAuthorization(http.Header{"Authorization": {value}})
		if !ok || got != want {
			t.Errorf("%.80q: got %+v, %t, want %+v", value, got, ok, want)
		}
	}
	if _, ok := canonical.ParseAuthorization(nil); ok {
		t.Error("no header: got one")
	}
}

func TestSplitNames(t *testing.T) {
	for list, want := range map[string][]string{
		"a": {"a"}, "a;b;x-c": {"a", "b", "x-c"},
		"": nil, ";": nil, "a;": nil, ";a": nil, "b;a": nil, "a;a": nil, "A": nil, "a;B": nil,
	} {
		if got, ok := canonical.SplitNames(list); !slices.Equal(got, want) || ok != (want != nil) {
			t.Errorf("%q: got %q, %t, want %q", list, got, ok, want)
		}
	}
}

func TestDates(t *testing.T) {
	const layout = "20060102T150405Z"
	at := time.Date(2024, 2, 29, 23, 59, 59, 1, time.FixedZone("", -60))
	if got, err := canonical.Date(at, layout); err != nil || got != "20240301T000059Z" {
		t.Errorf("got %q, %v, want 20240301T000059Z", got, err)
	}
	for _, year := range []int{-1, 10000} {
		if got, err := canonical.Date(time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC), layout); err == nil {
			t.Errorf("year %d: got %q, want an error", year, got)
		}
	}
	for text, ok := range map[string]bool{
		"20240229T235959Z": true, "20230229T235959Z": false, "20240229T235959.1Z": false,
		"20240229T235959": false, "20240229t235959Z": false, " 20240229T235959Z": false, "": false,
	} {
		if at, got := canonical.ParseDate(layout, text); got != ok || got && at.Format(layout) != text {
			t.Errorf("%q: got %v, %t, want %t", text, at, got, ok)
		}
	}
}

func TestDropTakesEverySpelling(t *testing.T) {
	h := http.Header{"X-A": {"1"}, "x-a": {"2"}, "X-a": {"3"}, "X-B": {"4"}, "X-Ab": {"5"}}
	canonical.Drop(h, "X-A", "X-C")
	if len(h) != 2 || h["X-B"] == nil || h["X-Ab"] == nil {
		t.Errorf("got %v, want X-B and X-Ab", h)
	}
}

func TestChecksNeverShowAValue(t *testing.T) {
	const secret = "s3cret,/ \n"
	for _, err := range []error{
		canonical.CheckWord("word", secret),
		canonical.CheckNonce(secret),
		canonical.CheckKeys(signer.Credentials{AccessKeyID: secret, AccessKeySecret: secret}),
		canonical.CheckKeys(signer.Credentials{AuthToken: "s3cret"}),
	} {
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("got %v, want an error without the value", err)
		}
	}
}

// A buffer that is given back holds nothing any more.
func TestReleaseWipes(t *testing.T) {
	b := canonical.Buffer()
	*b = append(*b, "secret"...)
	kept := (*b)[:6]
	canonical.Release(b)
	if string(kept) == "secret" {
		t.Error("the secret is still in the buffer")
	}
}
