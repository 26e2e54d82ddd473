package sdk

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/internal/seal"
)

// Cursor says where a listing of one source can go on, in this process or in
// another. It is opaque text that may be kept in a file; [Cursor.Describe] reads
// what it is bound to: service, region, project and name of the source, what is
// asked for (states, trouble, resource and the longest time of a task), and the
// window, made absolute. Page size
// and limit may change between two runs. One that was damaged is refused, and is
// not taken for another place.
//
// A cursor behind something that could not be read says so: a scan that goes on
// from it reads the rest, is not complete, and leaves no cursor, so that the one
// after it begins anew.
//
// The empty Cursor is none at all. A done cursor belongs to a source that was
// read to its end: the next listing of it begins from the beginning.
type Cursor string

// CursorInfo is what a [Cursor] is bound to.
type CursorInfo struct {
	Source   Source // without States
	States   []State
	Trouble  bool
	Resource string
	Since    time.Time
	Until    time.Time
	Longest  time.Duration
	Done     bool // the source was read to its end
}

const (
	cursorFamily  = "tf"
	cursorVersion = cursorFamily + "3."
	maxCursor     = 4 << 20
)

// cursorText is a Cursor as it is written. The members' names are part of
// version 3. Version 1 had no sum, and version 2 knew no trouble.
type cursorText struct {
	Service  string    `json:"service"`
	Region   string    `json:"region,omitempty"`
	Project  string    `json:"project,omitempty"`
	Name     string    `json:"name"`
	States   []State   `json:"states,omitempty"` // sorted, each once
	Trouble  bool      `json:"trouble,omitempty"`
	Resource string    `json:"resource,omitempty"`
	Since    time.Time `json:"since,omitzero"`
	Until    time.Time `json:"until,omitzero"`
	Longest  int64     `json:"longest,omitempty"` // nanoseconds
	Position string    `json:"at,omitempty"`
	Done     bool      `json:"done,omitempty"`
	Torn     bool      `json:"torn,omitempty"` // something before it could not be read
}

// CursorAt makes the cursor of a place in s that a client chose. An empty
// position, where a list has ended, gives the empty Cursor.
func (q Query) CursorAt(s Source, position string) Cursor {
	if position == "" {
		return ""
	}
	return q.cursor(s, position)
}

// cursor binds a position to s and the query; without one, it is done.
func (q Query) cursor(s Source, position string) Cursor {
	return cursorText{
		Service: s.Service, Region: s.Region, Project: s.Project, Name: s.Name,
		States: q.statesAsked(), Trouble: q.Trouble, Resource: q.Resource,
		Since: q.Since.UTC(), Until: q.Until.UTC(), Longest: int64(q.Longest),
		Position: position, Done: position == "",
	}.cursor()
}

func (c cursorText) cursor() Cursor {
	text, err := json.Marshal(c)
	if err != nil {
		return "" // a year that cannot be written down, which Scan refuses
	}
	return Cursor(cursorVersion + seal.Seal(text))
}

// torn is the cursor with the mark that something before it could not be read.
func (c Cursor) torn() Cursor {
	text, err := c.read()
	if err != nil {
		return c // a client's own, which its next scan refuses
	}
	text.Torn = true
	return text.cursor()
}

// Position is the place that q.Resume has for s, empty for the beginning: where
// it has no cursor of s, or a done one. A cursor of s that cannot be read, or
// that was made for other states, another resource or another window, is an
// error of kind [errors.InvalidInput]. Cursors of other sources are not looked
// at.
func (q Query) Position(s Source) (string, error) {
	c, ok, err := q.resume(s)
	if err != nil || !ok || c.Done {
		return "", err
	}
	if !c.Since.Equal(q.Since) || !c.Until.Equal(q.Until) {
		return "", s.refuse(fmt.Sprintf("it is for tasks from %s to %s, and not for the window asked for", instant(c.Since), instant(c.Until)))
	}
	return c.Position, nil
}

// resume finds the cursor of s and checks that it is for this query, whatever
// its window.
func (q Query) resume(s Source) (c cursorText, ok bool, err error) {
	for _, cursor := range q.Resume {
		if c, err = cursor.read(); err != nil {
			continue // whose it is cannot be told; a Scan refuses it
		}
		if !c.of(s) {
			continue
		}
		return c, true, q.matches(c, s)
	}
	return cursorText{}, false, nil
}

// matches reports why c is not for this query, if it is not.
func (q Query) matches(c cursorText, s Source) error {
	if asked := q.statesAsked(); !slices.Equal(c.States, asked) || c.Trouble != q.Trouble {
		return s.refuse(fmt.Sprintf("it is for %s, and not for %s", asking(c.States, c.Trouble), asking(asked, q.Trouble)))
	}
	if c.Longest != int64(q.Longest) {
		return s.refuse(fmt.Sprintf("it is for tasks that take up to %s, and not %s", longest(time.Duration(c.Longest)), longest(q.Longest)))
	}
	if c.Resource != q.Resource {
		return s.refuse(fmt.Sprintf("it is for the resource %q, and not for %q", c.Resource, q.Resource))
	}
	return nil
}

// of reports whether the cursor belongs to s.
func (c cursorText) of(s Source) bool {
	return c.Service == s.Service && c.Region == s.Region && c.Project == s.Project && c.Name == s.Name
}

// read decodes the cursor.
func (c Cursor) read() (text cursorText, err error) {
	rest, ok := strings.CutPrefix(string(c), cursorVersion)
	if !ok {
		if strings.HasPrefix(string(c), cursorFamily) {
			return text, c.refuse("another version of taskfault wrote it")
		}
		return text, c.refuse("it is not one of taskfault's")
	}
	if len(rest) > maxCursor {
		return text, c.refuse("it is too long")
	}
	raw, ok := seal.Open(rest)
	if !ok {
		return text, c.refuse("it is damaged")
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if d.Decode(&text) != nil {
		return text, c.refuse("it is damaged")
	}
	if _, err := d.Token(); err != io.EOF || text.Done != (text.Position == "") {
		return text, c.refuse("it is damaged")
	}
	return text, nil
}

// Describe reads what the cursor is bound to. One that is damaged or of another
// version is an error of kind [errors.InvalidInput].
func (c Cursor) Describe() (CursorInfo, error) {
	text, err := c.read()
	if err != nil {
		return CursorInfo{}, err
	}
	return CursorInfo{
		Source: Source{Name: text.Name, Service: text.Service, Region: text.Region, Project: text.Project},
		States: text.States, Trouble: text.Trouble, Resource: text.Resource,
		Since: text.Since, Until: text.Until, Longest: time.Duration(text.Longest), Done: text.Done,
	}, nil
}

// refuse names the cursor by its beginning.
func (c Cursor) refuse(why string) error {
	const shown = 16
	name := string(c)
	if len(name) > shown {
		name = name[:shown] + "..."
	}
	return resumeError(Source{}, fmt.Sprintf("the cursor %q cannot be used: %s", name, why))
}

// refuse says why a cursor of this source cannot be used.
func (s Source) refuse(why string) error {
	return resumeError(s, fmt.Sprintf("the cursor of %s cannot be used: %s", s, why))
}

func resumeError(s Source, message string) error {
	return &errors.Error{
		Service: s.Service, Region: s.Region, Operation: "Resume",
		Kind: errors.InvalidInput, Message: message, Retry: errors.RetryNo,
	}
}

// statesAsked are the query's states, sorted and each once, so that two ways of
// asking for the same are the same.
func (q Query) statesAsked() []State {
	if len(q.States) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(q.States)))
}

// asking tells in a sentence what tasks a query asks for.
func asking(states []State, trouble bool) string {
	if !trouble {
		return words(states)
	}
	if len(states) == 0 {
		return "tasks with trouble"
	}
	return words(states) + " with trouble"
}

// longest tells Query.Longest in a sentence.
func longest(d time.Duration) string {
	if d == 0 {
		return "the provider's default"
	}
	return d.String()
}

// words tells states in a sentence.
func words(states []State) string {
	if len(states) == 0 {
		return "tasks in any state"
	}
	names := make([]string, len(states))
	for i, s := range states {
		names[i] = string(s)
	}
	return "tasks that are " + strings.Join(names, " or ")
}

// instant tells an end of a window in a sentence.
func instant(t time.Time) string {
	if t.IsZero() {
		return "any time"
	}
	return t.Format(time.RFC3339Nano)
}
