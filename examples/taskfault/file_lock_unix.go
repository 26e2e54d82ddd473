//go:build unix && !solaris && !aix

package main

import (
	"os"

	"github.com/taskfault/taskfault/errors"
	"golang.org/x/sys/unix"
)

// lockFile locks the file for this process, and reports false if another has it.
func lockFile(file *os.File) (got bool, err error) {
	for {
		err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, unix.EINTR):
		case errors.Is(err, unix.EWOULDBLOCK):
			return false, nil
		case errors.Is(err, unix.ENOLCK), errors.Is(err, unix.ENOTSUP), errors.Is(err, unix.EOPNOTSUPP), errors.Is(err, unix.ENOSYS):
			return false, errCannotLock
		default:
			return false, err
		}
	}
}
