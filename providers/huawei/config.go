package huawei

import (
	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/transport"
	"github.com/taskfault/taskfault/signer"
)

// Config says whose Huawei Cloud or Open Telekom Cloud is called, and how. It is
// given once, as a plain value, to the New of every service of these clouds. Region
// is needed unless the options of a client have an Endpoint; the rest has defaults.
//
// All clients of a process share one pool of connections and what is known of a key,
// unless Transport has a RoundTripper or Keys of its own. Clients made of one Config
// whose Transport has a Shared also share clocks and, for one source of Credentials or one ProjectID,
// limits.
type Config struct {
	Region string // eu-de for instance

	// ProjectID is the project. Default: the one that comes with the
	// credentials, else that of the environment, else the one named like the
	// region, looked up in IAM once by each client.
	ProjectID   string
	IAMEndpoint string // base URL of IAM; default the region's

	Auth    Auth   // how requests are signed; default AuthAKSK
	Profile string // of the credentials file; default the environment, then the file's own default

	Credentials signer.Source // default: the keys or tokens of Profile and environment
	Transport   transport.Options

	// Codes are those of several services, put together by [errors.JoinCodes], where
	// tasks may report codes of siblings. Default: each client's own, with those of the
	// gateway and of the services behind it.
	Codes *errors.Codes
}

// Service is what a provider says of its service to build a client. It is for the
// authors of providers; users give a [Config] and the options of the service.
type Service struct {
	Name  string        // as hosts, a source's URL and errors call it, sdrs for instance
	Codes *errors.Codes // what its codes mean
	// Limits are those that the service publishes, by class of operation.
	Limits map[string]transport.Limit
	// Successor is the service that its users are sent to, empty if they are not.
	Successor string

	// What the user's options say of this one client.
	SourceName string // how receipts call it; default NAME://REGION
	Endpoint   string // base URL; default the region's
}
