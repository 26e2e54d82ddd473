package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"sync"
	"time"

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
	path string                 // without links
	old  map[string]cursorEntry // by the source's name
	lock *fileLock              // nil where the file system has none

	mu   sync.Mutex
	body []byte // what this run has written
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

// cursors reads the file, if one is asked for, when no other run has it. One that
// is not there yet, or empty, says to begin at the beginning. Whether its cursors
// are of these sources and this query, the scan tells. Where ctx ends before it is
// this run's turn, it has no file.
func (p *program) cursors(ctx context.Context, path string, clients []sdk.Client) (*cursorFile, error) {
	if path == "" {
		return nil, nil
	}
	refused := func(err error) error { return p.flags.value("cursor-file", err.Error()) }
	if twice := twoOfAName(clients); twice != "" {
		return nil, refused(fmt.Errorf("two sources are called %s, and cursors could not be told apart", twice))
	}
	f := &cursorFile{old: make(map[string]cursorEntry)}
	err := f.open(ctx, path, p.console.complain)
	if err == nil {
		err = f.take(ctx, p.flags.otherWindow)
	}
	if err == nil {
		return f, nil
	}
	f.close()
	if ctx.Err() != nil {
		return nil, nil
	}
	return nil, refused(inWords(err))
}

// twoOfAName is the name of two of the clients, empty if there are none.
func twoOfAName(clients []sdk.Client) string {
	names := make(map[string]bool, len(clients))
	for _, c := range clients {
		name := c.Source().Name
		if names[name] {
			return name
		}
		names[name] = true
	}
	return ""
}

// open finds the file, and locks it for the run: another that writes it at the same
// time would take its place from this one, and leave it a file of other sources.
func (f *cursorFile) open(ctx context.Context, path string, tell func(string)) (err error) {
	if f.path, err = target(path); err != nil {
		return err
	}
	f.lock, err = waitForLock(ctx, f.path, func(held string) {
		tell("--cursor-file: " + path + " is in use by " + held + ": waiting for its end")
	})
	if errors.Is(err, errCannotLock) {
		tell("--cursor-file: " + path + " cannot be locked here: see to it that no other run uses it")
		return nil
	}
	return err
}

// close gives the file back to other runs.
func (f *cursorFile) close() {
	if f != nil {
		f.lock.release()
	}
}

// take reads the entries. otherWindow reports whether the run asks for another
// window than an entry's.
func (f *cursorFile) take(ctx context.Context, otherWindow func(since, until time.Time) bool) error {
	text, err := readCursors(ctx, f.path)
	if err != nil {
		return err
	}
	for _, e := range text.Entries {
		info, err := e.Cursor.Describe()
		if err != nil {
			return err
		}
		name := errors.Printable(info.Source.Name)
		if _, twice := f.old[info.Source.Name]; twice {
			return fmt.Errorf("%s has two cursors of %s", f.path, name)
		}
		if !info.Done && otherWindow(info.Since, info.Until) {
			return fmt.Errorf("%s goes on with %s in another window: ask for that one, or remove the file to begin anew", f.path, name)
		}
		f.old[info.Source.Name] = e
	}
	return nil
}

// readCursors reads a file.
func readCursors(ctx context.Context, path string) (text cursorText, err error) {
	body, err := readFile(ctx, path, largestCursorFile, false)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return text, nil
	case errors.Is(err, errTooLarge):
		return text, fmt.Errorf("%s is too large for a file of cursors", path)
	case err != nil:
		return text, err
	case len(bytes.TrimSpace(body)) == 0:
		return text, nil
	case json.Unmarshal(body, &text) != nil || text.Version == 0:
		return text, fmt.Errorf("%s is not a file of cursors, or damaged", path)
	case text.Version != cursorVersion:
		return text, fmt.Errorf("%s was written by another version of taskfault", path)
	}
	return text, nil
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
// it. The file is whole at every moment. It is safe for concurrent use.
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
	f.mu.Lock()
	defer f.mu.Unlock()
	if bytes.Equal(body, f.body) {
		return nil
	}
	if err := replace(f.path, append(body, '\n'), f.lock != nil); err != nil {
		return err
	}
	f.body = body
	return nil
}
