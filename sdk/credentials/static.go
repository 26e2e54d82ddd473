package credentials

import (
	"context"
	"fmt"

	"github.com/taskfault/taskfault/signer"
)

// Static is a source that always gives c. Whether c can be right is checked
// before the first call with it, by [signer.Credentials.Check].
func Static(c signer.Credentials) signer.Source { return &static{&c} }

// Key is Static for an access key without a token.
func Key(id, secret string) signer.Source {
	return Static(signer.Credentials{AccessKeyID: id, AccessKeySecret: secret})
}

// static points to its credentials, because package fmt would show those in an
// unexported field, but follows no pointer there.
type static struct{ c *signer.Credentials }

func (s *static) Retrieve(context.Context) (signer.Credentials, error) { return *s.c, nil }
func (s *static) Invalidate(signer.Credentials)                        {}

// Format keeps package fmt from looking into the struct, where it would not
// ask the credentials how they want to be shown.
func (s *static) Format(f fmt.State, verb rune) { s.c.Format(f, verb) }
