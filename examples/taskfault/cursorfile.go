package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// cursorVersion is that of the file's form; cursors have one of their own.
const cursorVersion = 1

// largestCursorFile bounds what is read, in bytes.
const largestCursorFile = 64 << 20

// cursorFile is where a listing goes on from and what it leaves for the next. A
// nil one is that of a run without --cursor-file.
type cursorFile struct {
	path string
	old  map[string]cursorEntry // by the source's name
}

// cursorText is the file. Of an entry only the cursor counts; the rest is for
// people who look inside.
type cursorText struct {
	Version int           `json:"taskfault_cursors"`
	Entries []cursorEntry `json:"cursors"`
}

type cursorEntry struct {
	Source string     `json:"source"`
	Done   bool       `json:"done"`
	Cursor sdk.Cursor `json:"cursor"`
}

// cursors reads the file, if one is asked for. One that is not there yet, or
// empty, says to begin at the beginning. Whether its cursors are of these sources
// and this query, the scan tells.
func (p *program) cursors(path string, clients []sdk.Client) (*cursorFile, error) {
	if path == "" {
		return nil, nil
	}
	f := &cursorFile{path: path, old: make(map[string]cursorEntry)}
	refused := func(err error) error { return p.flags.value("cursor-file", err.Error()) }
	names := make(map[string]bool, len(clients))
	for _, c := range clients {
		name := c.Source().Name
		if names[name] {
			return nil, refused(fmt.Errorf("two sources are called %s, and cursors could not be told apart", name))
		}
		names[name] = true
	}
	text, err := readCursors(path)
	if err != nil {
		return nil, refused(err)
	}
	for _, e := range text.Entries {
		info, err := e.Cursor.Describe()
		if err != nil {
			return nil, refused(inWords(err))
		}
		if _, twice := f.old[info.Source.Name]; twice {
			return nil, refused(fmt.Errorf("%s has two cursors of %s", path, errors.Printable(info.Source.Name)))
		}
		if !info.Done && p.flags.otherWindow(info.Since, info.Until) {
			return nil, refused(fmt.Errorf("%s goes on with %s in another window: ask for that one, or remove the file to begin anew", path, errors.Printable(info.Source.Name)))
		}
		f.old[info.Source.Name] = e
	}
	return f, nil
}

// readCursors reads the file.
func readCursors(path string) (text cursorText, err error) {
	path = resolved(path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return text, folderExists(path)
	case err != nil:
		return text, err
	case !info.Mode().IsRegular(): // to open a pipe would wait for its other end
		return text, fmt.Errorf("%s is not a regular file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return text, err
	}
	defer file.Close()
	body, err := io.ReadAll(io.LimitReader(file, largestCursorFile+1))
	switch {
	case err != nil:
		return text, err
	case len(body) > largestCursorFile:
		return text, fmt.Errorf("%s is too large for a file of cursors", path)
	case len(bytes.TrimSpace(body)) == 0:
		return text, nil
	case json.Unmarshal(body, &text) != nil || text.Version == 0:
		return text, fmt.Errorf("%s is not a file of cursors, or damaged", path)
	case text.Version != cursorVersion:
		return text, fmt.Errorf("%s was written by another version of taskfault", path)
	}
	return text, nil
}

// folderExists finds out before the reading whether a file can be written after
// it.
func folderExists(path string) error {
	info, err := os.Stat(filepath.Dir(path))
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is not a folder", filepath.Dir(path))
	}
	return err
}

// inWords leaves the message of an error of ours.
func inWords(err error) error {
	if e, ok := errors.AsType[*errors.Error](err); ok {
		return errors.New(e.ErrorMessage())
	}
	return err
}

// entries are the cursors to go on from.
func (f *cursorFile) entries() []sdk.Cursor {
	if f == nil {
		return nil
	}
	var all []sdk.Cursor
	for _, e := range f.old {
		all = append(all, e.Cursor)
	}
	return all
}

// of are the entries of the clients alone.
func (f *cursorFile) of(clients []sdk.Client) []sdk.Cursor {
	if f == nil {
		return nil
	}
	var some []sdk.Cursor
	for _, c := range clients {
		if e, found := f.old[c.Source().Name]; found {
			some = append(some, e.Cursor)
		}
	}
	return some
}

// write replaces the file by where the receipts say that this run came to. A
// source that came nowhere keeps its entry, and one that has to begin anew loses
// it. The file is whole at every moment.
func (f *cursorFile) write(receipts []sdk.Receipt) error {
	if f == nil {
		return nil
	}
	text := cursorText{Version: cursorVersion, Entries: []cursorEntry{}}
	for _, r := range receipts {
		e := cursorEntry{Source: r.Source.Name, Done: r.Complete, Cursor: r.Cursor}
		if e.Cursor == "" && r.Stats.Pages == 0 {
			e = f.old[r.Source.Name]
		}
		if e.Cursor != "" {
			text.Entries = append(text.Entries, e)
		}
	}
	body, err := json.MarshalIndent(text, "", "  ")
	if err != nil {
		return err
	}
	return replace(resolved(f.path), append(body, '\n'))
}

// resolved follows a link, so that what it points to is replaced and not the
// link.
func resolved(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	return path
}

// replace puts a new file in the place of an old one in one step. Others may not
// read it.
func replace(path string, body []byte) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // mode 0600
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
