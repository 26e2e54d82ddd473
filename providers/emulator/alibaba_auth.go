package emulator

import (
	"net/http"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
)

// alibabaCodes is how a service words the refusals of its gateway. %s stands for
// what is refused.
type alibabaCodes struct {
	unknownAction, unknownVersion       alibabaError
	missingParam, missingHeader         alibabaError
	noSignatureParam, noSignatureHeader alibabaError
	unknownKey, badSignature, badScheme alibabaError
	badDate, skewed, throttled          alibabaError
	malformed, tooLarge, mediaType      alibabaError

	ownRequestID bool // a RequestId parameter becomes the request's ID
}

// What both services answer in the gateway's own words.
var (
	nonceUsed = alibabaError{http.StatusBadRequest, "SignatureNonceUsed", "Specified signature nonce was used already."}
	badToken  = alibabaError{http.StatusBadRequest, "InvalidSecurityToken.MismatchWithAccessKey", "Specified SecurityToken mismatch with the AccessKey."}
)

// usesHeaders reports whether a request is of the third version, which carries the
// parameters of the protocol in headers.
func usesHeaders(r *http.Request) bool {
	return r.Header.Get("Authorization") != "" || r.Header.Get("x-acs-signature-nonce") != ""
}

// authenticate checks signature, date, nonce and token. The nonce of a request
// with a wrong signature is not used up: anybody could send one.
func (s *alibabaService) authenticate(c *alibabaCall, body []byte) *alibabaError {
	var key string // a refused claim does not say whose it was
	claim, err := alibaba.Verify(c.request, body, func(id string) (string, bool) {
		key = id
		return s.config.AccessKeySecret, id == s.config.AccessKeyID
	})
	if err != nil {
		return s.unverified(c, key, err)
	}
	now := s.config.Now()
	switch {
	case !near(claim.At, now):
		return s.codes.skewed.fill(wireTime(claim.At), wireTime(now))
	case claim.Nonce == "":
		return s.incomplete(c)
	case !s.nonces.fresh(claim.AccessKeyID, claim.Nonce, now):
		return &nonceUsed
	case claim.SecurityToken != "": // the one key is a permanent one
		return &badToken
	}
	return nil
}

func (s *alibabaService) unverified(c *alibabaCall, key string, err error) *alibabaError {
	why, _ := errors.AsType[signer.Refusal](err)
	switch why {
	case signer.UnknownKey:
		return s.codes.unknownKey.fill(key)
	case signer.BadDate:
		return &s.codes.badDate
	case signer.BadScheme:
		return &s.codes.badScheme
	case signer.Incomplete:
		return s.incomplete(c)
	}
	return &s.codes.badSignature
}

// incomplete says where a signature should have been.
func (s *alibabaService) incomplete(c *alibabaCall) *alibabaError {
	if c.headers {
		return s.codes.noSignatureHeader.fill("Authorization")
	}
	return s.codes.noSignatureParam.fill("Signature")
}

// wireTime is the form in which the gateway prints a time.
func wireTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
