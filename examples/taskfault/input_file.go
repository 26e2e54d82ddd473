package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/taskfault/taskfault/errors"
)

// errTooLarge is told of a file with more than may be read of it.
var errTooLarge = errors.New("it is too large")

// readFile reads a file once, no more than most bytes, and not beyond the end of
// ctx. The file is a regular one or, where pipes says so, a pipe: a device such as
// /dev/zero has no end.
func readFile(ctx context.Context, path string, most int64, pipes bool) ([]byte, error) {
	return readAll(ctx, most, func() (io.ReadCloser, error) {
		info, err := os.Stat(path)
		pipe := err == nil && info.Mode()&os.ModeNamedPipe != 0
		switch {
		case err != nil:
			return nil, err
		case pipe && pipes, info.Mode().IsRegular():
			return os.Open(path)
		case pipes:
			return nil, fmt.Errorf("%s is not a regular file or a pipe", path)
		}
		return nil, fmt.Errorf("%s is not a regular file", path)
	})
}

// readAll reads what open opens. To open a pipe waits for its other end, and a
// terminal for its user, and neither can be interrupted: where ctx ends first the
// goroutine stays until the process ends.
func readAll(ctx context.Context, most int64, open func() (io.ReadCloser, error)) ([]byte, error) {
	type content struct {
		body []byte
		err  error
	}
	done := make(chan content, 1)
	go func() {
		in, err := open()
		if err != nil {
			done <- content{err: err}
			return
		}
		defer in.Close()
		body, err := io.ReadAll(io.LimitReader(in, most+1))
		if err == nil && int64(len(body)) > most {
			err = errTooLarge
		}
		done <- content{body, err}
	}()
	select {
	case c := <-done:
		return c.body, c.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
