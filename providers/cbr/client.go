package cbr

import (
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
)

// Options are the settings of CBR itself, which all have defaults.
type Options struct {
	Name     string // how receipts call the client; default cbr://REGION
	Endpoint string // base URL; default the region's
	// EnterpriseProjectID is the only enterprise project whose tasks are listed.
	// Default: all that the user may see.
	EnterpriseProjectID string
}

// Client reads one project in one region. It is immutable and safe for
// concurrent use.
type Client struct {
	cloud             *huawei.Client
	enterpriseProject string
}

var _ sdk.Client = (*Client)(nil)

// The actions that the caller must be allowed.
const (
	mayList = "cbr:tasks:list"
	mayGet  = "cbr:tasks:get"
)

// New builds a client. It does no I/O. An invalid configuration is an error of
// kind [errors.InvalidInput] that names the field and what it may be.
func New(cloud huawei.Config, o Options) (*Client, error) {
	c, err := huawei.New(cloud, huawei.Service{Name: "cbr", Codes: Codes(), SourceName: o.Name, Endpoint: o.Endpoint})
	if err != nil {
		return nil, err
	}
	if err := c.CheckText("New", "EnterpriseProjectID", o.EnterpriseProjectID); err != nil {
		return nil, err
	}
	return &Client{cloud: c, enterpriseProject: o.EnterpriseProjectID}, nil
}

// Source implements [sdk.Client].
func (c *Client) Source() sdk.Source { return c.cloud.Source() }
