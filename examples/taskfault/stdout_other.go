//go:build !unix

package main

import "os"

// takesOutput reports whether stdout is open.
func takesOutput(stdout *os.File) bool {
	_, err := stdout.Stat()
	return err == nil
}
