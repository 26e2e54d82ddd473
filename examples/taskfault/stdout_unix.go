//go:build unix

package main

import (
	"os"

	"golang.org/x/sys/unix"
)

// takesOutput reports whether somebody can see what is written to stdout, or has
// chosen not to. Where it was closed before the start, Go's runtime has put
// /dev/null in its place, open for reading and writing; a shell's >/dev/null is
// open for writing alone.
func takesOutput(stdout *os.File) bool {
	flags, err := unix.FcntlInt(stdout.Fd(), unix.F_GETFL, 0)
	if err != nil {
		return false
	}
	switch flags & unix.O_ACCMODE {
	case unix.O_RDONLY:
		return false
	case unix.O_WRONLY:
		return true
	}
	info, err := stdout.Stat()
	if err != nil {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}
