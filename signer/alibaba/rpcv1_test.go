package alibaba_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

func TestRPCV1SignsAsTheVendorDoes(t *testing.T) {
	for _, v := range rpcv1Vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			if diff := signertest.Diff(alibaba.RPCV1StringToSign(v.Method, v.params()), v.Expected.StringToSign); diff != "" {
				t.Fatalf("string to sign: %s", diff)
			}
			req, body := v.request(t), v.body()
			err := (alibaba.RPCV1{}).Sign(req, body, v.credentials(), v.at(t), v.Nonce)
			if v.keysUnfit() {
				if err == nil {
					t.Error("keys that no cloud gives out were signed with")
				}
				return // TestVerifyAcceptsTheVendorsRequests holds the signature
			}
			if err != nil {
				t.Fatal(err)
			}
			sent, err := url.ParseQuery(req.URL.RawQuery)
			if err != nil {
				t.Fatal(err)
			}
			if got := sent.Get("Signature"); got != v.Expected.Signature {
				t.Errorf("signature in the query: got %q, want %q", got, v.Expected.Signature)
			}
			if got, want := len(sent), len(v.Query)+1; got != want {
				t.Errorf("query has %d parameters, want the vendor's %d and the signature: %s", got, want-1, req.URL.RawQuery)
			}
			for _, p := range v.Query {
				if got := sent[p[0]]; len(got) != 1 || got[0] != p[1] {
					t.Errorf("parameter %q: got %q, want %q once", p[0], got, p[1])
				}
			}
		})
	}
}

func TestRPCV1SignsAgainInPlaceOfAnEarlierSignature(t *testing.T) {
	v := rpcv1Vectors(t)[6]
	if v.SecurityToken == "" {
		t.Fatalf("%s has no token, choose a vector that has one", v.Name)
	}
	once, twice := v.request(t), v.request(t)
	plain := v.credentials()
	plain.SecurityToken = ""
	for _, step := range []struct {
		req   *http.Request
		c     signer.Credentials
		nonce string
	}{{twice, v.credentials(), "first"}, {twice, plain, "second"}, {once, plain, "second"}} {
		if err := (alibaba.RPCV1{}).Sign(step.req, nil, step.c, v.at(t), step.nonce); err != nil {
			t.Fatal(err)
		}
	}
	if once.URL.RawQuery != twice.URL.RawQuery {
		t.Errorf("signed twice:\n got %s\nwant %s", twice.URL.RawQuery, once.URL.RawQuery)
	}
	if strings.Contains(once.URL.RawQuery, "SecurityToken") {
		t.Errorf("a token stayed in the query: %s", once.URL.RawQuery)
	}
}

func TestRPCV1WritesTheQueryThatItSigned(t *testing.T) {
	req := request(t, "GET", "https://h/?z=a+b&Name=%7e%2a&Action=A", "")
	if err := (alibaba.RPCV1{}).Sign(req, nil, testKeys, testTime, "n"); err != nil {
		t.Fatal(err)
	}
	const want = "AccessKeyId=id&Action=A&Name=~%2A&SignatureMethod=HMAC-SHA1&SignatureNonce=n" +
		"&SignatureVersion=1.0&Timestamp=2024-05-06T07%3A08%3A09Z&z=a%20b&Signature="
	if got := req.URL.RawQuery; !strings.HasPrefix(got, want) {
		t.Errorf("query:\n got %s\nwant %s…", got, want)
	}
	if len(req.Header) != 0 {
		t.Errorf("headers were set: %v", req.Header)
	}
}

func TestRPCV1Refuses(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	for _, tc := range []struct {
		what, url, contentType, body string
		c                            signer.Credentials
		at                           time.Time
		nonce, want                  string
	}{
		{"a name twice in the query", "https://h/?a=1&a=2", "", "", testKeys, testTime, "n", `"a" is given twice`},
		{"an escaped name twice", "https://h/?a=1&%61=2", "", "", testKeys, testTime, "n", `"a" is given twice`},
		{"a name twice in the form", "https://h/", form, "a=1&a=1", testKeys, testTime, "n", `"a" is given twice`},
		{"a name in query and form", "https://h/?a=1", form, "a=1", testKeys, testTime, "n", `"a" is given twice`},
		{"one of ours in the form", "https://h/", form, "SignatureNonce=x", testKeys, testTime, "n", "SignatureNonce, which belongs into the query"},
		{"a signature in the form", "https://h/", form, "Signature=x", testKeys, testTime, "n", "Signature, which belongs into the query"},
		{"a body that is no form", "https://h/", "application/json", "{}", testKeys, testTime, "n", "not a form"},
		{"a body of no type", "https://h/", "", "a=1", testKeys, testTime, "n", "not a form"},
		{"a broken escape", "https://h/?a=%zz", "", "", testKeys, testTime, "n", "number 1 has a percent sign"},
		{"a broken escape in the form", "https://h/", form, "a=1&b=%2", testKeys, testTime, "n", "the form: parameter number 2"},
		{"a path", "https://h/p", "", "", testKeys, testTime, "n", "path is not /"},
		{"no keys", "https://h/", "", "", signer.Credentials{}, testTime, "n", "neither"},
		{"a token only", "https://h/", "", "", signer.Credentials{AuthToken: "t"}, testTime, "n", "not both set"},
		{"half a pair", "https://h/", "", "", signer.Credentials{AccessKeyID: "i"}, testTime, "n", "secret is not"},
		{"a secret with a line end", "https://h/", "", "", signer.Credentials{AccessKeyID: "i", AccessKeySecret: "s\n"}, testTime, "n", "access key secret"},
		{"no nonce", "https://h/", "", "", testKeys, testTime, "", "nonce is empty"},
		{"a nonce with a space", "https://h/", "", "", testKeys, testTime, "a b", "nonce has a character"},
		{"a year of five digits", "https://h/", "", "", testKeys, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "n", "year 10000"},
	} {
		req := request(t, "POST", tc.url, tc.contentType)
		before := req.URL.RawQuery
		err := (alibaba.RPCV1{}).Sign(req, []byte(tc.body), tc.c, tc.at, tc.nonce)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got error %v, want one with %q", tc.what, err, tc.want)
		}
		if req.URL.RawQuery != before {
			t.Errorf("%s: the query was changed to %q", tc.what, req.URL.RawQuery)
		}
	}
}
