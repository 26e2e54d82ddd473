package alibaba

import (
	"crypto/hmac"
	"crypto/sha1" // the scheme is made of it
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

// Algorithm and date of RPCV1 as they stand on the wire. ACS3 writes its dates
// in the same form.
const (
	rpcv1Method  = "HMAC-SHA1"
	rpcv1Version = "1.0"
	dateLayout   = "2006-01-02T15:04:05Z"
)

// RPCV1 signs with SignatureVersion 1.0: HMAC-SHA1 over every parameter of the
// query and of a form body.
//
// The caller puts Action, Version, Format and the operation's own parameters
// into query or form; Sign adds AccessKeyId, SignatureMethod, SignatureVersion,
// SignatureNonce, Timestamp, SecurityToken with temporary keys, and Signature to
// the query, in place of any that are there. Headers and host are not part of
// this scheme, the path is always /, and a body that is not a form could not be
// signed: it is an error, and so is a name given twice, be it once in the query
// and once in the form.
//
// See https://help.aliyun.com/en/sdk/product-overview/rpc-mechanism.
type RPCV1 struct{}

var _ signer.Signer = RPCV1{}

// Sign implements [signer.Signer]. It changes nothing but req.URL.RawQuery.
func (RPCV1) Sign(req *http.Request, body []byte, c signer.Credentials, at time.Time, nonce string) error {
	timestamp, err := rpcv1Inputs(req, c, at, nonce)
	if err != nil {
		return fmt.Errorf("signing with RPC V1: %w", err)
	}
	var room [24]canonical.Param
	query, err := canonical.ParseQuery(room[:0], req.URL.RawQuery)
	if err != nil {
		return fmt.Errorf("signing with RPC V1: the query: %w", err)
	}
	query = slices.DeleteFunc(query, func(p canonical.Param) bool { return isRPCV1(p.Name) })
	query = append(query,
		canonical.Param{Name: "AccessKeyId", Value: c.AccessKeyID},
		canonical.Param{Name: "SignatureMethod", Value: rpcv1Method},
		canonical.Param{Name: "SignatureNonce", Value: nonce},
		canonical.Param{Name: "SignatureVersion", Value: rpcv1Version},
		canonical.Param{Name: "Timestamp", Value: timestamp})
	if c.SecurityToken != "" {
		query = append(query, canonical.Param{Name: "SecurityToken", Value: c.SecurityToken})
	}
	canonical.Sort(query)
	all, err := withForm(query, req, body)
	if err != nil {
		return fmt.Errorf("signing with RPC V1: %w", err)
	}

	scratch := canonical.Buffer()
	defer canonical.Release(scratch)
	b, signature := appendRPCV1Signature(*scratch, canonical.Method(req), all, c.AccessKeySecret)
	b = canonical.AppendQuery(b[:0], query)
	b = append(b, "&Signature="...)
	b = canonical.AppendEscaped(b, signature[:])
	req.URL.RawQuery = string(b)
	*scratch = b
	return nil
}

func rpcv1Inputs(req *http.Request, c signer.Credentials, at time.Time, nonce string) (timestamp string, err error) {
	if err := canonical.CheckKeys(c); err != nil {
		return "", err
	}
	if err := canonical.CheckNonce(nonce); err != nil {
		return "", err
	}
	path, err := canonical.Path(req)
	if err != nil {
		return "", err
	}
	if path != "/" {
		return "", errors.New("the path is not /, and this scheme has no place for another")
	}
	return canonical.Date(at, dateLayout)
}

// isRPCV1 reports whether a parameter belongs to the scheme and not to the caller.
func isRPCV1(name string) bool {
	switch name {
	case "AccessKeyId", "Signature", "SignatureMethod", "SignatureNonce", "SignatureVersion", "Timestamp", "SecurityToken":
		return true
	}
	return false
}

// withForm gives all that is signed: the sorted query and the parameters of a
// form body, sorted together and each name but once.
func withForm(query []canonical.Param, req *http.Request, body []byte) ([]canonical.Param, error) {
	all := query
	if len(body) > 0 {
		if !isForm(req.Header.Get("Content-Type")) {
			return nil, errors.New("the body is not a form, so it would go unsigned")
		}
		form, err := canonical.ParseQuery(nil, string(body))
		if err != nil {
			return nil, fmt.Errorf("the form: %w", err)
		}
		for _, p := range form {
			if isRPCV1(p.Name) {
				return nil, fmt.Errorf("the form has the parameter %s, which belongs into the query", p.Name)
			}
		}
		all = append(slices.Clip(query), form...)
		canonical.Sort(all)
	}
	if name, found := canonical.Repeated(all); found {
		return nil, fmt.Errorf("the parameter %q is given twice", name)
	}
	return all, nil
}

func isForm(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	return strings.EqualFold(canonical.Trim(media), "application/x-www-form-urlencoded")
}

// appendRPCV1StringToSign appends what is signed. The canonical query is escaped
// once more as a whole, so that its percent signs become %25.
func appendRPCV1StringToSign(b []byte, method string, query []byte) []byte {
	b = append(b, method...)
	b = append(b, "&%2F&"...)
	return canonical.AppendEscaped(b, query)
}

// appendRPCV1Signature works behind b and gives back the grown buffer for
// further use, and the signature in base64.
func appendRPCV1Signature(b []byte, method string, sorted []canonical.Param, secret string) (grown []byte, signature [28]byte) {
	b = canonical.AppendQuery(b[:0], sorted)
	query := len(b)
	b = appendRPCV1StringToSign(b, method, b[:query])
	text := len(b)
	// The ampersand is part of the key although nothing follows it.
	b = append(append(b, secret...), '&')
	mac := hmac.New(sha1.New, b[text:])
	mac.Write(b[query:text])
	b = mac.Sum(b)
	base64.StdEncoding.Encode(signature[:], b[len(b)-sha1.Size:])
	return b, signature
}
