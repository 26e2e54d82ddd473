package huawei_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

// vector is a request that a vendor's own tool signed.
type vector struct {
	Name          string            `json:"name"`
	Note          string            `json:"note"`
	Method        string            `json:"method"`
	Host          string            `json:"host"`
	Path          string            `json:"path"` // decoded
	Query         [][2]string       `json:"query"`
	Headers       map[string]string `json:"headers"`
	Body          []byte            `json:"body_base64"`
	AK            string            `json:"ak"`
	SK            string            `json:"sk"`
	SecurityToken string            `json:"security_token"`
	ProjectID     string            `json:"project_id"`
	DomainID      string            `json:"domain_id"`
	Region        string            `json:"region"`
	Service       string            `json:"service"`
	V11Service    string            `json:"derived_service"`
	Date          string            `json:"date"`
	Expected      struct {
		AddedHeaders     map[string]string `json:"added_headers"`
		SignedHeaders    string            `json:"signed_headers"`
		CanonicalRequest string            `json:"canonical_request"`
		StringToSign     string            `json:"string_to_sign"`
		DerivedKeyHex    string            `json:"derived_key_hex"`
		Signature        string            `json:"signature"`
		Authorization    string            `json:"authorization"`
	} `json:"expected"`

	form interface {
		huawei.Form
		signer.Signer
	}
}

// allVectors are those of the three forms, without quirks.
func allVectors(tb testing.TB) []vector {
	return append(append(sdkVectors(tb), otcVectors(tb).Vectors...), v11Vectors(tb)...)
}

func sdkVectors(tb testing.TB) []vector {
	return load(tb, "testdata/huawei-sdk-hmac-sha256.json", 44, 0).Vectors
}

func v11Vectors(tb testing.TB) []vector {
	return load(tb, "testdata/huawei-v11-hmac-sha256.json", 11, 0).Vectors
}

func otcVectors(tb testing.TB) signertest.Vectors[vector] {
	return load(tb, "testdata/huawei-otc-credential.json", 25, 8)
}

// load gives each vector the form in which it is signed.
func load(tb testing.TB, path string, vectors, quirks int) signertest.Vectors[vector] {
	tb.Helper()
	file := signertest.Load[vector](tb, path, vectors, quirks)
	for _, list := range [][]vector{file.Vectors, file.Quirks} {
		for i, v := range list {
			switch {
			case strings.HasPrefix(v.Expected.Authorization, "V11-"):
				list[i].form = huawei.V11{Region: v.Region, Service: v.V11Service}
			case strings.Contains(v.Expected.Authorization, "Credential="):
				list[i].form = huawei.OTC{Region: v.Region, Service: v.Service}
			default:
				list[i].form = huawei.SDKHMAC{}
			}
		}
	}
	return file
}

func (v vector) credentials() signer.Credentials {
	return signer.Credentials{AccessKeyID: v.AK, AccessKeySecret: v.SK, SecurityToken: v.SecurityToken, ProjectID: v.ProjectID}
}

func (v vector) keys(id string) (string, bool) { return v.SK, id == v.AK }

func (v vector) at(tb testing.TB) time.Time { return signertest.Time(tb, "20060102T150405Z", v.Date) }

// request is the caller's request before signing. Spaces of the query are plus
// signs, and the path is escaped as Go does it, which is not the canonical way:
// the canonical form must not depend on either.
func (v vector) request() *http.Request {
	var query []string
	for _, p := range v.Query {
		query = append(query, url.QueryEscape(p[0])+"="+url.QueryEscape(p[1]))
	}
	req := &http.Request{
		Method: v.Method,
		URL:    &url.URL{Scheme: "https", Host: v.Host, Path: v.Path, RawQuery: strings.Join(query, "&")},
		Header: http.Header{},
	}
	for name, value := range v.Headers {
		if name == "Host" {
			req.Host = value
		} else {
			req.Header.Set(name, value)
		}
	}
	if v.DomainID != "" {
		req.Header.Set("X-Domain-Id", v.DomainID)
	}
	return req
}

// signedRequest is the request with the vendor's signature on it, as a server
// has it.
func (v vector) signedRequest(tb testing.TB) (*http.Request, []byte) {
	tb.Helper()
	req, body := v.request(), v.Body
	for name, value := range v.Expected.AddedHeaders {
		if name != "Host" {
			req.Header.Set(name, value)
		}
	}
	req.Header.Set("Authorization", v.Expected.Authorization)
	got, err := signertest.Wire(req, body)
	if err != nil {
		tb.Fatalf("%s: %v", v.Name, err)
	}
	return got, body
}
