package credentials

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/signer"
)

// Chain asks the sources in their order and takes the first that is set up. A
// source says that it is not by an error of kind [errors.NotFound]; any other
// error ends the chain, so that half a key in the environment is reported and
// not passed over for another account's. It keeps no memory of what answered.
func Chain(sources ...signer.Source) signer.Source { return &chain{sources} }

type chain struct{ sources []signer.Source }

func (c *chain) Retrieve(ctx context.Context) (signer.Credentials, error) {
	var missing []string
	for _, s := range c.sources {
		found, err := s.Retrieve(ctx)
		switch {
		case err == nil:
			return found, nil
		case !errors.Is(err, errors.NotFound):
			return signer.Credentials{}, err
		}
		missing = append(missing, text(err))
	}
	return signer.Credentials{}, &errors.Error{
		Kind: errors.Unauthenticated, Retry: errors.RetryNo, Situation: errors.NoCredentials,
		Message: "no credentials were found: " + strings.Join(missing, "; "),
	}
}

func (c *chain) Invalidate(refused signer.Credentials) {
	for _, s := range c.sources {
		s.Invalidate(refused)
	}
}

// Format keeps package fmt from looking into the sources.
func (c *chain) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "credentials.Chain") }

// Missing is the error of a source that is not set up; a [Chain] goes on to the
// next one.
func Missing(why string) error {
	return &errors.Error{Kind: errors.NotFound, Retry: errors.RetryNo, Situation: errors.NoCredentials, Message: why}
}

// Broken is the error of a source that is set up wrongly; it ends a [Chain].
func Broken(why string) error {
	return &errors.Error{Kind: errors.Unauthenticated, Retry: errors.RetryNo, Situation: errors.NoCredentials, Message: why}
}

// text is what err says, without the frame of its operation.
func text(err error) string {
	if e, ok := errors.AsType[*errors.Error](err); ok && e.Message != "" {
		return e.Message
	}
	return err.Error()
}
