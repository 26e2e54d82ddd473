package transport

import (
	"net/http"
	"sync/atomic"
	"time"
)

// clock is a server's clock, as an offset from the local one.
type clock struct {
	offset atomic.Int64
	known  atomic.Bool
	worded atomic.Bool // told by the words of a refusal, beside a Date that differed
	// doubted is true while no signature was accepted since one was refused for
	// its time. If the next one is refused for its time as well, the clock was not
	// what was wrong.
	doubted atomic.Bool
	common  *atomic.Int64 // what the server told that spoke last, whichever it was
}

// granularity is below what a Date header, in whole seconds, and the way of an
// answer can tell.
const granularity = 3 * time.Second

// at is the server's time when the local clock shows local. Before the server
// has told, it is what others told: where the local clock is wrong, it is wrong
// for all of them.
func (c *clock) at(local time.Time) time.Time {
	offset := &c.offset
	if !c.known.Load() {
		offset = c.common
	}
	return local.Add(time.Duration(offset.Load())).UTC()
}

// dated is the offset that the Date of an answer tells, and whether it tells one.
type dated struct {
	offset time.Duration
	ok     bool
}

// learn takes the offset from an answer's Date. A cached answer tells when it was
// made and not what time it is.
func (c *clock) learn(h http.Header, sent, received time.Time) dated {
	text := h.Get("Date")
	if text == "" || h.Get("Age") != "" {
		return dated{}
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return dated{}
	}
	offset := offsetOf(date, sent, received)
	if !c.worded.Load() {
		c.set(offset)
	}
	return dated{offset, true}
}

// told takes the offset from the time that a refusal tells in words. If the answer
// has a Date that differs, that is not of the clock by which signatures are judged,
// and is passed over from then on.
func (c *clock) told(at, sent, received time.Time, date dated) {
	offset := offsetOf(at, sent, received)
	c.worded.Store(date.ok && (date.offset-offset).Abs() > provenSkew)
	c.set(offset)
}

// offsetOf is how far a clock is ahead that showed at, to its second, between
// sending and receiving.
func offsetOf(at, sent, received time.Time) time.Duration {
	way := received.Sub(sent)
	offset := at.Truncate(time.Second).Add(500 * time.Millisecond).Sub(sent.Add(way / 2))
	if offset.Abs() < granularity+way/2 {
		return 0
	}
	return offset
}

func (c *clock) set(offset time.Duration) {
	if c.known.Load() && c.offset.Load() == int64(offset) {
		return
	}
	c.offset.Store(int64(offset))
	c.known.Store(true)
	c.common.Store(int64(offset))
}
