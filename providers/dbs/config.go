package dbs

import (
	"net/http"
	"slices"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Config says which DBS a client reads and as whom. Region or Endpoint is
// required; the rest has defaults.
type Config struct {
	Name     string // how receipts call the source; default dbs:// and the region
	Region   string // cn-hangzhou for instance
	Endpoint string // base URL; default the region's public one
	Profile  string // of the CLI or the shared file, for the default chain

	Credentials signer.Source // default: the cloud's chain for Profile
	// Signature is the version of the signature, "v3" or "v1". Default v3.
	Signature string

	RoundTripper http.RoundTripper // short for Transport.RoundTripper
	Transport    transport.Options

	// Plans are the IDs of the only backup plans to read. Default: every plan
	// of the region.
	Plans []string

	// Lang is the language of the service's own standard texts in reasons: "en",
	// which is the default, or "zh".
	Lang string
}

// Client reads DBS. It is immutable after New and safe for concurrent use.
type Client struct {
	api      *alibaba.Client
	plans    []string // sorted; nil for every plan
	language string   // as the service calls it
}

var (
	_ sdk.Client    = (*Client)(nil)
	_ sdk.Explainer = (*Client)(nil)
)

// New builds a client. It does no I/O. A configuration that cannot be is an
// [errors.Error] of kind invalid_input, which names the field.
func New(c Config) (*Client, error) {
	api, err := alibaba.New(alibaba.Config{
		Service: "dbs", Version: "2019-03-06", Signature: c.Signature, Preferred: "v3",
		Success: func(out any) *bool { return &out.(interface{ answer() *Answer }).answer().Success },
		Name:    c.Name, Region: c.Region, Endpoint: c.Endpoint, Profile: c.Profile,
		Credentials: c.Credentials, RoundTripper: c.RoundTripper, Transport: c.Transport,
	})
	if err != nil {
		return nil, err
	}
	for _, id := range c.Plans {
		if err := api.Refuse("New", planID("Plans", id)); err != nil {
			return nil, err
		}
	}
	return &Client{api: api, plans: slices.Compact(slices.Sorted(slices.Values(c.Plans))), language: languageOf(c.Lang)}, nil
}

// Source says whose tasks these are.
func (c *Client) Source() sdk.Source { return c.api.Source() }
