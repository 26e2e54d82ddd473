package alibaba

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

const acs3Algorithm = "ACS3-HMAC-SHA256"

// ACS3 signs with ACS3-HMAC-SHA256, signature version 3: method, path, query,
// the headers host, content-type and x-acs-*, and the body.
//
// The caller puts the headers x-acs-action and x-acs-version and a Content-Type
// if there is a body; Sign sets x-acs-date, x-acs-signature-nonce,
// x-acs-content-sha256, with temporary keys also x-acs-security-token and
// x-acs-accesskey-id, and Authorization. The parameters of a form body are
// signed as bytes of the body and are not in the query. A query parameter given
// twice is an error.
//
// See https://alibabacloud.com/help/en/sdk/product-overview/v3-request-structure-and-signature.
type ACS3 struct{}

var _ signer.Signer = ACS3{}

// Sign implements [signer.Signer]. It sets headers and req.URL.RawQuery.
func (ACS3) Sign(req *http.Request, body []byte, c signer.Credentials, at time.Time, nonce string) error {
	if err := signACS3(req, body, c, at, nonce); err != nil {
		return fmt.Errorf("signing with ACS3: %w", err)
	}
	return nil
}

func signACS3(req *http.Request, body []byte, c signer.Credentials, at time.Time, nonce string) error {
	date, err := acs3Inputs(c, at, nonce)
	if err != nil {
		return err
	}
	path, err := canonical.Path(req)
	if err != nil {
		return err
	}
	host, err := canonical.Host(req)
	if err != nil {
		return err
	}
	scratch := canonical.Buffer()
	defer canonical.Release(scratch)
	query, err := acs3Query(*scratch, req.URL.RawQuery)
	if err != nil {
		return err
	}

	req.URL.RawQuery = query
	payload := payloadHash(body)
	setACS3Headers(req, c, date, nonce, payload)
	var room [16]canonical.Field
	fields := acs3Fields(room[:0], req.Header, host)
	b := appendCanonicalRequest(*scratch, canonical.Method(req), path, query, fields, payload)
	b, signature := appendACS3Signature(b, c.AccessKeySecret)
	b = append(b[:0], acs3Algorithm+" Credential="...)
	b = append(b, c.AccessKeyID...)
	b = append(b, ",SignedHeaders="...)
	b = canonical.AppendNames(b, fields)
	b = append(b, ",Signature="...)
	b = append(b, signature[:]...)
	req.Header["Authorization"] = []string{string(b)}
	*scratch = b
	return nil
}

func acs3Inputs(c signer.Credentials, at time.Time, nonce string) (date string, err error) {
	if err := canonical.CheckKeys(c); err != nil {
		return "", err
	}
	if err := canonical.CheckWord("access key ID", c.AccessKeyID); err != nil {
		return "", err
	}
	if err := canonical.CheckNonce(nonce); err != nil {
		return "", err
	}
	return canonical.Date(at, dateLayout)
}

// acs3Query brings a query into its canonical form. It refuses a name given
// twice: no document says in which order the service signs the values.
func acs3Query(b []byte, raw string) (string, error) {
	var room [16]canonical.Param
	params, err := canonical.ParseQuery(room[:0], raw)
	if err != nil {
		return "", fmt.Errorf("the query: %w", err)
	}
	canonical.Sort(params)
	if name, found := canonical.Repeated(params); found {
		return "", fmt.Errorf("the parameter %q is given twice", name)
	}
	if b = canonical.AppendQuery(b[:0], params); string(b) == raw {
		return raw, nil
	}
	return string(b), nil
}

func setACS3Headers(req *http.Request, c signer.Credentials, date, nonce, payload string) {
	if req.Header == nil {
		req.Header = make(http.Header)
	}
	h := req.Header
	canonical.Drop(h, "X-Acs-Date", "X-Acs-Signature-Nonce", "X-Acs-Content-Sha256",
		"X-Acs-Security-Token", "X-Acs-Accesskey-Id", "Authorization")
	// One piece of memory for all values; each slice ends where the next begins,
	// so that appending to one never reaches another.
	values := []string{date, nonce, payload, c.SecurityToken, c.AccessKeyID}
	h["X-Acs-Date"] = values[0:1:1]
	h["X-Acs-Signature-Nonce"] = values[1:2:2]
	h["X-Acs-Content-Sha256"] = values[2:3:3]
	if c.SecurityToken != "" {
		h["X-Acs-Security-Token"] = values[3:4:4]
		h["X-Acs-Accesskey-Id"] = values[4:5:5]
	}
}

// acs3Fields chooses what is signed: host, content-type and every x-acs-*.
func acs3Fields(dst []canonical.Field, h http.Header, host string) []canonical.Field {
	dst = append(dst, canonical.Field{Name: "host", Value: host})
	for key, values := range h {
		if len(values) == 0 || !mustSign(key) {
			continue
		}
		dst = append(dst, canonical.Field{Name: lower(key), Value: joined(values)})
	}
	canonical.SortFields(dst)
	return mergeSpellings(dst, h)
}

// mustSign reports whether the scheme signs a header wherever it is present.
func mustSign(key string) bool {
	const prefix = "x-acs-"
	return len(key) > len(prefix) && strings.EqualFold(key[:len(prefix)], prefix) ||
		strings.EqualFold(key, "content-type")
}

// mergeSpellings makes one field of headers whose names differ only in case. The
// server gets them as one header with several values.
func mergeSpellings(sorted []canonical.Field, h http.Header) []canonical.Field {
	for i := 1; i < len(sorted); i++ {
		if sorted[i].Name != sorted[i-1].Name {
			continue
		}
		var values []string
		for key := range h {
			if strings.EqualFold(key, sorted[i].Name) {
				values = append(values, h[key]...)
			}
		}
		sorted[i-1].Value = joined(values)
		sorted = slices.Delete(sorted, i, i+1)
		i--
	}
	return sorted
}

// joined is the value of a header that may be given several times: each trimmed,
// then sorted, then joined by commas.
func joined(values []string) string {
	if len(values) == 1 {
		return canonical.Trim(values[0])
	}
	sorted := make([]string, len(values))
	for i, v := range values {
		sorted[i] = canonical.Trim(v)
	}
	slices.Sort(sorted)
	return strings.Join(sorted, ",")
}

// lower spares the names that every request has an allocation.
func lower(key string) string {
	switch key {
	case "Content-Type":
		return "content-type"
	case "X-Acs-Accesskey-Id":
		return "x-acs-accesskey-id"
	case "X-Acs-Action":
		return "x-acs-action"
	case "X-Acs-Content-Sha256":
		return "x-acs-content-sha256"
	case "X-Acs-Date":
		return "x-acs-date"
	case "X-Acs-Security-Token":
		return "x-acs-security-token"
	case "X-Acs-Signature-Nonce":
		return "x-acs-signature-nonce"
	case "X-Acs-Version":
		return "x-acs-version"
	}
	return strings.ToLower(key)
}

func payloadHash(body []byte) string {
	sum := sha256.Sum256(body)
	var digits [2 * sha256.Size]byte
	hex.Encode(digits[:], sum[:])
	return string(digits[:])
}

// appendCanonicalRequest writes the request as it is hashed. path is escaped,
// query canonical and fields sorted.
func appendCanonicalRequest(b []byte, method, path, query string, fields []canonical.Field, payload string) []byte {
	b = append(b, method...)
	b = append(b, '\n')
	b = canonical.AppendPath(b, path)
	b = append(b, '\n')
	b = append(b, query...)
	b = append(b, '\n')
	b = canonical.AppendFields(b, fields)
	b = append(b, '\n')
	b = canonical.AppendNames(b, fields)
	b = append(b, '\n')
	return append(b, payload...)
}

// appendACS3StringToSign appends what is signed: two lines.
func appendACS3StringToSign(b, canonicalRequest []byte) []byte {
	sum := sha256.Sum256(canonicalRequest)
	b = append(b, acs3Algorithm+"\n"...)
	return hex.AppendEncode(b, sum[:])
}

// appendACS3Signature works behind the canonical request in b and gives back the
// grown buffer for further use, and the signature in hexadecimal.
func appendACS3Signature(b []byte, secret string) (grown []byte, signature [2 * sha256.Size]byte) {
	request := len(b)
	b = appendACS3StringToSign(b, b[:request])
	text := len(b)
	b = append(b, secret...)
	mac := hmac.New(sha256.New, b[text:])
	mac.Write(b[request:text])
	b = mac.Sum(b)
	hex.Encode(signature[:], b[len(b)-sha256.Size:])
	return b, signature
}
