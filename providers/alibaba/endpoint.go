package alibaba

import "strings"

// sharedDBS is the host that serves most mainland and US regions of DBS.
const sharedDBS = "dbs-api.cn-hangzhou.aliyuncs.com"

// onSharedDBS are the regions it serves. Where two pages of the documentation
// differ (cn-zhangjiakou), the newer one counts, which gives the region a host
// of its own.
var onSharedDBS = map[string]bool{
	"cn-hangzhou":           true,
	"cn-shanghai":           true,
	"cn-beijing":            true,
	"cn-qingdao":            true,
	"cn-shenzhen":           true,
	"cn-hongkong":           true,
	"us-west-1":             true,
	"us-east-1":             true,
	"cn-hangzhou-finance":   true,
	"cn-shanghai-finance-1": true,
	"cn-shenzhen-finance-1": true,
}

// hostOf is the service's public host in a region. A region that no table
// lists follows the pattern, so that a wrong one shows as a host that does not
// exist.
func hostOf(service, region string) string {
	switch {
	case service == "fnf":
		return region + ".fnf.aliyuncs.com"
	case onSharedDBS[region]:
		return sharedDBS
	}
	return "dbs-api." + region + ".aliyuncs.com"
}

// Shared reports whether the client's host serves several regions, so that a
// call must say which one it means.
func (c *Client) Shared() bool { return strings.EqualFold(c.endpoint.Hostname(), sharedDBS) }
