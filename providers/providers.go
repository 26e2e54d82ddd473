package providers

import (
	"context"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Option says what a URL cannot.
type Option func(*provider.Settings)

// WithCredentials gives the source of credentials, instead of the service's
// default chain.
func WithCredentials(s signer.Source) Option {
	return func(o *provider.Settings) { o.Credentials = s }
}

// WithTransport gives the options of calls: limits, observation, RoundTripper.
func WithTransport(t transport.Options) Option {
	return func(o *provider.Settings) { o.Transport = t }
}

// WithLang gives the language of the standard texts that a service adds to a
// task's own words, "en" or "zh", where it has them in several. Default: "en".
func WithLang(lang string) Option {
	return func(o *provider.Settings) { o.Lang = lang }
}

// Open opens a client of one of the [Default] providers by its source's URL, as
// [Set.Open] does.
func Open(ctx context.Context, url string, options ...Option) (sdk.Client, error) {
	return Default().Open(ctx, url, options...)
}

// Parse reads the URL of a source of one of the [Default] providers.
func Parse(url string) (provider.SourceURL, error) { return Default().Parse(url) }

// Services lists the services that can be opened.
func Services() []string { return Default().Services() }
