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

// locate finds the base URL of the service's calls. A path in it, that of a
// gateway for instance, goes before the service's own and is signed with it.
func (c *Client) locate(cloud Config, service Service) error {
	if err := transport.CheckRegion(cloud.Region); err != nil {
		c.region = "" // whatever it is, it is not shown as one
		return c.invalidField("Region", "cannot be a region's name: "+err.Error())
	}
	if cloud.IAMEndpoint != "" {
		if _, err := transport.ParseEndpoint(cloud.IAMEndpoint); err != nil {
			return c.invalidField("IAMEndpoint", "cannot be used: "+err.Error())
		}
	}
	if service.Endpoint == "" {
		if cloud.Region == "" {
			return c.invalidField("Region", "is missing: give one, such as eu-de, or an Endpoint")
		}
		c.endpoint = &url.URL{Scheme: "https", Host: host(service.Name, cloud.Region)}
		return nil
	}
	u, err := transport.ParseEndpoint(service.Endpoint)
	if err != nil {
		return c.invalidField("Endpoint", "cannot be used: "+err.Error())
	}
	c.endpoint = &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/"), RawPath: strings.TrimRight(u.RawPath, "/")}
	return nil
}
