package huawei

import (
	"fmt"
	"net/http"
	"time"

	"github.com/taskfault/taskfault/signer"
)

const sdkAlgorithm = "SDK-HMAC-SHA256"

// SDKHMAC signs with SDK-HMAC-SHA256 in its Access= form: the key is the secret
// itself, and nothing names a region or a service.
//
// Sign sets X-Sdk-Date, X-Project-Id from the credentials unless the request has
// one, X-Security-Token with temporary keys, and Authorization. An
// X-Sdk-Content-Sha256 that the caller has set is signed; it must be the hash of
// the body or UNSIGNED-PAYLOAD. The nonce is not used: the scheme has none.
//
// See https://support.huaweicloud.com/intl/en-us/devg-apig/apig-dev-180307034.html.
type SDKHMAC struct{}

var _ signer.Signer = SDKHMAC{}

// Sign implements [signer.Signer]. It sets headers and req.URL.RawQuery.
func (s SDKHMAC) Sign(req *http.Request, body []byte, c signer.Credentials, at time.Time, _ string) error {
	if err := sign(s, req, body, c, at); err != nil {
		return fmt.Errorf("signing with SDK-HMAC-SHA256: %w", err)
	}
	return nil
}

func (SDKHMAC) algorithm() string                       { return sdkAlgorithm }
func (SDKHMAC) member() string                          { return "Access" }
func (SDKHMAC) scope(string) string                     { return "" }
func (SDKHMAC) key(_, secret, _ string) ([]byte, error) { return []byte(secret), nil }
