package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
)

// errCannotLock is told of a file system that has no locks.
var errCannotLock = errors.New("the file system has no locks")

// fileLock keeps a file to one run. The lock is on another file beside it, since
// the file itself is replaced. The system takes the lock away from a process that
// dies.
type fileLock struct {
	file *os.File
	path string
}

// tryLock takes the lock for path. Where another run has it, held says which.
func tryLock(path string) (lock *fileLock, held string, err error) {
	l := &fileLock{path: beside(path, "lock")}
	for {
		l.file, err = os.OpenFile(l.path, os.O_RDWR|os.O_CREATE, 0o600)
		if err != nil {
			return nil, "", err
		}
		got, err := lockFile(l.file)
		switch {
		case err != nil:
			l.release()
			return nil, "", err
		case !got:
			held = holder(l.file)
			_ = l.file.Close()
			return nil, held, nil
		case l.current():
			l.sign()
			return l, "", nil
		}
		_ = l.file.Close() // its last holder has removed it meanwhile
	}
}

// beside is the name of a hidden file that belongs to the one at path.
func beside(path, purpose string) string {
	folder, name := filepath.Split(path)
	return folder + "." + name + "." + purpose
}

// current reports whether the file that is locked is still the one of its name.
func (l *fileLock) current() bool {
	mine, err := l.file.Stat()
	if err != nil {
		return false
	}
	other, err := os.Stat(l.path)
	return err == nil && os.SameFile(mine, other)
}

// longestHolder bounds what is read of who has a lock, in bytes.
const longestHolder = 300

// sign writes who has the lock, for those who wait.
func (l *fileLock) sign() {
	host, _ := os.Hostname()
	text := fmt.Sprintf("process %d on %s since %s\n", os.Getpid(), host, time.Now().UTC().Format(time.RFC3339))
	_ = l.file.Truncate(0)
	_, _ = l.file.WriteAt([]byte(text), 0)
}

// holder says who has the lock of the file.
func holder(file *os.File) string {
	text := make([]byte, longestHolder)
	n, _ := file.ReadAt(text, 0)
	if who := strings.TrimSpace(string(text[:n])); who != "" {
		return errors.Printable(who)
	}
	return "another run"
}

// release gives the lock back. A nil one is none.
func (l *fileLock) release() {
	if l == nil {
		return
	}
	_ = os.Remove(l.path) // before the lock is gone: the next one makes a file of its own
	_ = l.file.Close()
}

// The pauses between two attempts to take a lock.
const (
	shortestLockPause = 50 * time.Millisecond
	longestLockPause  = 200 * time.Millisecond
)

// waitForLock takes the lock for path, and tells once whom it has to wait for. The
// error is ctx's where it ends before.
func waitForLock(ctx context.Context, path string, tell func(held string)) (*fileLock, error) {
	for pause := shortestLockPause; ; pause = min(2*pause, longestLockPause) {
		lock, held, err := tryLock(path)
		if err != nil || lock != nil {
			return lock, err
		}
		if pause == shortestLockPause {
			tell(held)
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(pause):
		}
	}
}
