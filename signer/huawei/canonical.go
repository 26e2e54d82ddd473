package huawei

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/taskfault/taskfault/signer/internal/canonical"
)

// unsignedPayload stands in X-Sdk-Content-Sha256 for a body that is not signed.
const unsignedPayload = "UNSIGNED-PAYLOAD"

func payloadHash(body []byte) string {
	sum := sha256.Sum256(body)
	var digits [2 * sha256.Size]byte
	hex.Encode(digits[:], sum[:])
	return string(digits[:])
}

// canonicalQuery orders a query by decoded name and value and escapes it. A name
// may be given several times.
func canonicalQuery(b []byte, raw string) (string, error) {
	var room [16]canonical.Param
	params, err := canonical.ParseQuery(room[:0], raw)
	if err != nil {
		return "", fmt.Errorf("the query: %w", err)
	}
	canonical.Sort(params)
	if b = canonical.AppendQuery(b[:0], params); string(b) == raw {
		return raw, nil
	}
	return string(b), nil
}

// appendCanonicalRequest writes the request as it is hashed. path is escaped,
// query canonical and fields sorted. The path gets a slash at its end here, and
// only here: it is sent without.
func appendCanonicalRequest(b []byte, method, path, query string, fields []canonical.Field, payload string) []byte {
	b = append(b, method...)
	b = append(b, '\n')
	b = canonical.AppendPath(b, path)
	if b[len(b)-1] != '/' {
		b = append(b, '/')
	}
	b = append(b, '\n')
	b = append(b, query...)
	b = append(b, '\n')
	b = canonical.AppendFields(b, fields)
	b = append(b, '\n')
	b = canonical.AppendNames(b, fields)
	b = append(b, '\n')
	return append(b, payload...)
}
