package stow

import (
	"cmp"
	"context"
	"net/http"
	"net/url"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// service is how URLs, errors and tasks call it.
const service = "stow"

// Config says whose jobs to read. Region and Token are needed.
type Config struct {
	Name      string // how receipts call the client; default stow://REGION
	Region    string
	Endpoint  string // base URL; default the region's
	Volume    string // only jobs of this volume
	Token     signer.Source
	Transport transport.Options
}

// Client reads the jobs of one region. It is immutable and safe for concurrent use.
type Client struct {
	source sdk.Source
	base   *url.URL
	volume string
	calls  *transport.Client
}

var _ sdk.Client = (*Client)(nil)

// New builds a client. It does no I/O.
func New(c Config) (*Client, error) {
	source := sdk.Source{Name: cmp.Or(c.Name, service+"://"+c.Region), Service: service, Region: c.Region}
	if err := transport.CheckRegion(c.Region); err != nil || c.Region == "" {
		return nil, provider.Invalid(sdk.Source{Service: service}, "New", "Region is missing, or no region's name: give one, such as north")
	}
	base, err := transport.ParseEndpoint(cmp.Or(c.Endpoint, "https://"+c.Region+".stow.example"))
	if err != nil {
		return nil, provider.Invalid(source, "New", "Endpoint cannot be used: "+err.Error())
	}
	if c.Token == nil {
		return nil, provider.Invalid(source, "New", "Token is missing: give a source of credentials with an AuthToken")
	}
	return &Client{source: source, base: base, volume: c.Volume, calls: transport.New(transport.Config{
		Service: service, Region: c.Region, Codes: Codes(), Signer: bearer{}, Source: c.Token, Options: c.Transport,
	})}, nil
}

// Source implements [sdk.Client].
func (c *Client) Source() sdk.Source { return c.source }

// get makes one call that reads. path is what stands below the version.
func (c *Client) get(ctx context.Context, operation string, read func(transport.Response) error, q url.Values, path ...string) error {
	_, err := c.calls.Do(ctx, &transport.Call{
		Operation: operation, Right: right, Method: http.MethodGet,
		URL:    provider.URL(c.base, q, append([]string{"v1"}, path...)...),
		Header: http.Header{"Accept": {"application/json"}}, Repeatable: true, Read: read,
	})
	return err
}
