package canonical

import (
	"fmt"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
)

// CheckKeys refuses credentials that a scheme with access keys cannot sign with.
func CheckKeys(c signer.Credentials) error {
	if err := c.Check(); err != nil {
		return err
	}
	if c.AccessKeyID == "" || c.AccessKeySecret == "" {
		return errors.New("this scheme signs with an access key and its secret, and they are not both set")
	}
	return nil
}

// CheckWord refuses a value that cannot stand in an Authorization header: it
// would be read as two parts, or as two steps of a scope. An empty value is one
// for the caller to judge.
func CheckWord(what, value string) error {
	for i := range len(value) {
		if c := value[i]; c <= ' ' || c >= 0x7f || c == ',' || c == '/' {
			return fmt.Errorf("the %s has a character at position %d that cannot stand in a signature's header", what, i+1)
		}
	}
	return nil
}

// CheckNonce refuses a nonce that cannot be sent as a header.
func CheckNonce(nonce string) error {
	if nonce == "" {
		return errors.New("the nonce is empty: every attempt needs a new one")
	}
	if strings.ContainsFunc(nonce, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return errors.New("the nonce has a character outside visible ASCII")
	}
	return nil
}

// Date writes at in UTC. A year that has not four digits is an error.
func Date(at time.Time, layout string) (string, error) {
	at = at.UTC()
	if y := at.Year(); y < 0 || y > 9999 {
		return "", fmt.Errorf("the year %d cannot be written in the scheme's date", y)
	}
	return at.Format(layout), nil
}

// ParseDate reads a date that has exactly the form of layout, in UTC. Package
// time alone would let fractions of a second pass.
func ParseDate(layout, text string) (time.Time, bool) {
	at, err := time.Parse(layout, text)
	if err != nil || at.Format(layout) != text {
		return time.Time{}, false
	}
	return at, true
}
