package fnf

import (
	"slices"
	"strings"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
	"github.com/taskfault/taskfault/sdk/transport"
)

// Options are the settings of FnF itself. The zero value reads every flow of the
// region.
type Options struct {
	Name     string // how receipts call the source; default fnf:// and the region
	Endpoint string // base URL; default the region's public one

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

// host is the service's public host in a region.
func host(region string) string { return region + ".fnf.aliyuncs.com" }

// New builds a client. It does no I/O. Requests are signed as [alibaba.AuthV1] if
// cloud does not say how, as in the vendor's own client. A configuration that cannot
// be is an [errors.Error] of kind invalid_input, which names the field.
func New(cloud alibaba.Config, o Options) (*Client, error) {
	api, err := alibaba.New(cloud, alibaba.Service{
		Name: "fnf", Codes: Codes(), Version: "2019-03-15", Auth: alibaba.AuthV1, Host: host, Limits: limits(),
		SourceName: o.Name, Endpoint: o.Endpoint,
	})
	if err != nil {
		return nil, err
	}
	for _, name := range o.Flows {
		if err := api.Refuse("New", flowName("Flows", name)); err != nil {
			return nil, provider.OfField("Flows", err)
		}
	}
	return &Client{api: api, flows: slices.Compact(slices.Sorted(slices.Values(o.Flows)))}, nil
}

// Source says whose tasks these are.
func (c *Client) Source() sdk.Source { return c.api.Source() }

// flowName says what is wrong with a flow's name. A slash is what separates it
// from an execution's.
func flowName(what, name string) string {
	if strings.Contains(name, "/") {
		return what + " has a slash: give the name of a flow alone"
	}
	return alibaba.ID(what, name)
}
