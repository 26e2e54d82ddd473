package paging_test

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"iter"
	"strings"
	"testing"

	"github.com/taskfault/taskfault/errors"
	"github.com/taskfault/taskfault/sdk/paging"
)

// someCursor is the cursor of a walk's first page.
func someCursor(t testing.TB, walk walkFunc, fetch paging.Fetch[row]) string {
	t.Helper()
	for page, err := range walk(t.Context(), paging.Options{Limit: 10}, fetch, rowID) {
		if err != nil || page.Cursor == "" {
			t.Fatalf("cursor %q, %v; want one", page.Cursor, err)
		}
		return page.Cursor
	}
	t.Fatal("no page")
	return ""
}

// begin starts every kind of walk at a cursor and returns how many
// requests it made, and its error.
func begin(t testing.TB, kind, cursor string) (requests int, err error) {
	o := paging.Options{Limit: 10, Start: cursor, MaxPages: 20}
	all := list(40, whole, exact)
	fetch := func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
		requests++
		if r.Limit < 1 || r.Page < 0 || r.Offset < 0 {
			t.Errorf("cursor %q made the request %+v", cursor, r)
		}
		r.Limit = min(r.Limit, 100)
		r.Page = min(r.Page, 1000)
		return all(ctx, r)
	}
	one := func(w walkFunc) func(context.Context, string, string) iter.Seq2[paging.Page[row], error] {
		return func(ctx context.Context, _, start string) iter.Seq2[paging.Page[row], error] {
			return w(ctx, paging.Options{Limit: 10, Start: start, MaxPages: 20}, fetch, rowID)
		}
	}
	var seq iter.Seq2[paging.Page[row], error]
	switch kind {
	case "offset":
		seq = paging.Offset(t.Context(), o, fetch, rowID)
	case "numbered":
		seq = paging.Numbered(t.Context(), o, fetch, rowID)
	case "marker":
		seq = paging.Marker(t.Context(), o, fetch, rowID)
	case "token":
		seq = paging.Token(t.Context(), o, fetch, rowID)
	case "lists":
		seq = paging.Lists(t.Context(), []string{"a", "b"}, cursor, nil, one(paging.Offset[row]))
	}
	for _, err = range seq {
		if err != nil {
			return requests, err
		}
	}
	return requests, nil
}

var kinds = []string{"offset", "numbered", "marker", "token", "lists"}

func TestBadCursors(t *testing.T) {
	offset := someCursor(t, paging.Offset[row], list(40, whole, exact))
	for _, c := range []struct{ name, kinds, cursor string }{
		{"another walk", "numbered marker token lists", offset},
		{"another version", "offset", "o3." + offset[3:]},
		{"words", "offset numbered marker token lists", "next page, please"},
		{"cut off", "offset", offset[:len(offset)-9]},
		{"not base64", "offset", "o2.***"},
		{"not base64", "lists", "l2.***.o2"},
		{"no inner cursor", "lists", "l2." + sealed([]byte("a"))},
		{"a bad inner cursor", "lists", "l2." + sealed([]byte("a")) + ".o2.x"},
		{"not JSON", "offset", "o2." + sealed([]byte("{"))},
		{"two values", "offset", "o2." + sealed([]byte(`{"a":1,"r":1,"p":1,"h":""}{}`))},
		{"unknown member", "offset", "o2." + sealed([]byte(`{"a":1,"r":1,"z":1}`))},
		{"negative offset", "offset", "o2." + sealed([]byte(`{"a":-1,"r":1}`))},
		{"huge offset", "offset", "o2." + sealed([]byte(`{"a":9223372036854775807,"r":1}`))},
		{"half a hash", "offset", "o2." + sealed([]byte(`{"a":1,"r":1,"h":"AAAA"}`))},
		{"too many hashes", "offset", "o2." + sealed([]byte(`{"a":1,"r":1,"h":"`+strings.Repeat("AAAAAAAAAAA", 100)+`"}`))},
		{"no limit", "numbered", "n2." + sealed([]byte(`{"n":1,"l":0}`))},
		{"negative limit", "numbered", "n2." + sealed([]byte(`{"n":1,"l":-1}`))},
		{"huge page", "numbered", "n2." + sealed([]byte(`{"n":4611686018427387904,"l":1}`))},
		{"no marker", "marker", "m2." + sealed([]byte(`{"m":"","t":1}`))},
		{"no token", "token", "t2." + sealed([]byte(`{"t":1}`))},
		{"too long", "marker", "m2." + strings.Repeat("A", 1<<21)},
	} {
		for _, kind := range strings.Fields(c.kinds) {
			n, err := begin(t, kind, c.cursor)
			if !errors.Is(err, errors.InvalidInput) || n != 0 {
				t.Errorf("%s, %s walk: %v after %d requests, want an error of kind invalid_input before any", c.name, kind, err, n)
				continue
			}
			if !strings.Contains(err.Error(), "the cursor \"") || len(err.Error()) > 200 {
				t.Errorf("%s, %s walk: the error %q does not name the cursor in a line", c.name, kind, err)
			}
		}
	}
}

// A cursor of the first version, which had no sum over it, is told from one that
// was damaged.
func TestCursorOfFirstVersion(t *testing.T) {
	for kind, cursor := range map[string]string{
		"offset":   "o1.eyJhIjo5LCJyIjoxMCwicCI6MSwiaCI6IkFBQUFBQUFBIn0",
		"numbered": "n1.eyJuIjotMSwibCI6MTAsInIiOjAsInQiOi0xLCJwIjowLCJzIjowfQ",
		"marker":   "m1.eyJtIjoiY2prPSIsInQiOi0xfQ",
		"token":    "t1.eyJtIjoiY2prPSIsInQiOi0xfQ",
		"lists":    "l1.YQ.o1.eyJhIjo5LCJyIjoxMCwicCI6MSwiaCI6IkFBQUFBQUFBIn0",
	} {
		n, err := begin(t, kind, cursor)
		if !errors.Is(err, errors.InvalidInput) || n != 0 || !strings.Contains(err.Error(), "another version") {
			t.Errorf("%s walk from %q: %v after %d requests, want an error about another version before any", kind, cursor, err, n)
		}
	}
}

// sealed makes the text of a cursor from what it holds.
func sealed(b []byte) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b)))
}

// No cursor with one letter changed, one cut off or one too many begins a walk
// somewhere else.
func TestDamagedCursors(t *testing.T) {
	all := list(40, whole, exact)
	withNext := func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
		a, err := all(ctx, r)
		a.Next = "r9"
		return a, err
	}
	inLists := ""
	for page := range paging.Lists(t.Context(), []string{"a", "b"}, "", nil, func(ctx context.Context, _, start string) iter.Seq2[paging.Page[row], error] {
		return paging.Offset(ctx, paging.Options{Limit: 10, Start: start}, all, rowID)
	}) {
		inLists = page.Cursor
		break
	}
	for kind, cursor := range map[string]string{
		"offset": someCursor(t, paging.Offset[row], all), "numbered": someCursor(t, paging.Numbered[row], all),
		"marker": someCursor(t, paging.Marker[row], all), "token": someCursor(t, paging.Token[row], withNext), "lists": inLists,
	} {
		damaged := []string{cursor + "A", cursor + "AAAA"}
		for i := range len(cursor) {
			if i > 0 {
				damaged = append(damaged, cursor[:i])
			}
			for _, letter := range "A9_.z" {
				if rune(cursor[i]) != letter {
					damaged = append(damaged, cursor[:i]+string(letter)+cursor[i+1:])
				}
			}
		}
		for _, d := range damaged {
			if kind == "lists" && strings.Count(d, ".") != strings.Count(cursor, ".") {
				continue // where a list ends there may be no inner cursor
			}
			if n, err := begin(t, kind, d); !errors.Is(err, errors.InvalidInput) || n != 0 {
				t.Errorf("%s walk from %q: %v after %d requests, want an error of kind invalid_input before any", kind, d, err, n)
			}
		}
	}
}

// A token need not be text: it comes back byte by byte.
func TestTokenOfAnyBytes(t *testing.T) {
	token := "a\xff\x00\u2028<&>"
	sent := ""
	fetch := func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		if sent = r.Marker; sent != "" {
			return paging.Answer[row]{Total: -1}, nil
		}
		return paging.Answer[row]{Rows: rows(0, 1), Total: -1, Next: token}, nil
	}
	cursor := someCursor(t, paging.Token[row], fetch)
	for range paging.Token(t.Context(), paging.Options{Start: cursor}, fetch, rowID) {
	}
	if sent != token {
		t.Errorf("sent the token %q, want %q", sent, token)
	}
}

// A cursor is small, whatever it comes from.
func TestCursorSize(t *testing.T) {
	c := someCursor(t, paging.Offset[row], func(_ context.Context, r paging.Request) (paging.Answer[row], error) {
		return paging.Answer[row]{Rows: rows(0, 1000), Total: 5000}, nil
	})
	if len(c) > 600 {
		t.Errorf("the cursor of a page of 1000 rows has %d bytes, want at most 600", len(c))
	}
}

// resealed makes the first part of a cursor, which may be sealed or not, sealed.
func resealed(cursor string) string {
	word, rest, _ := strings.Cut(cursor, ".")
	text, inner, nested := strings.Cut(rest, ".")
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return cursor
	}
	if n := len(raw) - crc32.Size; n >= 0 && binary.BigEndian.Uint32(raw[n:]) == crc32.ChecksumIEEE(raw[:n]) {
		raw = raw[:n]
	}
	cursor = word + "." + sealed(raw)
	if nested {
		cursor += "." + resealed(inner)
	}
	return cursor
}

func FuzzCursor(f *testing.F) {
	all := list(40, whole, exact)
	withNext := func(ctx context.Context, r paging.Request) (paging.Answer[row], error) {
		a, err := all(ctx, r)
		a.Next = "r9"
		return a, err
	}
	f.Add(someCursor(f, paging.Offset[row], all))
	f.Add(someCursor(f, paging.Numbered[row], all))
	f.Add(someCursor(f, paging.Marker[row], all))
	f.Add(someCursor(f, paging.Token[row], withNext))
	f.Add("l2.YQ." + someCursor(f, paging.Offset[row], all))
	f.Fuzz(func(t *testing.T, cursor string) {
		cursor = resealed(cursor)
		for _, kind := range kinds {
			n, err := begin(t, kind, cursor)
			if err != nil && n == 0 && !errors.Is(err, errors.InvalidInput) {
				t.Errorf("%s walk from %q: %v, want kind invalid_input", kind, cursor, err)
			}
		}
	})
}
