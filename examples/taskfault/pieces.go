package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk"
)

// pieces is a client that hands its pages out in pieces, so that a run that
// --limit ends can go on inside a page. A cursor stands between two pages, and a
// page with more tasks than the limit would come again in every run.
type pieces struct {
	sdk.Client
	most int // tasks of a piece at most
}

// finest is how many pieces a limit has at least. What is printed of the piece in
// which it ends comes again.
const finest = 20

// inPieces prepares clients for a run with a file of cursors and a limit, 0 for
// none. No piece is larger than what may be printed between two writes of the file.
func inPieces(clients []sdk.Client, limit int) []sdk.Client {
	most := saveTasks
	if limit > 0 {
		most = min(most, (limit+finest-1)/finest)
	}
	all := make([]sdk.Client, len(clients))
	for i, c := range clients {
		all[i] = pieces{c, most}
	}
	return all
}

// insidePage begins the positions that stand inside a page.
const insidePage = "inside:"

// place is a position inside a page.
type place struct {
	After   string   `json:"after,omitempty"` // the client's position before the page
	Printed []string `json:"printed"`         // the keys of its tasks that were printed
}

func (p place) position() string {
	text, _ := json.Marshal(p) // strings alone
	return insidePage + string(text)
}

// placeOf reads a position. One that is not inside a page is the client's own.
func placeOf(position string) (p place, err error) {
	text, inside := strings.CutPrefix(position, insidePage)
	if !inside {
		return place{After: position}, nil
	}
	if json.Unmarshal([]byte(text), &p) != nil {
		return p, &errors.Error{
			Operation: "Resume", Kind: errors.InvalidInput, Retry: errors.RetryNo, Message: "the cursor's place in a page cannot be read",
		}
	}
	return p, nil
}

// Pages hands out the client's pages. A page in several pieces counts with the
// first; the last has the page's own cursor.
func (c pieces) Pages(ctx context.Context, q sdk.Query) iter.Seq2[sdk.Page, error] {
	return func(yield func(sdk.Page, error) bool) {
		w := walk{pieces: c, query: q, yield: yield}
		position, err := q.Position(c.Source())
		if err == nil {
			w.at, err = placeOf(position)
		}
		if err != nil {
			yield(sdk.Page{}, err)
			return
		}
		printed := make(map[string]int, len(w.at.Printed)) // how often: two tasks may have one key
		for _, key := range w.at.Printed {
			printed[key]++
		}
		q.Resume = w.cursors(w.at.After)
		for page, err := range c.Client.Pages(ctx, q) {
			if !w.pass(page, err, printed) {
				return
			}
		}
	}
}

// walk is one walk through a client's pages.
type walk struct {
	pieces
	query sdk.Query
	at    place
	yield func(sdk.Page, error) bool
}

// cursors are what a query goes on from to be at the client's position.
func (w *walk) cursors(position string) []sdk.Cursor {
	if position == "" {
		return nil
	}
	return []sdk.Cursor{w.query.CursorAt(w.Source(), position)}
}

// pass hands out a page without the tasks that were printed.
func (w *walk) pass(page sdk.Page, err error, printed map[string]int) bool {
	w.at.Printed = nil
	tasks := slices.DeleteFunc(page.Tasks, func(t sdk.Task) bool {
		key := keyOf(t)
		if printed[key] == 0 || !w.query.Keep(t) {
			return false
		}
		printed[key]--
		w.at.Printed = append(w.at.Printed, key)
		return true
	})
	piece, from, kept := page, 0, 0
	for i, t := range tasks {
		if !w.query.Keep(t) {
			continue
		}
		if kept == w.most {
			piece.Tasks = tasks[from:i:i]
			piece.Cursor = w.query.CursorAt(w.Source(), w.at.position())
			if !w.yield(piece, nil) {
				return false
			}
			piece, from, kept = sdk.Page{Source: page.Source, Total: page.Total}, i, 0
		}
		kept++
		w.at.Printed = append(w.at.Printed, keyOf(t))
	}
	piece.Tasks, piece.Cursor = tasks[from:], page.Cursor
	w.query.Resume = []sdk.Cursor{page.Cursor}
	after, _ := w.query.Position(w.Source()) // the client has just made it
	switch {
	case err != nil && (page.Cursor == "" || after == w.at.After):
		piece.Cursor = w.stay(page.Cursor, printed)
	case page.Cursor != "":
		w.at.After = after
	}
	return w.yield(piece, err)
}

// stay is the cursor of a page that came with an error and has led nowhere: the
// next run must know of its tasks that are printed, and still of those that were
// before. c is the page's own.
func (w *walk) stay(c sdk.Cursor, printed map[string]int) sdk.Cursor {
	for _, key := range slices.Sorted(maps.Keys(printed)) {
		w.at.Printed = append(w.at.Printed, slices.Repeat([]string{key}, printed[key])...)
	}
	if len(w.at.Printed) == 0 {
		return c
	}
	return w.query.CursorAt(w.Source(), w.at.position())
}

// keyOf tells a task from the others of its page, and from itself in another
// state.
func keyOf(t sdk.Task) string {
	facts := []string{t.ID, t.Type, string(t.State), t.Resource.ID, t.StartedAt.UTC().Format(time.RFC3339Nano)}
	sum := sha256.Sum256([]byte(strings.Join(facts, "\x00")))
	return hex.EncodeToString(sum[:8])
}
