package huawei

import (
	"net/http"
	"strings"

	"github.com/taskfault/taskfault/signer/internal/canonical"
)

// CanonicalRequest is the canonical request of a received one with the named
// headers signed.
func CanonicalRequest(req *http.Request, body []byte, signedHeaders string) (string, error) {
	path, err := canonical.Path(req)
	if err != nil {
		return "", err
	}
	query, err := canonicalQuery(nil, req.URL.RawQuery)
	if err != nil {
		return "", err
	}
	payload, err := declaredPayload(req.Header, body)
	if err != nil {
		return "", err
	}
	fields, _ := namedFields(strings.Split(signedHeaders, ";"), req)
	return string(appendCanonicalRequest(nil, canonical.Method(req), path, query, fields, payload)), nil
}

// Form is one of the three ways of signing.
type Form = form

// StringToSign is what a form signs.
func StringToSign(f Form, date, canonicalRequest string) string {
	return string(appendStringToSign(nil, f.algorithm(), date, f.scope(date[:dayLength]), []byte(canonicalRequest)))
}

// Key is what a form signs with.
func Key(f Form, accessKeyID, secret, date string) ([]byte, error) {
	return f.key(accessKeyID, secret, date[:dayLength])
}
