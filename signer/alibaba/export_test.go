package alibaba

import (
	"net/http"

	"github.com/taskfault/taskfault/signer/internal/canonical"
)

// RPCV1StringToSign is what RPCV1 signs, for the parameters of query and form.
func RPCV1StringToSign(method string, params []canonical.Param) string {
	params = append([]canonical.Param(nil), params...)
	canonical.Sort(params)
	return string(appendRPCV1StringToSign(nil, method, canonical.AppendQuery(nil, params)))
}

// ACS3CanonicalRequest is the canonical request with the named headers signed.
func ACS3CanonicalRequest(req *http.Request, names []string, payload string) (string, error) {
	path, err := canonical.Path(req)
	if err != nil {
		return "", err
	}
	query, err := acs3Query(nil, req.URL.RawQuery)
	if err != nil {
		return "", err
	}
	fields, _ := namedFields(names, req)
	return string(appendCanonicalRequest(nil, canonical.Method(req), path, query, fields, payload)), nil
}

// ACS3StringToSign is what ACS3 signs.
func ACS3StringToSign(canonicalRequest string) string {
	return string(appendACS3StringToSign(nil, []byte(canonicalRequest)))
}
