//go:build !windows && (!unix || solaris || aix)

package main

import "os"

// lockFile cannot lock on this system.
func lockFile(*os.File) (got bool, err error) { return false, errCannotLock }
