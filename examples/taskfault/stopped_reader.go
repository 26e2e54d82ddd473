package main

import (
	"io"
	"sync"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// errReaderStopped is what becomes of output that nobody takes in time.
var errReaderStopped = errors.New("its reader has stopped reading")

// takingTime is how long a reader has to take what is left when the run is over.
const takingTime = 500 * time.Millisecond

// readers are those of both streams. When the run is over, by --timeout or the
// user, they are waited for no longer.
type readers struct {
	once sync.Once
	gone chan struct{}
}

func newReaders() *readers { return &readers{gone: make(chan struct{})} }

// hurry begins the time that is left to take what was printed.
func (r *readers) hurry() {
	r.once.Do(func() { time.AfterFunc(takingTime, func() { close(r.gone) }) })
}

// of is w for as long as its reader is waited for.
func (r *readers) of(w io.Writer) io.Writer { return &boundedWriter{to: w, gone: r.gone} }

// boundedWriter gives up a write when gone is closed, and every one after it. A
// write to a full pipe cannot be interrupted, so each runs in a goroutine of its
// own, and the one that is given up stays there until the process ends. It is not
// safe for concurrent use.
type boundedWriter struct {
	to    io.Writer
	gone  <-chan struct{}
	stuck bool
}

func (b *boundedWriter) Write(p []byte) (int, error) {
	if b.stuck {
		return 0, errReaderStopped
	}
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		n, err := b.to.Write(p)
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return r.n, r.err
	case <-b.gone:
	}
	// What is printed after the end has a moment, too.
	select {
	case r := <-done:
		return r.n, r.err
	case <-time.After(takingTime / 10):
		b.stuck = true
		return 0, errReaderStopped
	}
}
