package huawei

import (
	"net/http"
	"net/url"

	"github.com/taskfault/taskfault/errors"
	credentials "github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Config is what every service's own Config has.
type Config struct {
	Service string // sdrs, csbs or vbs

	Name        string // how receipts call it; default SERVICE://REGION
	Region      string
	Endpoint    string // default: the region's
	Profile     string
	ProjectID   string // default: that of the credentials, else the region's
	IAMEndpoint string // default: the region's

	Auth        string        // aksk, aksk-otc or token; default aksk
	Signer      signer.Signer // default: that of Auth
	Credentials signer.Source // default: the chain of Auth

	RoundTripper http.RoundTripper // goes before that of Transport
	Transport    transport.Options
}

// Client makes calls to one service for one project. It is immutable and safe
// for concurrent use.
type Client struct {
	service, name, region string
	endpoint              *url.URL
	project               *project
	transport             *transport.Client
}

// New checks c and builds a client. It does no I/O.
func New(c Config) (*Client, error) {
	base, err := c.endpoint()
	if err != nil {
		return nil, err
	}
	if why := badID(c.ProjectID); c.ProjectID != "" && why != "" {
		return nil, c.invalid("ProjectID cannot be an ID: " + why)
	}
	o := c.Transport
	if c.RoundTripper != nil {
		o.RoundTripper = c.RoundTripper
	}
	if o.Shared == nil {
		// The look-up of the project is made by the same clock.
		o.Shared = new(transport.Shared)
	}
	source, sign, err := c.auth(o)
	if err != nil {
		return nil, err
	}
	lookup, err := credentials.NewProject(credentials.ProjectConfig{
		Endpoint: c.IAMEndpoint, Region: c.Region, Source: source, Signer: sign, Transport: o,
	})
	if err != nil {
		return nil, c.complete(err)
	}
	name := c.Name
	if name == "" {
		name = c.Service + "://" + c.Region
	}
	return &Client{
		service: c.Service, name: name, region: c.Region, endpoint: base,
		project: &project{config: c, source: source, lookup: lookup},
		transport: transport.New(transport.Config{
			Service: c.Service, Region: c.Region, Account: c.ProjectID,
			Signer: sign, Source: source, Options: o,
		}),
	}, nil
}

// invalid is the error of a Config that cannot be.
func (c Config) invalid(why string) error {
	return &errors.Error{
		Service: c.Service, Region: c.Region, Operation: "New", Kind: errors.InvalidInput,
		Message: why, Retry: errors.RetryNo,
	}
}

// complete puts on an error from below whose client could not be built.
func (c Config) complete(err error) error {
	e, ok := errors.AsType[*errors.Error](err)
	if !ok {
		return c.invalid(err.Error())
	}
	whole := *e
	if whole.Operation == "" {
		whole.Service, whole.Region, whole.Operation = c.Service, c.Region, "New"
	}
	return &whole
}
