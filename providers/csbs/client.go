package csbs

import (
	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
)

// Options are the settings of CSBS itself, which all have defaults.
type Options struct {
	Name     string // how receipts call the client; default csbs://REGION
	Endpoint string // base URL; default the region's
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

// New builds a client. It does no I/O. A configuration that cannot be is an error of
// kind [errors.InvalidInput] that names the field and what it may be.
func New(cloud huawei.Config, o Options) (*Client, error) {
	c, err := huawei.New(cloud, huawei.Service{Name: "csbs", Codes: Codes(), Successor: "cbr", SourceName: o.Name, Endpoint: o.Endpoint})
	if err != nil {
		return nil, err
	}
	return &Client{cloud: c}, nil
}

// Source implements [sdk.Client].
func (c *Client) Source() sdk.Source { return c.cloud.Source() }
