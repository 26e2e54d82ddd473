package signer

import (
	"net/http"
	"time"
)

// Signer puts a signature on a request. Implementations are pure functions of
// their arguments: they read no clock and no randomness, and are safe for
// concurrent use.
type Signer interface {
	// Sign adds to req what the scheme needs: headers, and for schemes that
	// sign in the query also parameters. body is exactly what will be sent; at
	// is the time to sign with, in the service's clock; nonce is new for every
	// attempt, and schemes without one ignore it. Sign may set headers and
	// req.URL.RawQuery of the request it is given and nothing else, so the
	// caller hands in a clone. What is signed is exactly what is sent: Sign
	// writes the query in the form that it has signed.
	Sign(req *http.Request, body []byte, c Credentials, at time.Time, nonce string) error
}

// Claim is what a verified request says about its sender. Whether the time is
// near enough, the nonce new and the token good is for the verifier's caller to
// judge.
type Claim struct {
	Scheme        string // the algorithm's name on the wire
	AccessKeyID   string
	At            time.Time
	Nonce         string
	SecurityToken string
}

// Keyring finds the secret that belongs to an access key ID.
type Keyring func(accessKeyID string) (secret string, ok bool)

// Refusal says why a request could not be verified.
type Refusal string

// Why a request is refused.
const (
	Incomplete Refusal = "signature parameters are missing or incomplete"
	BadDate    Refusal = "the date is missing or not in the form of the scheme"
	BadScheme  Refusal = "the signature algorithm is not known"
	UnknownKey Refusal = "the access key ID is not known"
	Mismatch   Refusal = "the signature does not match"
)

// Error makes a Refusal an error.
func (r Refusal) Error() string { return string(r) }
