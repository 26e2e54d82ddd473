package sdrs

import (
	"net/url"
	"slices"

	"github.com/taskfault/taskfault/providers/huawei"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Options are the settings of SDRS itself, which all have defaults.
type Options struct {
	Name     string // how receipts call the client; default sdrs://REGION, and the filters where there are any
	Endpoint string // base URL; default the region's

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

// New builds a client. It does no I/O. A configuration that cannot be is an error of
// kind [errors.InvalidInput] that names the field and what it may be.
func New(cloud huawei.Config, o Options) (*Client, error) {
	c, err := huawei.New(cloud, huawei.Service{Name: "sdrs", Codes: Codes(), SourceName: o.name(cloud.Region), Endpoint: o.Endpoint})
	if err != nil {
		return nil, err
	}
	if slices.Contains(o.ServerGroupIDs, "") {
		return nil, c.Invalid("New", "ServerGroupIDs must not hold an empty ID, which would stand for the group level")
	}
	if err := o.check(c); err != nil {
		return nil, err
	}
	return &Client{
		cloud:  c,
		groups: slices.Clone(o.ServerGroupIDs),
		filter: ListFailureJobsInput{FailureStatus: o.FailureStatus, ResourceType: o.ResourceType, ResourceName: o.ResourceName},
	}, nil
}

// check refuses groups and filters that cannot be.
func (o Options) check(c *huawei.Client) error {
	for _, id := range o.ServerGroupIDs {
		if err := c.CheckID("New", "ServerGroupIDs", id); err != nil {
			return provider.OfField("ServerGroupIDs", err)
		}
	}
	for _, f := range [...]struct{ name, value string }{
		{"FailureStatus", o.FailureStatus}, {"ResourceType", o.ResourceType}, {"ResourceName", o.ResourceName},
	} {
		if err := c.CheckText("New", f.name, f.value); err != nil {
			return provider.OfField(f.name, err)
		}
	}
	return nil
}

// name is the client's name. Filters are a part of it, since what was read with
// one filter says nothing about what would be read with another.
func (o Options) name(region string) string {
	if o.Name != "" {
		return o.Name
	}
	q := url.Values{}
	for _, f := range [...]struct{ key, value string }{
		{"failure_status", o.FailureStatus}, {"resource_type", o.ResourceType}, {"resource_name", o.ResourceName},
	} {
		if f.value != "" {
			q.Set(f.key, f.value)
		}
	}
	if len(o.ServerGroupIDs) > 0 {
		q["server_group_id"] = slices.Sorted(slices.Values(o.ServerGroupIDs))
	}
	name := "sdrs://" + region
	if len(q) > 0 {
		name += "?" + q.Encode()
	}
	return name
}

// Source implements [sdk.Client].
func (c *Client) Source() sdk.Source { return c.cloud.Source(sdk.Failed) }
