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
	common *atomic.Int64 // what the server told that spoke last, whichever it was
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

// learn takes the offset from an answer's Date. A cached answer tells when it
// was made and not what time it is.
func (c *clock) learn(h http.Header, sent, received time.Time) {
	text := h.Get("Date")
	if text == "" || h.Get("Age") != "" {
		return
	}
	date, err := http.ParseTime(text)
	if err != nil {
		return
	}
	way := received.Sub(sent)
	offset := date.Add(500 * time.Millisecond).Sub(sent.Add(way / 2)) // Date is cut to its second
	if offset.Abs() < granularity+way/2 {
		offset = 0
	}
	if c.known.Load() && c.offset.Load() == int64(offset) {
		return
	}
	c.offset.Store(int64(offset))
	c.known.Store(true)
	c.common.Store(int64(offset))
}
