package huawei

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

const (
	dateLayout = "20060102T150405Z"
	dayLength  = len("20060102")
)

// form is what the three ways of signing differ in. The day is the first eight
// digits of X-Sdk-Date.
type form interface {
	algorithm() string
	// member names the part of Authorization that holds the key's ID.
	member() string
	// scope is the line that ties a signature to day, region and service, or
	// empty.
	scope(day string) string
	// key is what the signature is made with.
	key(accessKeyID, secret, day string) ([]byte, error)
}

// appendStringToSign appends the lines that are signed: algorithm, date, scope if
// the form has one, and the hash of the canonical request.
func appendStringToSign(b []byte, algorithm, date, scope string, canonicalRequest []byte) []byte {
	sum := sha256.Sum256(canonicalRequest)
	b = append(b, algorithm...)
	b = append(b, '\n')
	b = append(b, date...)
	b = append(b, '\n')
	if scope != "" {
		b = append(b, scope...)
		b = append(b, '\n')
	}
	return hex.AppendEncode(b, sum[:])
}

// appendSignature works behind the canonical request in b and gives back the
// grown buffer for further use, and the signature in hexadecimal.
func appendSignature(b []byte, f form, accessKeyID, secret, date string) (grown []byte, signature [2 * sha256.Size]byte, err error) {
	day := date[:dayLength]
	key, err := f.key(accessKeyID, secret, day)
	if err != nil {
		return b, signature, err
	}
	request := len(b)
	b = appendStringToSign(b, f.algorithm(), date, f.scope(day), b[:request])
	mac := hmac.New(sha256.New, key)
	mac.Write(b[request:])
	b = mac.Sum(b)
	hex.Encode(signature[:], b[len(b)-sha256.Size:])
	return b, signature, nil
}
