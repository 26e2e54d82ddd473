package huawei

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/internal/canonical"
)

const otcTerminator = "sdk_request"

// OTC signs with SDK-HMAC-SHA256 in its older Credential= form, which Open Telekom
// Cloud's own tools send: the signature is bound to a scope, and the key derived
// from the secret along it. Region and Service are the scope's; the zero value
// leaves both empty, as those tools do in production.
//
// Sign sets the same headers as [SDKHMAC]. The tools of this form read a query
// differently where names are given twice, or where their order depends on case
// or on escaping; such a query is an error.
//
// See https://support.huaweicloud.com/en-us/api-dis/dis_02_0507.html.
type OTC struct{ Region, Service string }

var _ signer.Signer = OTC{}

// Sign implements [signer.Signer]. It sets headers and req.URL.RawQuery.
func (o OTC) Sign(req *http.Request, body []byte, c signer.Credentials, at time.Time, _ string) error {
	err := checkScope(o.Region, o.Service)
	if err == nil {
		err = checkPlainQuery(req)
	}
	if err == nil {
		err = sign(o, req, body, c, at)
	}
	if err != nil {
		return fmt.Errorf("signing with SDK-HMAC-SHA256 and a credential scope: %w", err)
	}
	return nil
}

func (OTC) algorithm() string { return sdkAlgorithm }
func (OTC) member() string    { return "Credential" }

func (o OTC) scope(day string) string {
	return day + "/" + o.Region + "/" + o.Service + "/" + otcTerminator
}

func (o OTC) key(_, secret, day string) ([]byte, error) {
	key := []byte("SDK" + secret)
	for _, step := range []string{day, o.Region, o.Service, otcTerminator} {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(step))
		key = mac.Sum(nil)
	}
	return key, nil
}

func checkScope(region, service string) error {
	if err := canonical.CheckWord("region", region); err != nil {
		return err
	}
	return canonical.CheckWord("service", service)
}

// checkPlainQuery refuses a query that has two readings: one tool of this form
// signs the first of a repeated name only and orders names without case, after
// escaping.
func checkPlainQuery(req *http.Request) error {
	if req.URL == nil {
		return errors.New("the request has no URL")
	}
	var room [16]canonical.Param
	params, err := canonical.ParseQuery(room[:0], req.URL.RawQuery)
	if err != nil {
		return fmt.Errorf("the query: %w", err)
	}
	canonical.Sort(params)
	if name, found := canonical.Repeated(params); found {
		return fmt.Errorf("the parameter %q is given twice", name)
	}
	if !slices.ContainsFunc(params, func(p canonical.Param) bool { return strings.ContainsFunc(p.Name, isOdd) }) {
		return nil
	}
	if !slices.IsSortedFunc(params, func(a, b canonical.Param) int {
		return strings.Compare(foldedName(a), foldedName(b))
	}) {
		return errors.New("the order of the query's names depends on their case or escaping: use names in lower case")
	}
	return nil
}

// isOdd reports whether a character of a name can have an influence on the order
// that depends on case or escaping.
func isOdd(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-' && r != '.' && r != '~'
}

func foldedName(p canonical.Param) string {
	return strings.ToLower(string(canonical.AppendEscaped(nil, p.Name)))
}
