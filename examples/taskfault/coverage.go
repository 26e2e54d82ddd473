package main

import (
	"slices"
	"sync"

	"github.com/taskfault/taskfault/sdk"
)

// coverage is what a run has read of its sources so far. It is safe for concurrent
// use.
type coverage struct {
	mu    sync.Mutex
	past  []sdk.Receipt // of the rounds that have ended, in the order of the clients
	scan  *sdk.Scan     // that of the present round
	round []int         // the places of its sources among the clients
}

func newCoverage(clients []sdk.Client) *coverage {
	c := &coverage{past: make([]sdk.Receipt, len(clients))}
	for i, client := range clients {
		c.past[i].Source = client.Source()
	}
	return c
}

// begin notes the round that is read now.
func (c *coverage) begin(scan *sdk.Scan, round []int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.scan, c.round = scan, round
}

// end notes that the round is over. unread says that the limit was used up before
// it. It returns how many tasks the round has found.
func (c *coverage) end(unread bool) (tasks int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, r := range c.scan.Receipts() {
		r.Limited = r.Limited || unread
		c.past[c.round[i]] = r
		tasks += r.Tasks
	}
	c.scan, c.round = nil, nil
	return tasks
}

// receipts are those of all sources, in the order of the clients.
func (c *coverage) receipts() []sdk.Receipt {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := slices.Clone(c.past)
	if c.scan != nil {
		for i, r := range c.scan.Receipts() {
			all[c.round[i]] = r
		}
	}
	return all
}
