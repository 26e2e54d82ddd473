package alibaba_test

import (
	"net/http"
	"testing"

	"github.com/taskfault/taskfault/signer/alibaba"
	"github.com/taskfault/taskfault/signer/internal/signertest"
)

const formType = "application/x-www-form-urlencoded"

var (
	testKeys, testTime = signertest.Keys(), signertest.At()
	verify             = signertest.Verify(alibaba.Verify)
)

// request is one to sign, with a content type if it is not empty.
func request(tb testing.TB, method, address, contentType string) *http.Request {
	tb.Helper()
	req := signertest.Request(tb, method, address)
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return req
}
