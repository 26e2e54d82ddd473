package main

import (
	"bufio"
	"io"
	"sync"

	"github.com/taskfault/taskfault/errors"
)

// console is where everything is printed. It keeps the progress line out of the
// way of what is printed beside it, and remembers the first failure to write.
// It is safe for concurrent use.
type console struct {
	secrets *secrets
	*readers

	mu     sync.Mutex
	out    *bufio.Writer
	err    io.Writer
	drawn  bool // the progress line stands on the terminal
	lose   func()
	outErr error
}

func newConsole(w world, s *secrets) *console {
	r := newReaders()
	return &console{secrets: s, readers: r, out: bufio.NewWriterSize(r.of(w.stdout), 32<<10), err: r.of(w.stderr), lose: func() {}}
}

// onLoss says what to do when stdout takes no more.
func (c *console) onLoss(do func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lose = do
}

// print writes to stdout. The text may wait for flush.
func (c *console) print(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.outErr == nil {
		c.erase()
		_, err := c.out.WriteString(text)
		c.check(err)
	}
}

// record writes one JSON line to stdout. It may wait for flush.
func (c *console) record(v any) {
	line, err := jsonLine(v)
	if err != nil {
		c.complain("a record could not be written as JSON: " + err.Error())
		return
	}
	c.print(string(line))
}

// flush passes on what was printed.
func (c *console) flush() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flushLocked()
}

func (c *console) flushLocked() {
	if c.outErr == nil {
		c.check(c.out.Flush())
	}
}

// check keeps the first failure and ends what would print more.
func (c *console) check(err error) {
	if err != nil && c.outErr == nil {
		c.outErr = err
		c.lose()
	}
}

// failed is the first failure to write to stdout.
func (c *console) failed() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.outErr
}

// complain writes one line about what went wrong to stderr.
func (c *console) complain(text string) {
	_, _ = c.Write([]byte("taskfault: " + errors.Printable(text) + "\n"))
}

// Write writes to stderr, without secrets. A failure is kept from the caller:
// there is nobody left to tell.
func (c *console) Write(text []byte) (int, error) {
	c.writeErr(c.secrets.cut(string(text)))
	return len(text), nil
}

// writeErr writes to stderr what holds no secret.
func (c *console) writeErr(text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flushLocked() // in the order of events, where both are one terminal
	c.erase()
	_, _ = io.WriteString(c.err, text)
}

// progress draws a line on stderr that the next one replaces.
func (c *console) progress(line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = io.WriteString(c.err, "\r"+line+clearToEnd)
	c.drawn = true
}

// clearProgress takes the line away.
func (c *console) clearProgress() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.erase()
}

func (c *console) erase() {
	if c.drawn {
		_, _ = io.WriteString(c.err, "\r"+clearToEnd)
		c.drawn = false
	}
}

// close passes on what is left.
func (c *console) close() {
	c.clearProgress()
	c.flush()
}

// clearToEnd is the terminal's command to clear the rest of the line.
const clearToEnd = "\x1b[K"
