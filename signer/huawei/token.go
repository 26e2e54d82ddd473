package huawei

import (
	"fmt"
	"net/http"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
)

// Token puts the IAM token of the credentials into X-Auth-Token. It signs
// nothing: body, time and nonce are not used.
//
// See https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html.
type Token struct{}

var _ signer.Signer = Token{}

// Sign implements [signer.Signer]. It sets one header.
func (Token) Sign(req *http.Request, _ []byte, c signer.Credentials, _ time.Time, _ string) error {
	if err := c.Check(); err != nil {
		return fmt.Errorf("sending a token: %w", err)
	}
	if c.AuthToken == "" {
		return errors.New("sending a token: the credentials hold none")
	}
	prepareHeader(req, "X-Auth-Token")
	req.Header["X-Auth-Token"] = []string{c.AuthToken}
	return nil
}

// AuthToken is the IAM token of a received request, or empty. One given twice is
// none.
func AuthToken(req *http.Request) string { return only(req.Header["X-Auth-Token"]) }
