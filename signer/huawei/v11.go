package huawei

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
)

const v11Algorithm = "V11-HMAC-SHA256"

// V11 signs with V11-HMAC-SHA256: the key is derived from the secret for one day,
// region and service. Both Region and Service are needed; the region of a global
// service is globe. Sign sets the same headers as [SDKHMAC].
//
// The vendor describes the scheme only in the code of its SDK:
// https://github.com/huaweicloud/huaweicloud-sdk-go-v3/blob/v0.1.207/core/auth/signer/derived_signer.go.
type V11 struct{ Region, Service string }

var _ signer.Signer = V11{}

// Sign implements [signer.Signer]. It sets headers and req.URL.RawQuery.
func (v V11) Sign(req *http.Request, body []byte, c signer.Credentials, at time.Time, _ string) error {
	err := checkScope(v.Region, v.Service)
	if err == nil && (v.Region == "" || v.Service == "") {
		err = errors.New("the scheme needs a region and a service")
	}
	if err == nil {
		err = sign(v, req, body, c, at)
	}
	if err != nil {
		return fmt.Errorf("signing with V11-HMAC-SHA256: %w", err)
	}
	return nil
}

func (V11) algorithm() string { return v11Algorithm }
func (V11) member() string    { return "Credential" }

func (v V11) scope(day string) string { return day + "/" + v.Region + "/" + v.Service }

// key gives the derived key as the service uses it: the 64 hexadecimal digits,
// not the 32 bytes that they stand for.
func (v V11) key(accessKeyID, secret, day string) ([]byte, error) {
	derived, err := hkdf.Key(sha256.New, []byte(secret), []byte(accessKeyID), v.scope(day), sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("deriving the key: %w", err)
	}
	return hex.AppendEncode(nil, derived), nil
}
