package alibaba_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
)

// Go's own client sends the bytes that were signed, and its server reads them.
func TestGoSendsWhatWasSigned(t *testing.T) {
	address, send := verify.Serve(t)
	for _, tc := range []struct {
		signer signer.Signer
		target string
		body   string
		want   string // the request line begins with it
	}{
		{alibaba.ACS3{}, "/?b=2&a=%7E*+c", "", "/?a=~%2A%20c&b=2"},
		{alibaba.ACS3{}, "/a%2Fb/%E5%A4%87%20~?q", "{}", "/a%2Fb/%E5%A4%87%20~?q="},
		{alibaba.ACS3{}, "//a/./b/", "{}", "//a/./b/"},
		{alibaba.RPCV1{}, "/?b=2&a=%7E*+c", "Error=E&Cause=a+b", "/?AccessKeyId=id&SignatureMethod="},
		{alibaba.RPCV1{}, "", "", "/?AccessKeyId=id&SignatureMethod="},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+tc.target, strings.NewReader(tc.body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", formType)
		req.Header.Set("X-Acs-Action", "A")
		if err := tc.signer.Sign(req, []byte(tc.body), testKeys, testTime, "n"); err != nil {
			t.Fatal(err)
		}
		line := send(req)
		if line != req.URL.RequestURI() || !strings.HasPrefix(strings.Replace(line, "a=~%2A%20c&b=2&", "", 1), tc.want) && line != tc.want {
			t.Errorf("%T %s:\n   sent %s\n signed %s\n   want %s…", tc.signer, tc.target, line, req.URL.RequestURI(), tc.want)
		}
	}
}
