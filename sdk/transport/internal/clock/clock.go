// Package clock knows the clocks of servers.
package clock

import (
	"net/http"
	"sync/atomic"
	"time"
)

// Clock is a server's clock, as an offset from the local one.
type Clock struct {
	offset atomic.Int64
	known  atomic.Bool
	worded atomic.Bool // told by the words of a refusal, beside a Date that differed
	// Doubted is true while no signature was accepted since one was refused for
	// its time. If the next one is refused for its time as well, the clock was not
	// what was wrong.
	Doubted atomic.Bool
	common  *atomic.Int64 // what the server told that spoke last, whichever it was
}

// New returns a clock of which nothing is known but what others tell in common.
func New(common *atomic.Int64) *Clock { return &Clock{common: common} }

// ProvenSkew is how far off a clock must be to be proven wrong. It is far beyond
// what a slow answer can feign, and well inside the services' window.
const ProvenSkew = 5 * time.Minute

// Granularity is below what a Date header, in whole seconds, and the way of an
// answer can tell.
const Granularity = 3 * time.Second

// At returns the server's time when the local clock shows local. Before the server
// has told, it is what others told: where the local clock is wrong, it is wrong
// for all of them.
func (c *Clock) At(local time.Time) time.Time {
	offset := &c.offset
	if !c.known.Load() {
		offset = c.common
	}
	return local.Add(time.Duration(offset.Load())).UTC()
}

// Dated is the offset that the Date of an answer tells, and whether it tells one.
type Dated struct {
	offset time.Duration
	ok     bool
}

// Learn takes the offset from an answer's Date. A cached answer tells when it was
// made and not what time it is.
func (c *Clock) Learn(h http.Header, sent, received time.Time) Dated {
	text := h.Get("Date")
	if text == "" || h.Get("Age") != "" {
		return Dated{}
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return Dated{}
	}
	offset := offsetOf(date, sent, received)
	if !c.worded.Load() {
		c.set(offset)
	}
	return Dated{offset, true}
}

// Told takes the offset from the time that a refusal tells in words. If the answer
// has a Date that differs, that is not of the clock by which signatures are judged,
// and is passed over from then on.
func (c *Clock) Told(at, sent, received time.Time, date Dated) {
	offset := offsetOf(at, sent, received)
	c.worded.Store(date.ok && (date.offset-offset).Abs() > ProvenSkew)
	c.set(offset)
}

// offsetOf is how far a clock is ahead that showed at, to its second, between
// sending and receiving.
func offsetOf(at, sent, received time.Time) time.Duration {
	way := received.Sub(sent)
	offset := at.Truncate(time.Second).Add(500 * time.Millisecond).Sub(sent.Add(way / 2))
	if offset.Abs() < Granularity+way/2 {
		return 0
	}
	return offset
}

func (c *Clock) set(offset time.Duration) {
	if c.known.Load() && c.offset.Load() == int64(offset) {
		return
	}
	c.offset.Store(int64(offset))
	c.known.Store(true)
	c.common.Store(int64(offset))
}
