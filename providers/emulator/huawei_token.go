package emulator

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"
)

// tokenLife is how long a token is good.
const tokenLife = 24 * time.Hour

// maxToken is the longest token that is looked at: the services' own limit.
const maxToken = 16 << 10

// tokenMint makes and reads tokens. All there is to know about a token is sealed
// inside it, under a key that comes from the Config, so the handlers of one Config
// take each other's tokens although they share nothing. It is safe for concurrent
// use.
type tokenMint struct{ seal cipher.AEAD }

// token is what is sealed.
type token struct {
	User    string    `json:"user"`
	Project string    `json:"project"` // empty in a token for an account
	Expires time.Time `json:"expires"`
}

func newTokenMint(c Config) *tokenMint {
	mac := hmac.New(sha256.New, []byte(c.AccessKeySecret))
	for _, part := range []string{"taskfault emulator token", c.AccessKeyID, c.ProjectID} {
		_, _ = mac.Write([]byte(part + "\x00"))
	}
	block, err := aes.NewCipher(mac.Sum(nil))
	if err != nil { // only for a key of another length
		panic(err)
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil { // only for a block of another size
		panic(err)
	}
	return &tokenMint{seal}
}

// issue is a new token's text.
func (m *tokenMint) issue(t token) string {
	plain, err := json.Marshal(t)
	if err != nil { // only for a year beyond 9999
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(m.seal.Seal(nil, nil, plain, nil))
}

// open reads a token, and reports whether it is one of ours. It may have expired.
func (m *tokenMint) open(text string) (t token, good bool) {
	if len(text) > maxToken {
		return token{}, false
	}
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return token{}, false
	}
	plain, err := m.seal.Open(nil, nil, sealed, nil)
	if err != nil {
		return token{}, false
	}
	return t, json.Unmarshal(plain, &t) == nil
}
