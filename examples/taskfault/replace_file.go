package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// mostLinks is how many links are followed from one name, as systems have it.
const mostLinks = 40

// target is the path without a link at its end, so that what a link points to is
// written and not the link, also where it is not there yet. Its folder exists, and
// what is there is a regular file: no other can be replaced.
func target(path string) (string, error) {
	next := path
	for range mostLinks {
		folder, name := filepath.Split(next) // which leaves .. as it is: behind a link it means another folder
		if folder == "" {
			folder = "."
		}
		folder, err := filepath.EvalSymlinks(folder)
		if err != nil {
			return "", err
		}
		if info, err := os.Stat(folder); err == nil && !info.IsDir() {
			return "", fmt.Errorf("%s is not a folder", folder)
		}
		next = filepath.Join(folder, name)
		to, err := os.Readlink(next)
		if err != nil { // it is no link, or not there
			return next, regular(next)
		}
		if !filepath.IsAbs(to) {
			to = folder + string(filepath.Separator) + to
		}
		next = to
	}
	return "", fmt.Errorf("%s leads from link to link without an end", path)
}

// regular refuses what is at path and no regular file.
func regular(path string) error {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file", path)
	}
	return nil
}

// replace puts a new file in the place of an old one in one step. Others may not
// read it. alone says that nobody else writes the file: then the new one has the
// same name each time, so that a run that is killed leaves no more than one behind.
func replace(path string, body []byte, alone bool) (err error) {
	file, err := newFile(path, alone)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	_, err = file.Write(body)
	if err == nil {
		err = file.Sync() // or a crash could leave the new name on an empty file
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	return err
}

// newFile makes the file that will take the place of the one at path.
func newFile(path string, alone bool) (*os.File, error) {
	if !alone {
		return os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // mode 0600
	}
	name := beside(path, "new")
	_ = os.Remove(name)
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
}
