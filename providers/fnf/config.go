package fnf

import (
	"net/http"
	"slices"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Config says which FnF a client reads and as whom. Region or Endpoint is
// required; the rest has defaults.
type Config struct {
	Name     string // how receipts call the source; default fnf:// and the region
	Region   string // cn-hangzhou for instance
	Endpoint string // base URL; default the region's public one
	Profile  string // of the CLI or the shared file, for the default chain

	Credentials signer.Source // default: the cloud's chain for Profile
	// Signature is the version of the signature, "v1" or "v3". Default v1, as
	// in the vendor's own client.
	Signature string

	RoundTripper http.RoundTripper // short for Transport.RoundTripper
	Transport    transport.Options

	// Flows are the names of the only flows to read. Default: every flow of the
	// region.
	Flows []string
}

// Client reads FnF and reports to it. It is immutable after New and safe for
// concurrent use.
type Client struct {
	api   *alibaba.Client
	flows []string // sorted; nil for every flow
}

var (
	_ sdk.Client   = (*Client)(nil)
	_ sdk.Reporter = (*Client)(nil)
)

// history is the class of operations that have a limit of their own.
const history = "history"

// limits are those that the service publishes for an account: 50 requests at
// once and 5 a second for DescribeExecution and GetExecutionHistory together,
// 10 and 2 for everything else.
func limits() map[string]transport.Limit {
	return map[string]transport.Limit{
		history: {PerSecond: 5, Burst: 50},
		"":      {PerSecond: 2, Burst: 10},
	}
}

// New builds a client. It does no I/O. A configuration that cannot be is an
// [errors.Error] of kind invalid_input, which names the field.
func New(c Config) (*Client, error) {
	api, err := alibaba.New(alibaba.Config{
		Service: "fnf", Version: "2019-03-15", Signature: c.Signature, Preferred: "v1", Limits: limits(),
		Name: c.Name, Region: c.Region, Endpoint: c.Endpoint, Profile: c.Profile,
		Credentials: c.Credentials, RoundTripper: c.RoundTripper, Transport: c.Transport,
	})
	if err != nil {
		return nil, err
	}
	for _, name := range c.Flows {
		if err := api.Refuse("New", flowName("Flows", name)); err != nil {
			return nil, err
		}
	}
	return &Client{api: api, flows: slices.Compact(slices.Sorted(slices.Values(c.Flows)))}, nil
}

// Source says whose tasks these are.
func (c *Client) Source() sdk.Source { return c.api.Source() }
