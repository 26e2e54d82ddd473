package huawei

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

func sign(f form, req *http.Request, body []byte, c signer.Credentials, at time.Time) error {
	date, err := inputs(c, at)
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
	payload, err := declaredPayload(req.Header, body)
	if err != nil {
		return err
	}
	scratch := canonical.Buffer()
	defer canonical.Release(scratch)
	query, err := canonicalQuery(*scratch, req.URL.RawQuery)
	if err != nil {
		return err
	}
	var room [8]canonical.Field
	fields, err := ownFields(room[:0], req.Header, c, date, host)
	if err != nil {
		return err
	}

	b := appendCanonicalRequest(*scratch, canonical.Method(req), path, query, fields, payload)
	b, signature, err := appendSignature(b, f, c.AccessKeyID, c.AccessKeySecret, date)
	if err != nil {
		return err
	}
	req.URL.RawQuery = query
	setHeaders(req, c, date)
	b = append(append(b[:0], f.algorithm()...), ' ')
	b = append(append(b, f.member()...), '=')
	b = append(b, c.AccessKeyID...)
	if scope := f.scope(date[:dayLength]); scope != "" {
		b = append(append(b, '/'), scope...)
	}
	b = append(b, ", SignedHeaders="...)
	b = canonical.AppendNames(b, fields)
	b = append(b, ", Signature="...)
	b = append(b, signature[:]...)
	req.Header["Authorization"] = []string{string(b)}
	*scratch = b
	return nil
}

func inputs(c signer.Credentials, at time.Time) (date string, err error) {
	if err := canonical.CheckKeys(c); err != nil {
		return "", err
	}
	if err := canonical.CheckWord("access key ID", c.AccessKeyID); err != nil {
		return "", err
	}
	return canonical.Date(at, dateLayout)
}

// ownFields is what the signed headers will be once [setHeaders] has run. A
// header of these that the caller has set twice is an error: no document says how
// the service signs it.
func ownFields(dst []canonical.Field, h http.Header, c signer.Credentials, date, host string) ([]canonical.Field, error) {
	dst = append(dst, canonical.Field{Name: "host", Value: host}, canonical.Field{Name: "x-sdk-date", Value: date})
	if c.SecurityToken != "" {
		dst = append(dst, canonical.Field{Name: "x-security-token", Value: c.SecurityToken})
	}
	project := c.ProjectID
	for key, values := range h {
		name := ownName(key)
		if name == "" || len(values) == 0 {
			continue
		}
		if len(values) > 1 {
			return nil, fmt.Errorf("the header %s is given twice", name)
		}
		if name == "x-project-id" {
			project = ""
		}
		dst = append(dst, canonical.Field{Name: name, Value: canonical.Trim(values[0])})
	}
	if project != "" {
		dst = append(dst, canonical.Field{Name: "x-project-id", Value: project})
	}
	canonical.SortFields(dst)
	for i := 1; i < len(dst); i++ {
		if dst[i].Name == dst[i-1].Name {
			return nil, fmt.Errorf("the header %s is given twice", dst[i].Name)
		}
	}
	return dst, nil
}

// ownName is the lower-case name of a header that the caller may have set and
// that we sign, and empty for all others.
func ownName(key string) string {
	for _, name := range [...]string{"x-project-id", "x-domain-id", "x-sdk-content-sha256"} {
		if len(key) == len(name) && strings.EqualFold(key, name) {
			return name
		}
	}
	return ""
}

func setHeaders(req *http.Request, c signer.Credentials, date string) {
	prepareHeader(req, "X-Sdk-Date", "X-Security-Token", "Authorization")
	// One piece of memory for all values; each slice ends where the next begins,
	// so that appending to one never reaches another.
	values := []string{date, c.SecurityToken, c.ProjectID}
	req.Header["X-Sdk-Date"] = values[0:1:1]
	if c.SecurityToken != "" {
		req.Header["X-Security-Token"] = values[1:2:2]
	}
	if c.ProjectID == "" {
		return
	}
	for key, present := range req.Header {
		if len(present) > 0 && ownName(key) == "x-project-id" {
			return
		}
	}
	req.Header["X-Project-Id"] = values[2:3:3]
}

func prepareHeader(req *http.Request, names ...string) {
	if req.Header == nil {
		req.Header = make(http.Header)
	}
	canonical.Drop(req.Header, names...)
}

// declaredPayload is the hash that stands for the body. A caller may say that the
// body is not signed, or bring its hash, which then has to be right.
func declaredPayload(h http.Header, body []byte) (string, error) {
	hash := payloadHash(body)
	for key, values := range h {
		if ownName(key) != "x-sdk-content-sha256" || len(values) == 0 {
			continue
		}
		switch declared := canonical.Trim(values[0]); declared {
		case hash, unsignedPayload:
			return declared, nil
		default:
			return "", errors.New("the header X-Sdk-Content-Sha256 is not the hash of the body")
		}
	}
	return hash, nil
}
