package alibaba_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

// vector is a request that the vendor's own client signed.
type vector struct {
	Name            string      `json:"name"`
	Note            string      `json:"note"`
	AccessKeyID     string      `json:"access_key_id"`
	AccessKeySecret string      `json:"access_key_secret"`
	SecurityToken   string      `json:"security_token"`
	Method          string      `json:"method"`
	Host            string      `json:"host"`
	Path            string      `json:"path"`
	Query           [][2]string `json:"query"`
	Headers         [][2]string `json:"headers"`
	BodyText        string      `json:"body"`
	BodyBase64      []byte      `json:"body_base64"`
	BodyParams      [][2]string `json:"body_params"`
	Nonce           string      `json:"nonce"`
	Timestamp       string      `json:"timestamp"`
	Expected        struct {
		StringToSign     string `json:"string_to_sign"`
		Signature        string `json:"signature"`
		CanonicalRequest string `json:"canonical_request"`
		HashedPayload    string `json:"hashed_payload"`
		SignedHeaders    string `json:"signed_headers"`
		Authorization    string `json:"authorization"`
	} `json:"expected"`
}

func rpcv1Vectors(tb testing.TB) []vector {
	return signertest.Load[vector](tb, "testdata/alibaba-rpc-v1.json", 39, 0).Vectors
}

func acs3Vectors(tb testing.TB) signertest.Vectors[vector] {
	return signertest.Load[vector](tb, "testdata/alibaba-acs3.json", 46, 2)
}

func (v vector) credentials() signer.Credentials {
	return signer.Credentials{AccessKeyID: v.AccessKeyID, AccessKeySecret: v.AccessKeySecret, SecurityToken: v.SecurityToken}
}

// keysUnfit reports whether the vector's secret has a space in it, which Check
// refuses although the arithmetic has no trouble with it.
func (v vector) keysUnfit() bool { return strings.Contains(v.AccessKeySecret, " ") }

func (v vector) keys(id string) (string, bool) { return v.AccessKeySecret, id == v.AccessKeyID }

func (v vector) at(tb testing.TB) time.Time {
	return signertest.Time(tb, "2006-01-02T15:04:05Z", v.Timestamp)
}

func (v vector) body() []byte {
	if len(v.BodyBase64) == 0 {
		return []byte(v.BodyText)
	}
	return v.BodyBase64
}

// request is what the vendor's client sends, less the signature. Spaces of the
// query are plus signs, as on the vendor's wire.
func (v vector) request(tb testing.TB) *http.Request {
	tb.Helper()
	u := &url.URL{Path: v.Path}
	if v.Path != "" {
		var err error
		if u, err = url.ParseRequestURI(v.Path); err != nil {
			tb.Fatalf("%s: %v", v.Name, err)
		}
	}
	u.Scheme, u.Host, u.RawQuery = "https", v.Host, encode(v.Query)
	req := &http.Request{Method: v.Method, URL: u, Header: http.Header{}}
	for _, h := range v.Headers {
		if h[0] == "host" {
			req.Host = h[1]
			continue
		}
		key := h[0]
		if _, taken := req.Header[http.CanonicalHeaderKey(key)]; !taken {
			key = http.CanonicalHeaderKey(key)
		}
		req.Header[key] = append(req.Header[key], h[1])
	}
	return req
}

// signedRequest is the request with the vendor's signature on it, as a server
// has it.
func (v vector) signedRequest(tb testing.TB) (*http.Request, []byte) {
	tb.Helper()
	req, body := v.request(tb), v.body()
	if v.Expected.CanonicalRequest == "" {
		req.URL.RawQuery += "&Signature=" + url.QueryEscape(v.Expected.Signature)
	} else {
		req.Header.Set("Authorization", v.Expected.Authorization)
	}
	got, err := signertest.Wire(req, body)
	if err != nil {
		tb.Fatalf("%s: %v", v.Name, err)
	}
	return got, body
}

func (v vector) params() []canonical.Param {
	var params []canonical.Param
	for _, p := range append(append([][2]string(nil), v.Query...), v.BodyParams...) {
		params = append(params, canonical.Param{Name: p[0], Value: p[1]})
	}
	return params
}

func (v vector) signedHeaders() []string { return strings.Split(v.Expected.SignedHeaders, ";") }

func encode(pairs [][2]string) string {
	var parts []string
	for _, p := range pairs {
		parts = append(parts, url.QueryEscape(p[0])+"="+url.QueryEscape(p[1]))
	}
	return strings.Join(parts, "&")
}
