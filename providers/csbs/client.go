package csbs

import (
	"net/http"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Config says whose tasks to read, and how. Region or Endpoint is needed; the
// rest has defaults.
type Config struct {
	Name     string // how receipts call the client; default csbs://REGION
	Region   string
	Endpoint string // base URL; default the region's
	Profile  string // of the credentials file; default the environment, then the file's own default

	// ProjectID is the project. Default: the one that comes with the
	// credentials, else that of the environment, else the one named like the
	// region, looked up in IAM once.
	ProjectID   string
	IAMEndpoint string // base URL of IAM; default the region's

	// Auth is how requests are signed: "aksk" (default), "aksk-otc" for the
	// older form of Open Telekom Cloud, or "token" for X-Auth-Token.
	Auth        string
	Signer      signer.Signer // signs instead of what Auth says
	Credentials signer.Source // default: the keys or tokens of Profile and environment

	RoundTripper http.RoundTripper // short for Transport.RoundTripper
	Transport    transport.Options
}

// Client reads one project in one region. It is immutable and safe for
// concurrent use.
type Client struct {
	cloud *huawei.Client
}

var _ sdk.Client = (*Client)(nil)

// role is what the caller must be granted; the package comment says why it is
// not an action.
const role = "CSBS Administrator"

// New builds a client. It does no I/O. A Config that cannot be is an error of
// kind [errors.InvalidInput] that names the field and what it may be.
func New(c Config) (*Client, error) {
	cloud, err := huawei.New(huawei.Config{
		Service: "csbs", Name: c.Name, Region: c.Region, Endpoint: c.Endpoint, Profile: c.Profile,
		ProjectID: c.ProjectID, IAMEndpoint: c.IAMEndpoint, Auth: c.Auth, Signer: c.Signer,
		Credentials: c.Credentials, RoundTripper: c.RoundTripper, Transport: c.Transport,
	})
	if err != nil {
		return nil, err
	}
	return &Client{cloud: cloud}, nil
}

// Source implements [sdk.Client].
func (c *Client) Source() sdk.Source { return c.cloud.Source() }
