package alibaba

import (
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Config says whose Alibaba Cloud is called, and how. It is given once, as a plain
// value, to the New of every service of this cloud. Region is needed unless the
// options of a client have an Endpoint; the rest has defaults.
//
// All clients of a process share one pool of connections and what is known of a key,
// unless Transport has a RoundTripper or Keys of its own. Clients made of one Config
// whose Transport has a Shared also share clocks and, for one source of Credentials,
// limits.
type Config struct {
	Region  string // cn-hangzhou for instance
	Auth    Auth   // how requests are signed; default what the service prefers
	Profile string // of the CLI or the shared file, for the default chain

	Credentials signer.Source // default: the cloud's chain for Profile
	Transport   transport.Options

	// Codes are those of several services, put together by [errors.JoinCodes], where
	// tasks may report codes of siblings. Default: each client's own, with those of the
	// gateway and of the services behind it.
	Codes *errors.Codes
}

// Auth names a way to sign requests.
type Auth string

const (
	// AuthV3 is ACS3-HMAC-SHA256, which signs headers, query and body. The vendor
	// recommends it for every service.
	AuthV3 Auth = "v3"
	// AuthV1 is the older form, which signs the parameters of query and form with
	// HMAC-SHA1. It has no place for a path in an Endpoint.
	AuthV1 Auth = "v1"
)

// Service is what a provider says of its service to build a client. It is for the
// authors of providers; users give a [Config] and the options of the service.
type Service struct {
	Name    string        // as a source's URL and errors call it, dbs for instance
	Codes   *errors.Codes // what its codes mean
	Version string        // of the service's interface
	Auth    Auth          // for a Config that names none
	// Host is the service's public host in a region.
	Host func(region string) string
	// Limits are those that the service publishes, by class of operation.
	Limits map[string]transport.Limit
	// Success finds the member of an answer that says whether the call went
	// well. It is nil for a service that says so by the HTTP status.
	Success func(answer any) *bool

	// What the user's options say of this one client.
	SourceName string // how receipts call it; default NAME://REGION
	Endpoint   string // base URL; default the region's public one
}
