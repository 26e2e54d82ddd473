package dbs

import (
	"slices"
	"strings"

	"github.com/taskfault/taskfault/providers/alibaba"
	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// Options are the settings of DBS itself. The zero value reads every plan of the
// region.
type Options struct {
	Name     string // how receipts call the source; default dbs:// and the region
	Endpoint string // base URL; default the region's public one

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

// New builds a client. It does no I/O. Requests are signed as [alibaba.AuthV3] if
// cloud does not say how. A configuration that cannot be is an [errors.Error] of
// kind invalid_input, which names the field.
func New(cloud alibaba.Config, o Options) (*Client, error) {
	api, err := alibaba.New(cloud, alibaba.Service{
		Name: "dbs", Codes: Codes(), Version: "2019-03-06", Auth: alibaba.AuthV3, Host: host,
		Success:    func(out any) *bool { return &out.(interface{ answer() *Answer }).answer().Success },
		SourceName: o.Name, Endpoint: o.Endpoint,
	})
	if err != nil {
		return nil, err
	}
	for _, id := range o.Plans {
		if err := api.Refuse("New", planID("Plans", id)); err != nil {
			return nil, provider.OfField("Plans", err)
		}
	}
	return &Client{api: api, plans: slices.Compact(slices.Sorted(slices.Values(o.Plans))), language: languageOf(o.Lang)}, nil
}

// Source says whose tasks these are.
func (c *Client) Source() sdk.Source { return c.api.Source() }

// planID says what is wrong with a plan's ID. A slash is what separates it from
// a set's.
func planID(name, id string) string {
	if strings.Contains(id, "/") {
		return name + " has a slash: give the ID of a backup plan alone"
	}
	return alibaba.One(name, id)
}
