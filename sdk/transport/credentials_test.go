package transport_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// sourceOf is a source that ends with err, or gives c.
func sourceOf(c signer.Credentials, err error) signer.Source {
	return credentials.Func(func(context.Context) (signer.Credentials, error) { return c, err })
}

// Without a key the error says where keys were looked for and that nothing was
// sent, and nothing of keys that services lock.
func TestNoKeyAtAll(t *testing.T) {
	unset, missing := credentials.Missing("A and B are not set"), credentials.Missing("/no/file does not exist")
	for _, test := range []struct {
		name   string
		source signer.Source
		says   string
	}{
		{"a chain", credentials.Chain(sourceOf(signer.Credentials{}, unset), sourceOf(signer.Credentials{}, missing)),
			"no credentials were found: A and B are not set; /no/file does not exist; nothing was sent"},
		{"one source", sourceOf(signer.Credentials{}, missing), "/no/file does not exist; nothing was sent"},
		{"half a key", sourceOf(signer.Credentials{}, credentials.Broken("A is set and B is not")), "A is set and B is not; nothing was sent"},
		{"a key that cannot be right", credentials.Key("AKID", "a b"), "the access key secret has a character at position 2 that no access key secret has (white space, a line end or a control character): remove it; nothing was sent"},
		{"nothing", credentials.Static(signer.Credentials{}), "neither an access key nor a token is set; nothing was sent"},
		{"a source of another kind", sourceOf(signer.Credentials{}, errors.New("the vault is sealed")), "no credentials: the vault is sealed; nothing was sent"},
	} {
		base := script("200 {}")
		_, err := client(base, func(c *transport.Config) { c.Source = test.source }).Do(t.Context(), get())
		e := failed(t, err, errors.Unauthenticated)
		if e.Message != test.says || e.Situation != errors.NoCredentials || e.Retry != errors.RetryNo || base.requests() != 0 {
			t.Errorf("%s: %q after %d requests, situation %q; want %q after none", test.name, e.Message, base.requests(), e.Situation, test.says)
		}
		for _, lang := range []string{"en", "zh"} {
			if x := e.Explain(lang); strings.Contains(x.Meaning+x.Remedy, "lock") || strings.Contains(x.Meaning+x.Remedy, "锁") {
				t.Errorf("%s: the remedy speaks of locked keys: %s", test.name, x.Remedy)
			}
		}
	}
}

// What a source has told by itself stays as it is.
func TestSourceThatFailedByItself(t *testing.T) {
	for _, test := range []struct {
		err  error
		kind errors.Kind
		says string
	}{
		{&errors.Error{Service: "iam", Operation: "GetToken", Kind: errors.Unavailable, Message: "down"}, errors.Unavailable, "down"},
		{&errors.Error{Service: "iam", Operation: "GetToken", Kind: errors.Unauthenticated, Status: 401, Message: "no"}, errors.Unauthenticated, "no"},
		{context.DeadlineExceeded, errors.Timeout, "no credentials: context deadline exceeded"}, // its own
	} {
		_, err := client(script("200 {}"), func(c *transport.Config) { c.Source = sourceOf(signer.Credentials{}, test.err) }).Do(t.Context(), get())
		e := failed(t, err, test.kind)
		if e.Message != test.says || e.Situation != "" {
			t.Errorf("%v: the message is %q in the situation %q, want %q in none", test.err, e.Message, e.Situation, test.says)
		}
	}
}

// A source that loses its key between two attempts does not undo the first.
func TestKeyThatIsLostBetweenAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		base := script("503 {}")
		source := credentials.Func(func(context.Context) (signer.Credentials, error) {
			if time.Since(start) > 0 {
				return signer.Credentials{}, credentials.Missing("the file is gone")
			}
			return signer.Credentials{AccessKeyID: "AKID", AccessKeySecret: canary}, nil
		})
		_, err := client(base, func(c *transport.Config) { c.Source = source }).Do(t.Context(), get())
		if e := failed(t, err, errors.Unauthenticated); e.Message != "the file is gone" || len(e.Attempts) != 1 {
			t.Errorf("got %q after %d attempts, want the file's loss after one", e.Message, len(e.Attempts))
		}
	})
}

// A wait for credentials that was cut short says what was waited for: the network is
// not at fault where nobody writes into the pipe of a profile.
func TestTheWaitForCredentialsIsNamed(t *testing.T) {
	const waiting = "given up while waiting for credentials"
	for says, wrap := range map[string]func(error) error{
		waiting: func(err error) error { return err },
		waiting + ": the vault is slow: context deadline exceeded": func(err error) error { return fmt.Errorf("the vault is slow: %w", err) },
		waiting + ": IAM is slow": func(err error) error {
			return &errors.Error{Service: "iam", Kind: errors.Timeout, Message: "IAM is slow", Err: err}
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			source := credentials.Func(func(ctx context.Context) (signer.Credentials, error) {
				<-ctx.Done()
				return signer.Credentials{}, wrap(ctx.Err())
			})
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := client(script("200 {}"), func(c *transport.Config) { c.Source = source }).Do(ctx, get())
			if e := failed(t, err, errors.Timeout); e.Message != says || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want %q", err, says)
			}
		})
	}
}
