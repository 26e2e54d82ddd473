package emulator

import (
	"strconv"
	"time"
)

// csbsData is what CSBS holds. It never changes.
type csbsData struct {
	items    rows
	mix      mixed
	orders   orders
	policies []csbsPolicy
}

// States of items that have not failed, there whatever Config.Failures says.
var csbsStates = []string{
	"available", "protecting", "waiting_protect", "available", "restoring",
	"waiting_restore", "available", "deleting", "waiting_delete", "deleted",
}

// csbsServers is how many servers there are to back up.
const csbsServers = 10

func newCSBSData(c Config) *csbsData {
	d := newDice(c, "csbs")
	b := &csbsData{mix: mixed{c.Failures, 2 * len(csbsStates)}}
	b.items = newRows(d, b.mix.total())
	b.policies = newCSBSPolicies(d, c.ProjectID, b)
	return b
}

// state of item n: its status, and what failed, if anything did. nth counts among
// those that failed, or among the others.
func (b *csbsData) state(n int) (status, failed string, nth int) {
	bad, nth := b.mix.row(n)
	if !bad {
		return csbsStates[nth%len(csbsStates)], "", nth
	}
	switch nth % 3 {
	case 0:
		return "error", "backup", nth
	case 1:
		return "available", "restore", nth
	}
	return "available", "delete", nth
}

// Topics of an item's facts.
const (
	topicItemName = topicOwn + iota
	topicServer
	topicCheckpoint
	topicTask
	topicDisk
	topicBytes
	topicFinished
)

func (b *csbsData) name(n int) string { return "backup_" + b.items.short(n, topicItemName) }

// Server n and its addresses.
func (b *csbsData) server(n int) string { return b.items.uuid(n%csbsServers, topicServer) }
func (b *csbsData) serverName(n int) string {
	return "ecs-" + b.items.short(n%csbsServers, topicServer)
}
func (b *csbsData) address(n int) string { return "192.168.0." + strconv.Itoa(10+n%csbsServers) }

// publicAddress is empty for most servers.
func (b *csbsData) publicAddress(n int) string {
	if n%csbsServers%4 == 0 {
		return "198.51.100." + strconv.Itoa(10+n%csbsServers)
	}
	return ""
}

func (b *csbsData) zone(n int) string { return [...]string{"eu-de-01", "eu-de-02"}[n%csbsServers%2] }

// imageType is what the server was made from.
func (b *csbsData) imageType(n int) string {
	return [...]string{"gold", "private", "market"}[n%csbsServers%3]
}

// policy is the one that made item n, or empty for one made by hand.
func (b *csbsData) policy(n int) string {
	if n%4 == 3 {
		return ""
	}
	return b.policies[n%4%2].ID
}

// ended reports whether nothing goes on in item n, and when that was so.
func (b *csbsData) ended(n int) (at time.Time, over bool) {
	switch status, _, _ := b.state(n); status {
	case "available", "error", "deleted":
		return b.items.later(n, topicFinished), true
	}
	return time.Time{}, false
}
