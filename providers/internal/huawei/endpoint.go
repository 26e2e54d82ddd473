package huawei

import (
	"net/url"
	"strings"

	credentials "github.com/taskfault/taskfault/sdk/credentials/huawei"
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

// endpoint is the base URL of the service's calls.
func (c Config) endpoint() (*url.URL, error) {
	if c.Region != "" && !isRegion(c.Region) {
		return nil, c.invalid("Region must be made of letters, digits, - and _, such as eu-de")
	}
	if c.Endpoint == "" {
		if c.Region == "" {
			return nil, c.invalid("Region is missing: give one, such as eu-de, or an Endpoint")
		}
		return &url.URL{Scheme: "https", Host: host(c.Service, c.Region)}, nil
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.Opaque != "" ||
		u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return nil, c.invalid("Endpoint must be an http or https URL with a host, and without user, query and fragment")
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host, Path: strings.TrimRight(u.Path, "/")}, nil
}

// isRegion reports whether s may stand in a host's name.
func isRegion(s string) bool {
	for _, c := range []byte(s) {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return false
		}
	}
	return len(s) <= 63
}
