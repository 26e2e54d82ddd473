package credentials

import (
	"context"
	"os"

	"github.com/taskfault/taskfault/errors"
)

// ReadProfile is [ReadFile] for a source of keys, with the errors that a [Chain]
// goes by: a file that is not there, and an empty path where there is no home
// directory, is a source that is not set up.
func ReadProfile(ctx context.Context, path string) ([]byte, error) {
	if path == "" {
		return nil, Missing("the home directory is not known")
	}
	text, err := ReadFile(ctx, path)
	switch {
	case err == nil:
		return text, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, os.ErrNotExist):
		return nil, Missing(path + " does not exist")
	}
	return nil, Broken("the keys cannot be read: " + err.Error())
}
