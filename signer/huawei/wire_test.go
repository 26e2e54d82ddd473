package huawei_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/huawei"
)

// Go's own client sends the bytes that were signed, and its server reads them.
func TestGoSendsWhatWasSigned(t *testing.T) {
	address, send := verify.Serve(t)
	c := testKeys
	c.ProjectID, c.SecurityToken = "project", "token"
	for _, tc := range []struct{ method, target, body, want string }{
		{"GET", "/v1/p/jobs/j?offset=0&limit=10", "", "/v1/p/jobs/j?limit=10&offset=0"},
		{"GET", "/v1/p/checkpoint_items?name=%E5%A4%87+x&a", "", "/v1/p/checkpoint_items?a=&name=%E5%A4%87%20x"},
		{"DELETE", "/v1/p/failure-jobs/..%2Fx%20%25%3F%23", "", "/v1/p/failure-jobs/..%2Fx%20%25%3F%23"},
		{"POST", "//a/./%E5%A4%87/", "{}", "//a/./%E5%A4%87/"},
		{"PUT", "", "{}", "/"},
	} {
		for _, s := range []signer.Signer{huawei.SDKHMAC{}, huawei.OTC{}, huawei.OTC{Region: "eu-de", Service: "sdrs"}, huawei.V11{Region: "r", Service: "s"}} {
			req, err := http.NewRequestWithContext(t.Context(), tc.method, address+tc.target, strings.NewReader(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Sign(req, []byte(tc.body), c, testTime, ""); err != nil {
				t.Fatal(err)
			}
			if line := send(req); line != tc.want {
				t.Errorf("%T %s %s: the server read %s, want %s", s, tc.method, tc.target, line, tc.want)
			}
		}
	}
}
