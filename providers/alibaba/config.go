package alibaba

import (
	"net/http"
	"net/url"

	"github.com/aws/smithy-go"
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
	credentials "github.com/taskfault/taskfault/sdk/credentials/alibaba"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
	"github.com/taskfault/taskfault/signer/alibaba"
)

// Config is a service's own Config together with what the service is.
type Config struct {
	Service   string // dbs, fnf
	Version   string // of the service's interface
	Signature string // v1 or v3; empty means Preferred
	Preferred string // what the vendor's own client uses
	Limits    map[string]transport.Limit
	// Success finds the member of an answer that says whether the call went
	// well. It is nil for a service that says so by the HTTP status.
	Success func(answer any) *bool

	Name, Region, Endpoint, Profile string

	Credentials  signer.Source
	RoundTripper http.RoundTripper
	Transport    transport.Options
}

// Client makes calls to one service. It is immutable after New and safe for
// concurrent use.
type Client struct {
	source   sdk.Source
	version  string
	endpoint *url.URL
	headers  bool // the protocol's parameters travel in headers, which is V3
	success  func(answer any) *bool
	calls    *transport.Client
}

// New checks a configuration and builds the client. It does no I/O.
func New(c Config) (*Client, error) {
	a := &Client{version: c.Version, success: c.Success}
	a.source = sdk.Source{Name: c.Name, Service: c.Service, Region: c.Region}
	if c.Name == "" {
		a.source.Name = c.Service + "://" + c.Region
	}
	if err := a.locate(c); err != nil {
		return nil, err
	}
	sign, err := a.scheme(c)
	if err != nil {
		return nil, err
	}
	if c.Credentials == nil {
		c.Credentials = credentials.Default(c.Profile)
	}
	if c.RoundTripper != nil {
		c.Transport.RoundTripper = c.RoundTripper
	}
	a.calls = transport.New(transport.Config{
		Service: c.Service, Region: c.Region, Signer: sign, Source: c.Credentials,
		Limits: c.Limits, Options: c.Transport,
	})
	return a, nil
}

// locate finds the endpoint.
func (c *Client) locate(from Config) error {
	if err := transport.CheckRegion(from.Region); err != nil {
		c.source.Region = "" // whatever it is, it is not shown as one
		return c.Invalid("New", "Region cannot be a region's name: "+err.Error())
	}
	if from.Endpoint != "" {
		u, err := transport.ParseEndpoint(from.Endpoint)
		if err != nil {
			return c.Invalid("New", "Endpoint cannot be used: "+err.Error())
		}
		if u.Path == "" {
			u.Path = "/"
		}
		c.endpoint = u
		return nil
	}
	if from.Region == "" {
		return c.Invalid("New", "Region is empty, and so is Endpoint: give one of them")
	}
	c.endpoint = &url.URL{Scheme: "https", Host: hostOf(from.Service, from.Region), Path: "/"}
	return nil
}

// scheme finds the signature's version. It comes after locate.
func (c *Client) scheme(from Config) (signer.Signer, error) {
	version := from.Signature
	if version == "" {
		version = from.Preferred
	}
	switch version {
	case "v1":
		if c.endpoint.Path != "/" {
			return nil, c.Invalid("New", "Endpoint has a path, for which the signature v1 has no place: leave the path out, or ask for v3")
		}
		return alibaba.RPCV1{}, nil
	case "v3":
		c.headers = true
		return alibaba.ACS3{}, nil
	}
	return nil, c.Invalid("New", "Signature is none of v1, v3")
}

// Source says whose calls these are.
func (c *Client) Source() sdk.Source { return c.source }

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
