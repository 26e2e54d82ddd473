package huawei

import (
	"net/url"

	"github.com/taskfault/taskfault/errors"
	credentials "github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Client makes calls to one service for one project. It is immutable and safe
// for concurrent use.
type Client struct {
	service, name, region string
	successor             string
	codes                 *errors.Codes
	endpoint              *url.URL
	project               *project
	transport             *transport.Client
}

// New checks a configuration and builds the client of a service. It does no I/O.
func New(cloud Config, service Service) (*Client, error) {
	c := &Client{service: service.Name, name: service.SourceName, region: cloud.Region, codes: cloud.codesOf(service), successor: service.Successor}
	if c.name == "" {
		c.name = service.Name + "://" + cloud.Region
	}
	if err := c.check(cloud, service); err != nil {
		return nil, err
	}
	if cloud.Transport.Shared == nil {
		// The look-up of the project is made by the same clock.
		cloud.Transport.Shared = new(transport.Shared)
	}
	source, err := cloud.source()
	if err != nil {
		return nil, c.complete(transport.NoCredentials(err))
	}
	lookup, err := credentials.NewProject(credentials.ProjectConfig{
		Endpoint: cloud.IAMEndpoint, Region: cloud.Region, Source: source, Signer: cloud.signer("iam"), Transport: cloud.Transport,
	})
	if err != nil {
		return nil, c.complete(err)
	}
	c.project = &project{client: c, config: cloud, source: source, lookup: lookup}
	c.transport = transport.New(transport.Config{
		Service: service.Name, Region: cloud.Region, Account: cloud.ProjectID, Limits: service.Limits, Codes: c.codes,
		Dialect: Dialect(), Signer: cloud.signer(service.Name), Source: source, Options: cloud.Transport,
	})
	return c, nil
}

// check finds the endpoint and refuses a configuration that cannot be.
func (c *Client) check(cloud Config, service Service) error {
	if err := c.locate(cloud, service); err != nil {
		return err
	}
	if why := provider.BadID(cloud.ProjectID); cloud.ProjectID != "" && why != "" {
		return c.invalidField("ProjectID", "cannot be an ID: "+why)
	}
	if cloud.signer(service.Name) == nil {
		return c.invalidField("Auth", "must be aksk, aksk-otc, token or v11")
	}
	if cloud.Auth == AuthV11 && cloud.Region == "" {
		return c.invalidField("Region", "is missing: v11 derives its key for one")
	}
	return nil
}

// complete puts on an error from below whose client could not be built.
func (c *Client) complete(err error) error {
	e, ok := errors.AsType[*errors.Error](err)
	if !ok {
		return c.Invalid("New", err.Error())
	}
	whole := *e
	if whole.Operation == "" {
		whole.Service, whole.Region, whole.Operation = c.service, c.region, "New"
	}
	return &whole
}
