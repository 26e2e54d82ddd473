package alibaba

import (
	"net/url"

	"github.com/aws/smithy-go"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	credentials "github.com/taskfault/taskfault/sdk/credentials/alibaba"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
)

// Client makes calls to one service. It is immutable after New and safe for
// concurrent use.
type Client struct {
	source   sdk.Source
	codes    *errors.Codes
	version  string
	endpoint *url.URL
	headers  bool // the protocol's parameters travel in headers, which is V3
	success  func(answer any) *bool
	calls    *transport.Client
}

// New checks a configuration and builds the client of a service. It does no I/O.
func New(cloud Config, service Service) (*Client, error) {
	c := &Client{version: service.Version, success: service.Success, codes: cloud.codesOf(service)}
	c.source = sdk.Source{Name: service.SourceName, Service: service.Name, Region: cloud.Region}
	if c.source.Name == "" {
		c.source.Name = service.Name + "://" + cloud.Region
	}
	if err := c.locate(cloud, service); err != nil {
		return nil, err
	}
	auth := cloud.Auth
	if auth == "" {
		auth = service.Auth
	}
	sign, err := c.signer(auth)
	if err != nil {
		return nil, err
	}
	keys := cloud.Credentials
	if keys == nil {
		keys = credentials.Default(cloud.Profile)
	}
	c.calls = transport.New(transport.Config{
		Service: service.Name, Region: cloud.Region, Dialect: Dialect(), Signer: sign, Source: keys,
		Limits: service.Limits, Codes: c.codes, Options: cloud.Transport,
	})
	return c, nil
}

// locate finds the endpoint.
func (c *Client) locate(cloud Config, service Service) error {
	if err := transport.CheckRegion(cloud.Region); err != nil {
		c.source.Region = "" // whatever it is, it is not shown as one
		return c.invalidField("Region", "cannot be a region's name: "+err.Error())
	}
	if service.Endpoint != "" {
		u, err := transport.ParseEndpoint(service.Endpoint)
		if err != nil {
			return c.invalidField("Endpoint", "cannot be used: "+err.Error())
		}
		if u.Path == "" {
			u.Path = "/"
		}
		c.endpoint = u
		return nil
	}
	if cloud.Region == "" {
		return c.invalidField("Region", "is empty, and so is Endpoint: give one of them")
	}
	if service.Host == nil {
		return c.invalidField("Endpoint", "is empty, and no host is known for this service")
	}
	c.endpoint = &url.URL{Scheme: "https", Host: service.Host(cloud.Region), Path: "/"}
	return nil
}

// signer finds the scheme. It comes after locate.
func (c *Client) signer(auth Auth) (signer.Signer, error) {
	switch auth {
	case AuthV1:
		if c.endpoint.Path != "/" {
			return nil, c.invalidField("Endpoint", "has a path, for which the signature v1 has no place: leave the path out, or ask for v3")
		}
		return alibaba.RPCV1{}, nil
	case AuthV3:
		c.headers = true
		return alibaba.ACS3{}, nil
	}
	return nil, c.invalidField("Auth", "is none of v1, v3")
}

// Host is the name of the host that is called.
func (c *Client) Host() string { return c.endpoint.Hostname() }

// Codes tells what the codes of the service mean.
func (c *Client) Codes() *errors.Codes { return c.codes }

// Source says whose calls these are.
func (c *Client) Source() sdk.Source { return c.source }

// invalidField is the error of a field of the configuration.
func (c *Client) invalidField(field, why string) *errors.Error {
	return provider.InvalidField(c.source, "New", field, why)
}

// Invalid is the error of an input that is not sent.
func (c *Client) Invalid(operation, why string) *errors.Error {
	return c.Fail(operation, errors.InvalidInput, why)
}

// longestRequestID bounds what an answer calls its request, in characters: a UUID as
// a rule.
const longestRequestID = 200

// Malformed is the error of an answer that was read, and in which something is
// missing or cannot be understood. The ID of its request is kept with it.
func (c *Client) Malformed(operation, requestID string, why error) *errors.Error {
	e := c.Fail(operation, errors.Malformed, why.Error())
	e.RequestID, e.Err = Cut(requestID, longestRequestID), &smithy.DeserializationError{Err: why}
	return e
}

// Fail is an error that the client itself finds.
func (c *Client) Fail(operation string, kind errors.Kind, why string) *errors.Error {
	return &errors.Error{
		Service: c.source.Service, Region: c.source.Region, Operation: operation,
		Kind: kind, Message: why, Retry: errors.RetryNo,
	}
}
