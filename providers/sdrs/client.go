package sdrs

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Config says whose tasks to read, and how. Region or Endpoint is needed; the
// rest has defaults.
type Config struct {
	Name     string // how receipts call the client; default sdrs://REGION, and the filters where there are any
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

	// ServerGroupIDs reads the failures inside of these protection groups and
	// no others. Default: those at the level of groups, and those inside of
	// every group.
	ServerGroupIDs []string
	// FailureStatus, ResourceType and ResourceName are the service's own
	// filters, sent as they are. They leave out failed tasks.
	FailureStatus, ResourceType, ResourceName string
}

// Client reads one project in one region. It is immutable and safe for
// concurrent use.
type Client struct {
	cloud  *huawei.Client
	groups []string // nil for all
	filter ListFailureJobsInput
}

var _ sdk.Client = (*Client)(nil)

// role is what the caller must be granted; the package comment says why it is
// not an action.
const role = "SDRS Administrator (SDRS:*:*)"

// New builds a client. It does no I/O. A Config that cannot be is an error of
// kind [errors.InvalidInput] that names the field and what it may be.
func New(c Config) (*Client, error) {
	cloud, err := huawei.New(huawei.Config{
		Service: "sdrs", Name: c.name(), Region: c.Region, Endpoint: c.Endpoint, Profile: c.Profile,
		ProjectID: c.ProjectID, IAMEndpoint: c.IAMEndpoint, Auth: c.Auth, Signer: c.Signer,
		Credentials: c.Credentials, RoundTripper: c.RoundTripper, Transport: c.Transport,
	})
	if err != nil {
		return nil, err
	}
	if slices.Contains(c.ServerGroupIDs, "") {
		return nil, cloud.Invalid("New", "ServerGroupIDs must not hold an empty ID, which would stand for the group level")
	}
	if err := c.check(cloud); err != nil {
		return nil, err
	}
	return &Client{
		cloud:  cloud,
		groups: slices.Clone(c.ServerGroupIDs),
		filter: ListFailureJobsInput{FailureStatus: c.FailureStatus, ResourceType: c.ResourceType, ResourceName: c.ResourceName},
	}, nil
}

// check refuses groups and filters that cannot be.
func (c Config) check(cloud *huawei.Client) error {
	for _, id := range c.ServerGroupIDs {
		if err := cloud.CheckID("New", "ServerGroupIDs", id); err != nil {
			return err
		}
	}
	for _, f := range [...]struct{ name, value string }{
		{"FailureStatus", c.FailureStatus}, {"ResourceType", c.ResourceType}, {"ResourceName", c.ResourceName},
	} {
		if err := cloud.CheckText("New", f.name, f.value); err != nil {
			return err
		}
	}
	return nil
}

// name is the client's name. Filters are a part of it, since what was read with
// one filter says nothing about what would be read with another.
func (c Config) name() string {
	if c.Name != "" {
		return c.Name
	}
	q := url.Values{}
	for _, f := range [...]struct{ key, value string }{
		{"failure_status", c.FailureStatus}, {"resource_type", c.ResourceType}, {"resource_name", c.ResourceName},
	} {
		if f.value != "" {
			q.Set(f.key, f.value)
		}
	}
	if len(c.ServerGroupIDs) > 0 {
		q["server_group_id"] = slices.Sorted(slices.Values(c.ServerGroupIDs))
	}
	name := "sdrs://" + c.Region
	if len(q) > 0 {
		name += "?" + q.Encode()
	}
	return name
}

// Source implements [sdk.Client].
func (c *Client) Source() sdk.Source { return c.cloud.Source(sdk.Failed) }
