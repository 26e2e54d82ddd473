package dbs

import "strings"

// sharedHost serves most mainland and US regions.
const sharedHost = "dbs-api.cn-hangzhou.aliyuncs.com"

// onSharedHost are the regions it serves. Where two pages of the documentation
// differ (cn-zhangjiakou), the newer one counts, which gives the region a host
// of its own.
var onSharedHost = map[string]bool{
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

// host is the service's public host in a region. A region that no table lists
// follows the pattern, so that a wrong one shows as a host that does not exist.
func host(region string) string {
	if onSharedHost[region] {
		return sharedHost
	}
	return "dbs-api." + region + ".aliyuncs.com"
}

// isShared reports whether a host serves several regions, so that a call must say
// which one it means.
func isShared(host string) bool { return strings.EqualFold(host, sharedHost) }
