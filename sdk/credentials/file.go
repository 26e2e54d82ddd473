package credentials

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/taskfault/taskfault/errors"
)

const (
	// largestFile bounds what is read of a file: no profile or token is near to it,
	// and some files have no end.
	largestFile = 1 << 20
	// writerWithin is how long a pipe is waited for into which nobody writes.
	writerWithin = 30 * time.Second
	// look is how long a pipe is waited for between two looks at the context.
	look = 20 * time.Millisecond
	// mostPipes bounds what is kept of pipes.
	mostPipes = 100
)

// ReadFile reads a file that holds keys or a token, as the sources of keys do: no
// more than 1 MiB, of a regular file or a pipe, and no longer than ctx. Anything
// else, such as a device or a folder, is an error. A file that does not exist is
// one that is [os.ErrNotExist].
//
// A pipe, such as <(...) of a shell, can be read once. What came from it is kept
// for as long as the process runs, so that several clients can have it. A reading that
// ctx ends is taken up by the next one.
func ReadFile(ctx context.Context, path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, err
	case info.Mode().IsRegular():
		return readRegular(path)
	case info.Mode()&os.ModeNamedPipe != 0:
		return pipes.read(ctx, path, info)
	case path == os.DevNull: // how people say that there is none
		return nil, nil
	}
	return nil, fmt.Errorf("%s is %s: give a file or a pipe", path, sort(info.Mode()))
}

// sort says what a path leads to that cannot be read.
func sort(mode os.FileMode) string {
	switch {
	case mode.IsDir():
		return "a directory"
	case mode&os.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// open does not wait for the other end of a pipe, which a path may have become.
func open(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
}

func readRegular(path string) ([]byte, error) {
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s was a file and is none any more", path)
	}
	text, err := io.ReadAll(io.LimitReader(f, largestFile+1))
	if err == nil && len(text) > largestFile {
		err = tooLarge(path)
	}
	if err != nil {
		return nil, err
	}
	return text, nil
}

func tooLarge(path string) error {
	return fmt.Errorf("%s is larger than %d bytes", path, largestFile)
}

// pipes are those that this process has read.
var pipes = pipeTexts{turn: make(chan struct{}, 1)}

// pipeTexts keeps what came from pipes, of which there are a few. One is read at a
// time, since two readers would share what comes.
type pipeTexts struct {
	turn  chan struct{}
	begun []*pipe // whose reading was given up; for whoever has the turn

	mu   sync.Mutex
	kept []pipeText
}

type pipeText struct {
	path string
	info os.FileInfo
	text []byte
}

func (p *pipeTexts) read(ctx context.Context, path string, info os.FileInfo) ([]byte, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if text, ok := p.find(path, info); ok {
		return text, nil
	}
	reading, err := p.open(path, info)
	if err != nil {
		return nil, err
	}
	text, err := reading.read(ctx)
	switch {
	case ctx.Err() != nil && err != nil && len(p.begun) < mostPipes:
		p.begun = append(p.begun, reading)
		return nil, err
	case err == nil:
		p.keep(pipeText{path, info, text})
	}
	_ = reading.file.Close()
	return text, err
}

// open takes up a reading that was given up, or begins one. Were the pipe closed and
// opened again, what its writer has written meanwhile would be lost.
func (p *pipeTexts) open(path string, info os.FileInfo) (*pipe, error) {
	for i, b := range p.begun {
		if b.path == path && os.SameFile(b.info, info) {
			p.begun = slices.Delete(p.begun, i, i+1)
			return b, nil
		}
	}
	f, err := open(path)
	if err != nil {
		return nil, err
	}
	return &pipe{path: path, info: info, file: f}, nil
}

func (p *pipeTexts) find(path string, info os.FileInfo) ([]byte, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, k := range p.kept {
		if k.path == path && os.SameFile(k.info, info) {
			return k.text, true
		}
	}
	return nil, false
}

func (p *pipeTexts) keep(t pipeText) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.kept) < mostPipes {
		p.kept = append(p.kept, t)
	}
}

// pipe is one that is being read.
type pipe struct {
	path string
	info os.FileInfo
	file *os.File
	text []byte // so far
}

// read reads the pipe to its end, however long its writer takes.
func (p *pipe) read(ctx context.Context) ([]byte, error) {
	begun := time.Now()
	buf := make([]byte, 4096)
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := p.file.SetReadDeadline(time.Now().Add(look)); err != nil {
			return nil, err
		}
		n, err := p.file.Read(buf)
		p.text = append(p.text, buf[:n]...)
		switch {
		case len(p.text) > largestFile:
			return nil, tooLarge(p.path)
		case err == nil || errors.Is(err, os.ErrDeadlineExceeded):
		case err != io.EOF:
			return nil, err
		case len(p.text) > 0 || hasNoName(p.path):
			return p.text, nil
		case time.Since(begun) > writerWithin:
			return nil, fmt.Errorf("nothing was written into the pipe %s in %s", p.path, writerWithin)
		default: // nobody has opened it for writing yet
			if err := pause(ctx, look); err != nil {
				return nil, err
			}
		}
	}
}

// hasNoName reports whether a path is that of a pipe without a name, as a shell
// makes it. Its writer was there first, and no other can come.
func hasNoName(path string) bool {
	return path == "/dev/stdin" || strings.HasPrefix(path, "/dev/fd/") || strings.HasPrefix(path, "/proc/")
}

// pause waits, no longer than ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
