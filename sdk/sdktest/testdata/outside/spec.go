package stow

import (
	"context"

	"github.com/taskfault/taskfault/sdk"
	"github.com/taskfault/taskfault/sdk/provider"
)

// right is what a token must allow.
const right = "jobs:read"

// Spec is what the provider says of itself.
func Spec() provider.Spec {
	return provider.Spec{
		Service: service,
		Title:   "Stow Backup",
		Help:    "backup and restore jobs",
		Codes:   Codes(),
		Keys: []provider.Key{
			provider.EndpointKey(),
			{Name: "volume", Help: "only jobs of this volume", ID: true},
		},
		Open: func(_ context.Context, u provider.SourceURL, with provider.Settings) (sdk.Client, error) {
			c, err := New(Config{
				Name: u.Name, Region: u.Region, Endpoint: u.Endpoint(), Volume: u.Value("volume"),
				Token: with.Credentials, Transport: with.Transport,
			})
			if err != nil {
				return nil, err // and no nil *Client inside an sdk.Client that is not nil
			}
			return c, nil
		},
		Rights: []provider.Right{
			{Operation: "ListJobs", Right: right, For: "all jobs"},
			{Operation: "ShowJob", Right: right, For: "one job"},
		},
	}
}
