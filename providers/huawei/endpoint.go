package huawei

import (
	"net/url"
	"strings"

	credentials "github.com/taskfault/taskfault/sdk/credentials/huawei"
	"github.com/taskfault/taskfault/sdk/transport"
)

// host is the name of a service's host in a region. Regions that nobody has
// heard of follow Huawei Cloud's pattern, so that one which opens tomorrow
// works, and a slip of the pen is told by the name service.
//
// The vendor's own table sends SDRS calls for ap-southeast-2 to ap-southeast-3.
// Nothing says why, and another region has other projects, so this one does not.
func host(service, region string) string {
	switch {
	case region == "eu-ch2":
		return service + ".eu-ch2.sc.otc.t-systems.com"
	case credentials.IsOTC(region):
		return service + "." + region + ".otc.t-systems.com"
	case region == "eu-west-101":
		return service + "." + region + ".myhuaweicloud.eu"
	}
	return service + "." + region + ".myhuaweicloud.com"
}

// endpoint is the base URL of the service's calls. A path in it, that of a
// gateway for instance, goes before the service's own and is signed with it.
func (c Config) endpoint() (*url.URL, error) {
	if err := transport.CheckRegion(c.Region); err != nil {
		c.Region = "" // whatever it is, it is not shown as one
		return nil, c.invalid("Region cannot be a region's name: " + err.Error())
	}
	if c.IAMEndpoint != "" {
		if _, err := transport.ParseEndpoint(c.IAMEndpoint); err != nil {
			return nil, c.invalid("IAMEndpoint cannot be used: " + err.Error())
		}
	}
	if c.Endpoint == "" {
		if c.Region == "" {
			return nil, c.invalid("Region is missing: give one, such as eu-de, or an Endpoint")
		}
		return &url.URL{Scheme: "https", Host: host(c.Service, c.Region)}, nil
	}
	u, err := transport.ParseEndpoint(c.Endpoint)
	if err != nil {
		return nil, c.invalid("Endpoint cannot be used: " + err.Error())
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/"), RawPath: strings.TrimRight(u.RawPath, "/")}, nil
}
