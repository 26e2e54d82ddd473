package stow

import (
	"net/http"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
)

// bearer puts a token into a request. It signs nothing.
type bearer struct{}

var _ signer.Signer = bearer{}

// Sign implements [signer.Signer].
func (bearer) Sign(r *http.Request, _ []byte, c signer.Credentials, _ time.Time, _ string) error {
	if c.AuthToken == "" {
		return errors.New("the credentials hold no token")
	}
	r.Header.Set("Authorization", "Bearer "+c.AuthToken)
	return nil
}
