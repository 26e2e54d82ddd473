package alibaba

import (
	"crypto/hmac"
	"net/http"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

func verifyACS3(req *http.Request, body []byte, a canonical.Authorization, keys signer.Keyring) (signer.Claim, error) {
	if !a.Complete || a.Credential == "" {
		return signer.Claim{}, signer.Incomplete
	}
	names, ok := canonical.SplitNames(a.Names)
	if !ok || !coversRequired(names, req.Header) {
		return signer.Claim{}, signer.Incomplete
	}
	at, ok := canonical.ParseDate(dateLayout, only(req.Header["X-Acs-Date"]))
	if !ok {
		return signer.Claim{}, signer.BadDate
	}
	nonce := only(req.Header["X-Acs-Signature-Nonce"])
	payload := only(req.Header["X-Acs-Content-Sha256"])
	if nonce == "" || payload == "" {
		return signer.Claim{}, signer.Incomplete
	}
	secret, ok := keys(a.Credential)
	if !ok || secret == "" {
		return signer.Claim{}, signer.UnknownKey
	}
	path, err := canonical.Path(req)
	if err != nil || len(req.URL.RawQuery) > canonical.MaxText {
		return signer.Claim{}, signer.Mismatch
	}
	fields, ok := namedFields(names, req)
	if !ok || payload != payloadHash(body) {
		return signer.Claim{}, signer.Mismatch
	}
	query, err := acs3Query(nil, req.URL.RawQuery)
	if err != nil {
		return signer.Claim{}, signer.Mismatch
	}
	scratch := canonical.Buffer()
	defer canonical.Release(scratch)
	b := appendCanonicalRequest(*scratch, canonical.Method(req), path, query, fields, payload)
	_, want := appendACS3Signature(b, secret)
	if !hmac.Equal([]byte(a.Signature), want[:]) {
		return signer.Claim{}, signer.Mismatch
	}
	return signer.Claim{
		Scheme:        acs3Algorithm,
		AccessKeyID:   a.Credential,
		At:            at,
		Nonce:         nonce,
		SecurityToken: only(req.Header["X-Acs-Security-Token"]),
	}, nil
}

// coversRequired reports whether the signed headers hold all that the documents
// want signed.
func coversRequired(names []string, h http.Header) bool {
	signed := make(map[string]bool, len(names))
	for _, name := range names {
		signed[name] = true
	}
	for _, name := range []string{"host", "x-acs-date", "x-acs-content-sha256", "x-acs-signature-nonce"} {
		if !signed[name] {
			return false
		}
	}
	for key := range h {
		if mustSign(key) && !signed[lower(key)] {
			return false
		}
	}
	return true
}

// namedFields looks up the headers that the sender says were signed. One that has
// not arrived makes the signature void.
func namedFields(names []string, req *http.Request) ([]canonical.Field, bool) {
	fields := make([]canonical.Field, 0, len(names))
	for _, name := range names {
		if name == "host" {
			fields = append(fields, canonical.Field{Name: name, Value: req.Host})
			continue
		}
		values := req.Header.Values(name)
		if len(values) == 0 {
			return nil, false
		}
		fields = append(fields, canonical.Field{Name: name, Value: joined(values)})
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
