// Package profile reads the files in which the clouds' own tools leave keys.
package profile

import (
	"context"
	"os"
	"path/filepath"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/credentials"
)

// Read reads a profile file, as [credentials.ReadFile] does. One that is not there
// is a source that is not set up, and so is an empty path, which [Home] gives where
// there is no home directory.
func Read(ctx context.Context, path string) ([]byte, error) {
	if path == "" {
		return nil, credentials.Missing("the home directory is not known")
	}
	text, err := credentials.ReadFile(ctx, path)
	switch {
	case err == nil:
		return text, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, os.ErrNotExist):
		return nil, credentials.Missing(path + " does not exist")
	}
	return nil, credentials.Broken("the keys cannot be read: " + err.Error())
}

// Home is a path below the user's home directory, empty if that is not known.
func Home(parts ...string) string {
	dir, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(append([]string{dir}, parts...)...)
}
