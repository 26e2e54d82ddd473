// Package body reads the bodies of answers: no more than may be, and no slower.
package body

import (
	"io"
	"sync"
)

// Buffer is an answer's body in a buffer that is used again: a page of a list is
// decoded from it and copied out.
type Buffer struct{ Bytes []byte }

var bodies = sync.Pool{New: func() any { return new(Buffer) }}

// keepAtMost is the largest buffer worth keeping, and the most that an
// announced length is believed before it has come.
const keepAtMost = 1 << 20

// NewBuffer returns an empty one with room for the announced length, -1 if unknown,
// and for the one byte more that finds the end.
func NewBuffer(announced int64) *Buffer {
	b := bodies.Get().(*Buffer)
	if want := int(min(max(announced+1, 512), keepAtMost)); cap(b.Bytes) < want {
		b.Bytes = make([]byte, 0, want)
	}
	return b
}

// Release gives the buffer back. The bytes are no longer valid then.
func (b *Buffer) Release() {
	if cap(b.Bytes) > keepAtMost {
		return
	}
	b.Bytes = b.Bytes[:0]
	bodies.Put(b)
}

// Fill reads r to its end, ErrTooLarge if that is beyond limit.
func (b *Buffer) Fill(r io.Reader, limit int64) error {
	for idle := 0; ; {
		if len(b.Bytes) == cap(b.Bytes) {
			b.grow(limit)
		}
		n, err := r.Read(b.Bytes[len(b.Bytes):cap(b.Bytes)])
		b.Bytes = b.Bytes[:len(b.Bytes)+n]
		switch {
		case int64(len(b.Bytes)) > limit:
			return ErrTooLarge
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
func (b *Buffer) grow(limit int64) {
	room := max(4*int64(cap(b.Bytes)), 512)
	if room > limit/4 {
		room = max(limit+1, int64(cap(b.Bytes))+1)
	}
	bigger := make([]byte, len(b.Bytes), room)
	copy(bigger, b.Bytes)
	b.Bytes = bigger
}
