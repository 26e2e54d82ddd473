package dial

import (
	"net/netip"
	"strings"
)

// IsLoopback reports whether a host is this machine itself: what is sent there
// crosses no network, and no proxy either.
func IsLoopback(host string) bool {
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.Unmap().IsLoopback()
}
