package main

import (
	"os"

	"github.com/taskfault/taskfault/errors"
	"golang.org/x/sys/windows"
)

// lockFile locks the file for this process, and reports false if another has it.
// The byte that is locked lies far behind the text, which others may read.
func lockFile(file *os.File) (got bool, err error) {
	at := windows.Overlapped{OffsetHigh: 1}
	err = windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return false, nil
	case errors.Is(err, windows.ERROR_NOT_SUPPORTED), errors.Is(err, windows.ERROR_INVALID_FUNCTION):
		return false, errCannotLock
	}
	return false, err
}
