package alibaba

import (
	"crypto/hmac"
	"net/http"

	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

func verifyRPCV1(req *http.Request, body []byte, keys signer.Keyring) (signer.Claim, error) {
	params, refusal := receivedParams(req, body)
	if refusal != "" {
		return signer.Claim{}, refusal
	}
	given := make(map[string]string, 7)
	signed := params[:0]
	for _, p := range params {
		if isRPCV1(p.Name) {
			given[p.Name] = p.Value
		}
		if p.Name != "Signature" {
			signed = append(signed, p)
		}
	}
	for _, name := range []string{"AccessKeyId", "Signature", "SignatureMethod", "SignatureNonce", "SignatureVersion", "Timestamp"} {
		if given[name] == "" {
			return signer.Claim{}, signer.Incomplete
		}
	}
	if given["SignatureMethod"] != rpcv1Method || given["SignatureVersion"] != rpcv1Version {
		return signer.Claim{}, signer.BadScheme
	}
	at, ok := canonical.ParseDate(dateLayout, given["Timestamp"])
	if !ok {
		return signer.Claim{}, signer.BadDate
	}
	secret, ok := keys(given["AccessKeyId"])
	if !ok || secret == "" {
		return signer.Claim{}, signer.UnknownKey
	}
	scratch := canonical.Buffer()
	defer canonical.Release(scratch)
	_, want := appendRPCV1Signature(*scratch, canonical.Method(req), signed, secret)
	if !hmac.Equal([]byte(given["Signature"]), want[:]) {
		return signer.Claim{}, signer.Mismatch
	}
	return signer.Claim{
		Scheme:        rpcv1Method,
		AccessKeyID:   given["AccessKeyId"],
		At:            at,
		Nonce:         given["SignatureNonce"],
		SecurityToken: given["SecurityToken"],
	}, nil
}

// receivedParams gives the parameters of query and form, sorted. The scheme's own
// may stand in either.
func receivedParams(req *http.Request, body []byte) ([]canonical.Param, signer.Refusal) {
	path, err := canonical.Path(req)
	if err != nil || path != "/" {
		return nil, signer.Mismatch
	}
	if len(req.URL.RawQuery)+len(body) > canonical.MaxText {
		return nil, signer.Mismatch
	}
	params, err := canonical.ParseQuery(nil, req.URL.RawQuery)
	if err != nil {
		return nil, signer.Mismatch
	}
	if len(body) > 0 {
		if !isForm(req.Header.Get("Content-Type")) {
			return nil, signer.Incomplete
		}
		if params, err = canonical.ParseQuery(params, string(body)); err != nil {
			return nil, signer.Mismatch
		}
	}
	canonical.Sort(params)
	if _, found := canonical.Repeated(params); found {
		return nil, signer.Mismatch
	}
	return params, ""
}
