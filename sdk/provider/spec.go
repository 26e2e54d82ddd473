package provider

import (
	"context"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Spec is what a provider says of itself: everything that a program needs to offer
// it. It is a plain value; providers.Set is a list of them.
type Spec struct {
	Service string // the scheme of its URLs, and what its errors and tasks say
	Title   string // the service's own name
	Help    string // what is read of it, in one line
	TaskID  string // what Get takes, in a few words: "the job's"
	Keys    []Key  // of its URLs, beside nothing else

	Codes *errors.Codes // what the codes mean that it sends and its tasks report

	// Open builds the client of a source. It does no I/O: ctx is for sources that
	// will need some. A source that is wrong is an error of kind
	// [errors.InvalidInput].
	Open func(ctx context.Context, source SourceURL, with Settings) (sdk.Client, error)

	Rights []Right // what a key must be allowed, operation by operation
	// Follows names the services whose users are sent to this one.
	Follows []string
}

// Settings are what a URL cannot say.
type Settings struct {
	Credentials signer.Source     // instead of the service's default chain
	Transport   transport.Options // limits, observation, RoundTripper
	Codes       *errors.Codes     // of all providers of a set, which report one another's codes
	Lang        string            // of the service's standard texts, "en" or "zh"
}

// Right is what the caller of an operation must be allowed.
type Right struct {
	Operation string // the service's own name for it
	Right     string // the action or the role, in the service's own words
	For       string // what it is needed for
}

// Key is one that the URLs of a source may have.
type Key struct {
	Name    string
	Field   string   // of the configuration or the options that it fills
	Help    string   // what it means, in a few words
	Repeats bool     // it may be given several times
	Private bool     // it says how or as whom to connect, and is left out of the source's name
	ID      bool     // the value is an ID or a name, and goes into a path or a query
	Allowed []string // nil for any value
}

// EndpointKey is the key of a base URL, which every service has.
func EndpointKey() Key {
	return Key{Name: "endpoint", Field: "Endpoint", Help: "base URL instead of the regional one", Private: true}
}

// ProfileKey is the key of a credentials profile.
func ProfileKey() Key {
	return Key{Name: "profile", Field: "Profile", Help: "credentials profile to read; default: the chain of the cloud", Private: true}
}

// KeyOf finds the key that fills a field.
func (s Spec) KeyOf(field string) (Key, bool) {
	for _, k := range s.Keys {
		if k.Field == field {
			return k, true
		}
	}
	return Key{}, false
}

// Key finds a key of the service by its name.
func (s Spec) Key(name string) (Key, bool) {
	for _, k := range s.Keys {
		if k.Name == name {
			return k, true
		}
	}
	return Key{}, false
}
