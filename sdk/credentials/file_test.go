//go:build unix

package credentials_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
)

const largest = 1 << 20

func fifo(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	return path
}

// write opens a pipe, which waits for its reader, and writes the pieces.
func write(t *testing.T, path string, every time.Duration, pieces ...string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	for _, p := range pieces {
		time.Sleep(every)
		if _, err := f.WriteString(p); err != nil {
			return
		}
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	path := func(name string, size int) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, bytes.Repeat([]byte("x"), size), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(path("target", 3), link); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "socket")
	if l, err := net.Listen("unix", socket); err == nil {
		defer l.Close()
	}
	for _, test := range []struct {
		path string
		size int
		says string
	}{
		{path("small", 10), 10, ""},
		{path("empty", 0), 0, ""},
		{path("just", largest), largest, ""},
		{path("more", largest+1), 0, "larger than 1048576 bytes"},
		{link, 3, ""},
		{os.DevNull, 0, ""},
		{"/dev/zero", 0, "is a device: give a file or a pipe"},
		{dir, 0, "is a directory"},
		{socket, 0, "is a socket"},
		{filepath.Join(dir, "none"), 0, "no such file"},
		{"", 0, "no such file"},
	} {
		text, err := credentials.ReadFile(t.Context(), test.path)
		if test.says == "" && (err != nil || len(text) != test.size) {
			t.Errorf("%s: %d bytes and %v, want %d", test.path, len(text), err, test.size)
		}
		if test.says != "" && (err == nil || !strings.Contains(err.Error(), test.says) || len(text) != 0) {
			t.Errorf("%s: %d bytes and %v, want one that says %q", test.path, len(text), err, test.says)
		}
	}
	if _, err := credentials.ReadFile(t.Context(), filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file is %v", err)
	}
}

// A pipe is read to its end, once for all who want it.
func TestAPipeIsReadOnceForAll(t *testing.T) {
	path := fifo(t)
	var all sync.WaitGroup
	all.Go(func() {
		time.Sleep(50 * time.Millisecond)
		write(t, path, 30*time.Millisecond, "one ", "two ", "three")
	})
	for range 5 {
		all.Go(func() {
			if text, err := credentials.ReadFile(t.Context(), path); err != nil || string(text) != "one two three" {
				t.Errorf("got %q and %v", text, err)
			}
		})
	}
	all.Wait()
	if text, err := credentials.ReadFile(t.Context(), path); err != nil || string(text) != "one two three" {
		t.Errorf("later: %q and %v", text, err)
	}
}

// What a shell makes of <(...) has no name, and its writer may be gone.
func TestAPipeWithoutAName(t *testing.T) {
	for _, content := range []string{"ak = x", ""} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		_, _ = w.WriteString(content)
		_ = w.Close()
		path := fmt.Sprintf("/dev/fd/%d", r.Fd())
		if _, err := os.Stat(path); err != nil {
			t.Skip(err)
		}
		for range 2 {
			if text, err := credentials.ReadFile(t.Context(), path); err != nil || string(text) != content {
				t.Errorf("got %q and %v, want %q", text, err, content)
			}
		}
	}
}

// Nothing waits longer than its context: neither for a writer, nor for what it
// writes, nor for another reader.
func TestAPipeEndsWithTheContext(t *testing.T) {
	for name, writer := range map[string]func(path string, done <-chan struct{}){
		"no writer": func(string, <-chan struct{}) {},
		"a writer that says nothing": func(path string, done <-chan struct{}) {
			if f, err := os.OpenFile(path, os.O_RDWR, 0); err == nil {
				<-done
				_ = f.Close()
			}
		},
		"a writer that does not end": func(path string, done <-chan struct{}) {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			if err != nil {
				return
			}
			defer f.Close()
			for {
				select {
				case <-done:
					return
				case <-time.After(10 * time.Millisecond):
					_, _ = f.WriteString("x")
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path, done := fifo(t), make(chan struct{})
			var all sync.WaitGroup
			all.Go(func() { writer(path, done) })
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			begun := time.Now()
			var readers sync.WaitGroup
			for range 2 { // the second waits for the first
				readers.Go(func() {
					if text, err := credentials.ReadFile(ctx, path); !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("got %q and %v, want the deadline", text, err)
					}
				})
			}
			readers.Wait()
			if took := time.Since(begun); took > 2*time.Second {
				t.Errorf("it took %v", took)
			}
			close(done)
			all.Wait()
		})
	}
}

func TestAPipeIsBounded(t *testing.T) {
	path := fifo(t)
	var all sync.WaitGroup
	all.Go(func() { write(t, path, 0, strings.Repeat("x", 2*largest)) })
	if text, err := credentials.ReadFile(t.Context(), path); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("%d bytes and %v", len(text), err)
	}
	all.Wait()
}

// What is written into a pipe whose reading was given up is for the next reader.
func TestAGivenUpPipeLosesNothing(t *testing.T) {
	path := fifo(t)
	ctx, cancel := context.WithCancel(t.Context())
	begun := make(chan *os.File)
	go func() {
		w, err := os.OpenFile(path, os.O_WRONLY, 0) // waits for a reader
		if err != nil {
			t.Error(err)
		}
		begun <- w
	}()
	ended := make(chan error)
	go func() {
		_, err := credentials.ReadFile(ctx, path)
		ended <- err
	}()
	w := <-begun
	if _, err := w.WriteString("one "); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want the context's error", err)
	}
	if _, err := w.WriteString("two"); err != nil {
		t.Errorf("nobody reads any more: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if text, err := credentials.ReadFile(ctx, path); err != nil || string(text) != "one two" {
		t.Errorf("got %q, %v, want all that was written", text, err)
	}
}
