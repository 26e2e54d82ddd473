// Package profile knows where the clouds' own tools leave files with keys.
package profile

import (
	"os"
	"path/filepath"
)

// Home is a path below the user's home directory, empty if that is not known.
func Home(parts ...string) string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}
