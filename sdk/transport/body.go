package transport

import (
	"io"
	"sync"
)

// body is an answer's body in a buffer that is used again: a page of a list is
// decoded from it and copied out.
type body struct{ bytes []byte }

var bodies = sync.Pool{New: func() any { return new(body) }}

// keepAtMost is the largest buffer worth keeping, and the most that an
// announced length is believed before it has come.
const keepAtMost = 1 << 20

// newBody is an empty one with room for the announced length, -1 if unknown,
// and for the one byte more that finds the end.
func newBody(announced int64) *body {
	b := bodies.Get().(*body)
	if want := int(min(max(announced+1, 512), keepAtMost)); cap(b.bytes) < want {
		b.bytes = make([]byte, 0, want)
	}
	return b
}

// release gives the buffer back. The bytes are no longer valid then.
func (b *body) release() {
	if cap(b.bytes) > keepAtMost {
		return
	}
	b.bytes = b.bytes[:0]
	bodies.Put(b)
}

// fill reads r to its end, errTooLarge if that is beyond limit.
func (b *body) fill(r io.Reader, limit int64) error {
	for idle := 0; ; {
		if len(b.bytes) == cap(b.bytes) {
			b.grow(limit)
		}
		n, err := r.Read(b.bytes[len(b.bytes):cap(b.bytes)])
		b.bytes = b.bytes[:len(b.bytes)+n]
		switch {
		case int64(len(b.bytes)) > limit:
			return errTooLarge
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		if idle++; n > 0 {
			idle = 0
		}
		if idle > 100 {
			return io.ErrNoProgress
		}
	}
}

// grow makes four times the room, and when that comes near the limit goes right to
// it and the one byte more that tells: all that was ever allocated for a body
// stays within a third more than the limit.
func (b *body) grow(limit int64) {
	room := max(4*int64(cap(b.bytes)), 512)
	if room > limit/4 {
		room = max(limit+1, int64(cap(b.bytes))+1)
	}
	bigger := make([]byte, len(b.bytes), room)
	copy(bigger, b.bytes)
	b.bytes = bigger
}
