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

// States of items that are well, there whatever Config.Failures says.
var csbsStates = []string{
	"available", "protecting", "waiting_protect", "available", "restoring",
	"waiting_restore", "available", "deleting", "waiting_delete", "deleted",
}

// csbsServers is how many servers there are to back up.
const csbsServers = 10

func newCSBSData(c Config) *csbsData {
	d := newDice(c, "csbs")
	b := &csbsData{mix: mixed{c.Failures, beside(c.Failures), 2 * len(csbsStates)}}
	b.items = newRows(d, b.mix.total())
	b.policies = newCSBSPolicies(d, c.ProjectID, b)
	return b
}

// csbsState is how an item is: its status, the operation that failed, and the part
// that failed inside of a good one, if any did. nth counts among the items alike.
type csbsState struct {
	status, failed, part string
	nth                  int
}

// state of item n.
func (b *csbsData) state(n int) csbsState {
	sort, nth := b.mix.row(n)
	switch sort {
	case rowWell:
		return csbsState{status: csbsStates[nth%len(csbsStates)], nth: nth}
	case rowBeside:
		return csbsState{status: "available", part: [...]string{"copy", "disk"}[nth%2], nth: nth}
	}
	s := csbsState{status: "available", nth: nth}
	switch nth % 3 {
	case 0:
		s.status, s.failed = "error", "backup"
	case 1:
		s.failed = "restore"
	default:
		s.failed = "delete"
	}
	return s
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
	switch b.state(n).status {
	case "available", "error", "deleted":
		return b.items.later(n, topicFinished), true
	}
	return time.Time{}, false
}
