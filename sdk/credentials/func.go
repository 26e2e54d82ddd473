package credentials

import (
	"context"

	"github.com/taskfault/taskfault/signer"
)

// Func is a source made of a function, which must be safe for concurrent use.
// It is called for every request: wrap it in a [Cache] if it does work.
type Func func(ctx context.Context) (signer.Credentials, error)

// Retrieve calls f.
func (f Func) Retrieve(ctx context.Context) (signer.Credentials, error) { return f(ctx) }

// Invalidate does nothing: what f gives next is its own business.
func (f Func) Invalidate(signer.Credentials) {}
