package alibaba

import (
	"net/http"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

// Verify checks the signature of a received request, in whichever of the two
// schemes it is made, and says who sent it. body is the whole body as it was
// received; req.Body is not touched. On failure the error is a [signer.Refusal].
//
// Verify judges neither the age of the date nor the nonce nor the token. It is
// as strict as the documents: under ACS3 host, x-acs-date, x-acs-content-sha256,
// x-acs-signature-nonce, every other x-acs-* header and a Content-Type must be
// among the signed headers; under RPCV1 a body that is no form is refused,
// because nothing signs it. Parameters given twice, and queries and forms of more
// than a mebibyte, are refused in both.
func Verify(req *http.Request, body []byte, keys signer.Keyring) (signer.Claim, error) {
	authorization, ok := canonical.ParseAuthorization(req.Header)
	if !ok {
		return verifyRPCV1(req, body, keys)
	}
	if authorization.Algorithm != acs3Algorithm {
		return signer.Claim{}, signer.BadScheme
	}
	return verifyACS3(req, body, authorization, keys)
}
