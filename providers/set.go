package providers

import (
	"context"
	"slices"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/providers/cbr"
	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Set is a list of providers. It is a value: a program with a provider of its own
// makes a longer one.
//
//	set := providers.Default().With(mine.Spec())
//	client, err := set.Open(ctx, "mine://here")
type Set []provider.Spec

// Default are the providers of this module.
func Default() Set {
	return Set{dbs.Spec(), fnf.Spec(), sdrs.Spec(), csbs.Spec(), vbs.Spec(), cbr.Spec()}
}

// With is the set with more providers. One of a service that the set has already
// takes its place.
func (s Set) With(more ...provider.Spec) Set {
	all := slices.Clone(s)
	for _, spec := range more {
		same := func(old provider.Spec) bool { return old.Service == spec.Service }
		if i := slices.IndexFunc(all, same); i >= 0 {
			all[i] = spec
		} else {
			all = append(all, spec)
		}
	}
	return all
}

// Services lists the services of the set, in its order.
func (s Set) Services() []string {
	names := make([]string, len(s))
	for i, spec := range s {
		names[i] = spec.Service
	}
	return names
}

// Find is the provider of a service.
func (s Set) Find(service string) (spec provider.Spec, ok bool) {
	i := slices.IndexFunc(s, func(spec provider.Spec) bool { return spec.Service == service })
	if i < 0 {
		return provider.Spec{}, false
	}
	return s[i], true
}

// Codes tells what the codes of every provider mean, those of the services that these
// build on, and those of their clouds' gateways. It does no I/O.
func (s Set) Codes() *errors.Codes {
	codes := make([]*errors.Codes, len(s))
	for i, spec := range s {
		codes[i] = spec.Codes
	}
	return errors.JoinCodes(codes...)
}

// Explain says what a failure means that has lost its table, such as one that was
// read back from JSON, in "en" or "zh". It does no I/O.
func (s Set) Explain(f *errors.Failure, lang string) errors.Explanation {
	return s.Codes().Explain(f, lang)
}

// Parse reads a source's URL. Every error is of kind [errors.InvalidInput] and
// names what is wrong and what is allowed; it never shows a value that might be
// a secret.
func (s Set) Parse(url string) (provider.SourceURL, error) { return provider.ParseURL(url, s) }

// Open opens a client by its source's URL. It does no I/O: ctx is for sources
// that will need some. An invalid URL is an error of kind [errors.InvalidInput].
func (s Set) Open(ctx context.Context, url string, options ...Option) (sdk.Client, error) {
	source, err := s.Parse(url)
	if err != nil {
		return nil, err
	}
	return s.OpenURL(ctx, source, options...)
}

// OpenURL opens the client of a URL that was parsed.
func (s Set) OpenURL(ctx context.Context, source provider.SourceURL, options ...Option) (sdk.Client, error) {
	spec, ok := s.Find(source.Service)
	if !ok {
		return nil, &errors.Error{
			Operation: "Open", Kind: errors.InvalidInput, Retry: errors.RetryNo,
			Message: "the set has no provider of the service " + source.Service,
		}
	}
	with := provider.Settings{Codes: s.Codes()}
	for _, set := range options {
		set(&with)
	}
	return spec.Open(ctx, source, with)
}
