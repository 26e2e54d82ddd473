package credentials_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
	"github.com/taskfault/taskfault/signer"
)

func fails(err error) signer.Source {
	return credentials.Func(func(context.Context) (signer.Credentials, error) { return signer.Credentials{}, err })
}

func TestChain(t *testing.T) {
	key, other := credentials.Key("AKID", "secret"), credentials.Key("OTHER", "secret")
	for _, test := range []struct {
		name    string
		sources []signer.Source
		id      string
		kind    errors.Kind
		says    string
	}{
		{name: "the first", sources: []signer.Source{key, other}, id: "AKID"},
		{name: "the first that is set up", sources: []signer.Source{fails(credentials.Missing("no file")), key}, id: "AKID"},
		{name: "a broken one ends it", sources: []signer.Source{fails(credentials.Broken("half a key")), key}, kind: errors.Unauthenticated, says: "half a key"},
		{name: "one that fails ends it", sources: []signer.Source{fails(context.Canceled), key}, kind: errors.Canceled},
		{
			name: "none", sources: []signer.Source{fails(credentials.Missing("no file")), fails(errors.NotFound)},
			kind: errors.Unauthenticated, says: "no credentials were found: no file; not_found",
		},
		{name: "empty", kind: errors.Unauthenticated, says: "no credentials were found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, err := credentials.Chain(test.sources...).Retrieve(t.Context())
			if c.AccessKeyID != test.id || test.kind != errors.KindOf(err) {
				t.Fatalf("got %v and %v, want %q and %q", c, err, test.id, test.kind)
			}
			if err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("the error is %v, want it to say %q", err, test.says)
			}
		})
	}
}

func TestChainTellsAllOfARefusal(t *testing.T) {
	a, b := &mint{}, &mint{}
	credentials.Chain(a, credentials.Key("x", "y"), fails(nil), b).Invalidate(signer.Credentials{})
	if a.dropped.Load() != 1 || b.dropped.Load() != 1 {
		t.Errorf("the sources were told %d and %d times, want once each", a.dropped.Load(), b.dropped.Load())
	}
}

func TestStatic(t *testing.T) {
	c := signer.Credentials{AuthToken: "token", ProjectID: "p"}
	s := credentials.Static(c)
	s.Invalidate(c)
	if got := retrieve(t, s); got != c {
		t.Errorf("got %v, want what was given", got)
	}
}

// Whatever prints a source shows no secret.
func TestSourcesArePrintedWithoutSecrets(t *testing.T) {
	const canary = "CANARY-9d2f-secret"
	key := credentials.Key("AKID", canary)
	cache := credentials.NewCache(key)
	retrieve(t, cache)
	for _, s := range []signer.Source{key, cache, credentials.Chain(key, cache)} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			if text := fmt.Sprintf(verb, s); strings.Contains(text, canary) {
				t.Errorf("%s of a %T shows the secret: %s", verb, s, text)
			}
		}
	}
}
