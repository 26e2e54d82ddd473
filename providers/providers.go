package providers

import (
	"context"

	"github.com/taskfault/taskfault/providers/csbs"
	"github.com/taskfault/taskfault/providers/dbs"
	"github.com/taskfault/taskfault/providers/fnf"
	"github.com/taskfault/taskfault/providers/sdrs"
	"github.com/taskfault/taskfault/providers/vbs"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// settings are what a URL cannot say.
type settings struct {
	credentials signer.Source
	transport   transport.Options
	lang        string
}

// Option says what a URL cannot.
type Option func(*settings)

// WithCredentials gives the source of credentials, instead of the service's
// default chain.
func WithCredentials(s signer.Source) Option {
	return func(o *settings) { o.credentials = s }
}

// WithTransport gives the options of calls: limits, observation, RoundTripper.
func WithTransport(t transport.Options) Option {
	return func(o *settings) { o.transport = t }
}

// WithLang gives the language of the standard texts that a service adds to a
// task's own words, "en" or "zh", where it has them in several. Default: "en".
func WithLang(lang string) Option {
	return func(o *settings) { o.lang = lang }
}

// Open opens a client by its source's URL. It does no I/O: ctx is for sources
// that will need some. A URL that cannot be is an error of kind
// [errors.InvalidInput].
func Open(ctx context.Context, source string, options ...Option) (sdk.Client, error) {
	s, err := Parse(source)
	if err != nil {
		return nil, err
	}
	return s.Open(ctx, options...)
}

// Open opens the client of a parsed source.
func (s Source) Open(_ context.Context, options ...Option) (sdk.Client, error) {
	var o settings
	for _, set := range options {
		set(&o)
	}
	switch s.Service {
	case "dbs":
		return client(dbs.New(dbs.Config{
			Name: s.Name, Region: s.Region, Endpoint: s.Endpoint(), Profile: s.get("profile"),
			Signature: s.get("signature"), Plans: s.values["plan"], Lang: o.lang,
			Credentials: o.credentials, Transport: o.transport,
		}))
	case "fnf":
		return client(fnf.New(fnf.Config{
			Name: s.Name, Region: s.Region, Endpoint: s.Endpoint(), Profile: s.get("profile"),
			Signature: s.get("signature"), Flows: s.values["flow"],
			Credentials: o.credentials, Transport: o.transport,
		}))
	case "sdrs":
		return client(sdrs.New(sdrs.Config{
			Name: s.Name, Region: s.Region, Endpoint: s.Endpoint(), Profile: s.get("profile"),
			ProjectID: s.get("project_id"), IAMEndpoint: s.get("iam_endpoint"), Auth: s.get("auth"),
			ServerGroupIDs: s.values["server_group_id"], FailureStatus: s.get("failure_status"),
			ResourceType: s.get("resource_type"), ResourceName: s.get("resource_name"),
			Credentials: o.credentials, Transport: o.transport,
		}))
	case "csbs":
		return client(csbs.New(csbs.Config{
			Name: s.Name, Region: s.Region, Endpoint: s.Endpoint(), Profile: s.get("profile"),
			ProjectID: s.get("project_id"), IAMEndpoint: s.get("iam_endpoint"), Auth: s.get("auth"),
			Credentials: o.credentials, Transport: o.transport,
		}))
	case "vbs":
		return client(vbs.New(vbs.Config{
			Name: s.Name, Region: s.Region, Endpoint: s.Endpoint(), Profile: s.get("profile"),
			ProjectID: s.get("project_id"), IAMEndpoint: s.get("iam_endpoint"), Auth: s.get("auth"),
			Credentials: o.credentials, Transport: o.transport,
		}))
	}
	return nil, invalid("unknown service " + s.Service)
}

// client keeps a nil *Client from becoming an sdk.Client that is not nil.
func client[C sdk.Client](c C, err error) (sdk.Client, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}
