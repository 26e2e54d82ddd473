package huawei

import (
	"crypto/hmac"
	"net/http"
	"slices"
	"strings"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

// Verify checks the signature of a received request, in whichever of the three
// ways it is made, and says who sent it. body is the whole body as it was
// received; req.Body is not touched. On failure the error is a [signer.Refusal].
//
// Any set of headers may be signed that has x-sdk-date in it, as the vendors'
// tools sign different ones; a header that is signed must have arrived exactly
// once. The body is checked against X-Sdk-Content-Sha256 where that is given, and
// not at all where it says UNSIGNED-PAYLOAD. The age of the date and the security
// token are for the caller to judge. Queries of more than a mebibyte are refused.
//
// A request with an IAM token has no signature: see [AuthToken].
func Verify(req *http.Request, body []byte, keys signer.Keyring) (signer.Claim, error) {
	authorization, ok := canonical.ParseAuthorization(req.Header)
	if !ok {
		return signer.Claim{}, signer.Incomplete
	}
	f, accessKeyID, day, refusal := readForm(authorization)
	if refusal != "" {
		return signer.Claim{}, refusal
	}
	names, ok := canonical.SplitNames(authorization.Names)
	if !ok || !slices.Contains(names, "x-sdk-date") {
		return signer.Claim{}, signer.Incomplete
	}
	date := only(req.Header["X-Sdk-Date"])
	at, ok := canonical.ParseDate(dateLayout, date)
	if !ok {
		return signer.Claim{}, signer.BadDate
	}
	secret, ok := keys(accessKeyID)
	if !ok || secret == "" {
		return signer.Claim{}, signer.UnknownKey
	}
	if day != "" && day != date[:dayLength] {
		return signer.Claim{}, signer.Mismatch
	}
	want, ok := expected(f, req, body, names, accessKeyID, secret, date)
	if !ok || !hmac.Equal([]byte(authorization.Signature), []byte(want)) {
		return signer.Claim{}, signer.Mismatch
	}
	return signer.Claim{
		Scheme:        authorization.Algorithm,
		AccessKeyID:   accessKeyID,
		At:            at,
		SecurityToken: only(req.Header["X-Security-Token"]),
	}, nil
}

// readForm finds out which form a signature has. day is the scope's, and empty
// where there is no scope.
func readForm(a canonical.Authorization) (f form, accessKeyID, day string, refusal signer.Refusal) {
	if a.Algorithm != sdkAlgorithm && a.Algorithm != v11Algorithm {
		return nil, "", "", signer.BadScheme
	}
	if !a.Complete {
		return nil, "", "", signer.Incomplete
	}
	parts := strings.Split(a.Credential, "/")
	switch {
	case a.Algorithm == sdkAlgorithm && a.Access != "":
		return SDKHMAC{}, a.Access, "", ""
	case a.Algorithm == sdkAlgorithm && len(parts) == 5 && parts[4] == otcTerminator:
		return OTC{Region: parts[2], Service: parts[3]}, parts[0], parts[1], ""
	case a.Algorithm == v11Algorithm && len(parts) == 4 && parts[2] != "" && parts[3] != "":
		return V11{Region: parts[2], Service: parts[3]}, parts[0], parts[1], ""
	}
	return nil, "", "", signer.Incomplete
}

// expected makes the signature that the request should have. ok is false if it
// can have none.
func expected(f form, req *http.Request, body []byte, names []string, accessKeyID, secret, date string) (signature string, ok bool) {
	path, err := canonical.Path(req)
	if err != nil || len(req.URL.RawQuery) > canonical.MaxText {
		return "", false
	}
	query, err := canonicalQuery(nil, req.URL.RawQuery)
	if err != nil {
		return "", false
	}
	fields, ok := namedFields(names, req)
	if !ok {
		return "", false
	}
	payload, err := declaredPayload(req.Header, body)
	if err != nil {
		return "", false
	}
	scratch := canonical.Buffer()
	defer canonical.Release(scratch)
	b := appendCanonicalRequest(*scratch, canonical.Method(req), path, query, fields, payload)
	_, made, err := appendSignature(b, f, accessKeyID, secret, date)
	return string(made[:]), err == nil
}

// namedFields looks up the headers that the sender says were signed.
func namedFields(names []string, req *http.Request) ([]canonical.Field, bool) {
	fields := make([]canonical.Field, 0, len(names))
	for _, name := range names {
		if name == "host" {
			fields = append(fields, canonical.Field{Name: name, Value: req.Host})
			continue
		}
		values := req.Header.Values(name)
		if len(values) != 1 {
			return nil, false
		}
		fields = append(fields, canonical.Field{Name: name, Value: canonical.Trim(values[0])})
	}
	return fields, true
}

// only is the value of a header that is there exactly once.
func only(values []string) string {
	if len(values) != 1 {
		return ""
	}
	return canonical.Trim(values[0])
}
